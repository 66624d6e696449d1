"""What codes opinions: a trained model, or rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from opinionmine.records import Opinion, Prediction


class Coder(Protocol):
    """What commands ask of a model.

    Attributes
    ----------
    model_id : str
        Different for whatever may judge differently.
    grades : mapping of str to str
        Theme -> A, B or C, in the order of the codebook.
    """

    @property
    def model_id(self) -> str:
        """Goes into every prediction."""

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """In the order of the codebook."""

    @property
    def grades(self) -> Mapping[str, str]:
        """How far each theme can be trusted."""

    def predict(
        self, opinions: Sequence[Opinion], risk: float | None = None, *, has_evidence: bool = True
    ) -> list[Prediction]:
        """One prediction for each opinion, in order."""
