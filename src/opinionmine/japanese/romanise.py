"""Japanese in Latin letters, for ids that a person can read."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import fugashi

# Surface and kana of each word, one word a line; an unknown word has none.
_FORMAT = r'-O "" -F "%m\t%f[17]\n" -U "%m\t*\n" -E ""'


def romanise(text: str) -> str:
    """Write Japanese as it is read, in the letters that name its kana (Kunrei: si, tu, hu); what has no reading is left as it is.

    Examples
    --------
    >>> [romanise(text) for text in ("交通", "見守り", "学校バス", "ICT 活用")]
    ['koutuu', 'mimamori', 'gakkou basu', 'ICT katuyou']
    """
    rows = [row.partition("\t") for row in _tagger().parse(unicodedata.normalize("NFKC", text)).split("\n") if row]
    kana = " ".join(surface if reading in ("", "*") else reading for surface, _, reading in rows)
    letters = "".join(_letters(character) for character in _as_katakana(kana))
    letters = letters.replace("hu~", "f").replace("vu~", "v")  # hu~a is fa
    letters = re.sub(r"i~(?=y)|[aeio]~(?=[aeiou])", "", letters).replace("~", "")  # ki~ya is kya, te~i is ti
    return re.sub(r"\^+(.?)", lambda match: match[1] * (2 if match[1].isalpha() else 1), letters)  # ga^kou is gakkou


def _as_katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def _letters(character: str) -> str:
    """KATAKANA LETTER SMALL YA is ~ya, SMALL TU is ^; ー makes no letter of its own."""
    name = unicodedata.name(character, "")
    if character == "ー":
        return ""
    if not name.startswith("KATAKANA LETTER "):
        return character
    *_, size, sound = name.split()
    if size == "SMALL":
        return "^" if sound == "TU" else f"~{sound.lower()}"
    return sound.lower()


@cache
def _tagger() -> fugashi.GenericTagger:
    import fugashi
    import unidic_lite

    return fugashi.GenericTagger(f'{_FORMAT} -r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')
