"""Opinions on their way to a person who labels them, and back."""

from __future__ import annotations

from dataclasses import dataclass

from opinionmine.records.coding import Annotation, Evidence
from opinionmine.records.sheets import Opinion


@dataclass(frozen=True)
class LabelItem:
    """An opinion with what a person said of it, or is asked to say.

    Attributes
    ----------
    annotation : Annotation or None
        None where nobody has judged yet: that is not "no theme".
    spans : tuple of Evidence
        The places the person marked for a theme, weight 1; half-open code-point offsets in the text as printed.
    suggested : tuple of str
        Theme ids that a model or the cues would give; never taken for a judgement.
    reason : str
        Why the opinion was chosen, for the person to read.
    """

    opinion: Opinion
    annotation: Annotation | None
    spans: tuple[Evidence, ...] = ()
    suggested: tuple[str, ...] = ()
    reason: str = ""
