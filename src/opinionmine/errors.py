"""What can go wrong, each with one sentence for the person at the keyboard."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection


class OpinionmineError(Exception):
    """A problem with the input; its text says what, where, what was expected and what to do."""


class DocumentError(OpinionmineError):
    """A file is missing, empty, too large or not text."""


class SheetError(OpinionmineError):
    """A document was read, but it is not a summary sheet that can be understood."""


class NotThisLayout(SheetError):
    """A layout does not recognise a document; the caller tries the next one."""


class CodebookError(OpinionmineError):
    """A codebook, a plan map or a corpus does not follow its form."""


class ModelError(OpinionmineError):
    """A model is missing, was not made by this tool, or belongs to another codebook."""


class PluginError(OpinionmineError):
    """A plugin cannot be loaded, or there is none of this name."""


def suggest(name: str, known: Collection[str]) -> str:
    """Name what was probably meant (ｔｒａｉｎｎｉｎｇ is training), or list what there is."""
    close = difflib.get_close_matches(unicodedata.normalize("NFKC", name).strip().lower(), known, n=1, cutoff=0.6)
    return f"did you mean 「{close[0]}」?" if close else f"known are {', '.join(known)}."
