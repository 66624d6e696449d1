"""The words and signs of coding rules in KH Coder's form, each with its place; what cannot be answered is refused here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NoReturn

from opinionmine.errors import CodebookError, suggest
from opinionmine.themes.rules import WITHIN, Code, Condition, Field, Form, Length, Literally, Near, Phrase, Word

_FARTHEST = 10_000
_SHOWN = 40

# What may not be closed is looked for only so far: a line of a million near( would take for ever.
_PIECE = re.compile(
    r"""(?P<string>'(?:[^']|'')*')          # '多ければ'
    |(?P<quoted>"(?:[^"]|"")*")             # "Servo i"
    |(?P<code><[＊*][^>]{0,300}>)           # <＊死>
    |(?P<near>(?:near|seq)[(（].{0,300}?[)）](?:\[[^\s\]]*\]?)?(?=[\s()（）]|$))
    |(?P<bracket>[()（）])
    |(?P<chunk>[^\s()（）]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_NEAR = re.compile(r"(near|seq)[(（](.*)[)）](\[.*)?", re.IGNORECASE)
# Word processors turn ' and " into these.
_QUOTES = str.maketrans("‘’＇“”＂", "'''\"\"\"")
_SIGNS: dict[str, tuple[str, ...]] = {
    "and": ("and",), "&": ("and",), "or": ("or",), "|": ("or",), "not": ("not",), "!": ("!",),
    "&!": ("and", "not"), "|!": ("or", "not"), "+": ("+",), "==": ("==",), ">=": (">=",), "<=": ("<=",), ">": (">",), "<": ("<",),
}  # fmt: skip
# What KH Coder answers from its own data base, and opinionmine cannot.
_REFUSED = (
    (r"no\.", "the number of a document is not known where texts are coded one by one; number the rows in a column and use <>column-->value"),
    (r"<>(見出し|heading)[1-5]-->.*", "comments have no headings; use a column of the list, <>column-->value"),
    (r"<>.*<>", "sorting by a column is no condition; use <>column-->value"),
    (r"(?!<>).+->.+", "parts of speech and inflections are not matched; write the word alone, or one form as 買う=>買わ"),
    (r"[-*/]", "of sums only + is read, as in 愛 + 恋 >= 3"),
    (r"=", "a number is compared with ==, >=, <=, > or <"),
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A word or sign of a condition and its place.

    Attributes
    ----------
    kind : str
        (, ), a sign (and, or, not, !, +, >=, …), number, atom, or end.
    line, column : int
        From 1; columns in characters.
    """

    source: str
    kind: str
    line: int
    column: int
    text: str
    atom: Condition | Length | None = None

    @property
    def shown(self) -> str:
        """As much of it as a sentence can hold."""
        return self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"

    def fail(self, problem: str) -> NoReturn:
        """Raise a CodebookError that names this place."""
        end = "" if problem.endswith("?") else "."
        raise CodebookError(f"{self.source}, line {self.line}, column {self.column}: {problem.removesuffix('.')}{end}")


def cut_line(source: str, number: int, line: str, known: Collection[str]) -> list[Piece]:
    """The words and signs of one line.

    Parameters
    ----------
    known : collection of str
        Codes that stand further up.

    Raises
    ------
    CodebookError
        If one of them is not well formed, or asks what cannot be answered.

    Examples
    --------
    >>> [piece.kind for piece in cut_line("rules.txt", 2, "（先生　or 卒業+証書） &! 'で す'", [])]
    ['(', 'atom', 'or', 'atom', ')', 'and', 'not', 'atom']
    """
    return [
        piece
        for match in _PIECE.finditer(line.translate(_QUOTES))
        for piece in _name(str(match.lastgroup), Piece(source, "atom", number, match.start() + 1, match[0]), known)
    ]


def _name(kind: str, at: Piece, known: Collection[str]) -> list[Piece]:
    folded = unicodedata.normalize("NFKC", at.text).lower()
    if kind == "bracket":
        return [replace(at, kind=folded)]
    if kind == "chunk" and folded in _SIGNS:
        return [replace(at, kind=sign) for sign in _SIGNS[folded]]
    if kind == "chunk" and folded.isdecimal():
        return [replace(at, kind="number", text=folded)]
    return [replace(at, atom=_read_atom(kind, at, folded, known))]


def _read_atom(kind: str, at: Piece, folded: str, known: Collection[str]) -> Condition | Length:
    if kind == "string":
        return Literally(_filled(at.text[1:-1].replace("''", "'"), at))
    if kind == "quoted":
        inner = at.text[1:-1].replace('""', '"')
        return _read_field(inner, at) if inner.startswith("<>") else Word(_filled(inner, at))
    if kind == "code":
        return _read_code(at.text[2:-1].strip(), at, known)
    if kind == "near":
        return _read_near(at)
    for refused, why in _REFUSED:
        if re.fullmatch(refused, folded):
            at.fail(f"「{at.shown}」: {why}")
    if folded in ("lw", "lc"):
        return Length("lw" if folded == "lw" else "lc")
    if at.text.startswith("<>"):
        return _read_field(at.text, at)
    if "=>" in folded:
        word, _, surface = folded.partition("=>")
        return Form(_bare(word, at), _bare(surface, at))
    if "+" in folded:
        return Phrase(tuple(_bare(word, at) for word in re.split("[+＋]", at.text)))
    return Word(_bare(at.text, at))


def _filled(text: str, at: Piece) -> str:
    return text if text.strip() else at.fail("there is nothing between the quotes")


def _bare(word: str, at: Piece) -> str:
    """A word without quotes; a sign that sticks to it would silently be taken for a part of the word, as in KH Coder."""
    if not word:
        at.fail(f"a word is missing in 「{at.shown}」")
    if word[0] in "'\"" or word[-1] in "'\"":
        at.fail(f"the quotes of 「{at.shown}」 do not stand around a whole; close them, with a space before and behind")
    if sign := re.search(r"[&|!<>=＆｜！＜＞＝]", word):
        at.fail(
            f'「{sign[0]}」 sticks to a word in 「{at.shown}」; put a space on both sides, or quote the word with "'
        )
    return word


def _read_field(text: str, at: Piece) -> Field:
    name, arrow, value = text.removeprefix("<>").partition("-->")
    if not arrow or not name.strip() or not value.strip():
        at.fail(f"「{at.shown}」 must name a column and its value, as in <>性別-->女")
    return Field(name.strip(), value.strip())


def _read_code(name: str, at: Piece, known: Collection[str]) -> Code:
    if name not in known:
        others = suggest(name, known) if known else "this is the first code"
        at.fail(f"no code 「{name[:_SHOWN]}」 stands further up; {others}")
    return Code(name)


def _read_near(at: Piece) -> Near:
    found = _NEAR.fullmatch(at.text)
    assert found is not None
    kind, inner, window = found.groups("")
    if not re.fullmatch(r"[^\s()（）|&\[\]'\"]+", inner):
        at.fail(
            f"「{at.shown}」 takes words with - between them and nothing else; write near(A-C) or near(B-C) where two words may stand"
        )
    words = tuple(_bare(word, at) for word in re.split("[-－]", inner))
    if len(words) < 2 or len(set(words)) < len(words):
        at.fail(f"「{at.shown}」 must name two different words or more, as in near(先生-奥さん)")
    within, in_sentence = _read_window(window, at)
    return Near(words, within, is_ordered=kind.lower() == "seq", in_sentence=in_sentence)


def _read_window(window: str, at: Piece) -> tuple[int, bool]:
    """How many words, and whether in one sentence: [8], [b8], [b]."""
    if not window:
        return WITHIN, False
    found = re.fullmatch(r"\[(b?)([0-9]*)\]", unicodedata.normalize("NFKC", window).lower())
    if found is None or window == "[]":
        is_paragraph = window.lower().startswith("[d")
        at.fail(
            f"「{at.shown}」: "
            + (
                "a comment has no paragraphs; use [b] or a number"
                if is_paragraph
                else "expected words, as in [8], or a sentence, as in [b] or [b8]"
            )
        )
    sentence, number = found.groups()
    within = int(number[:9]) if number else WITHIN
    if within > _FARTHEST:
        at.fail(f"「{at.shown}」: a window has at most {_FARTHEST:,} words; [0] is any distance")
    return within, bool(sentence)
