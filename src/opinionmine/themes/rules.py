"""Coding rules as records, and back to the text of a rules file: what a code goes by, said once and for all texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# KH Coder's window for near() and seq() without a number.
WITHIN = 10

Sign = Literal["==", ">=", "<=", ">", "<"]
# What stands for itself in a rules file; anything else is quoted.
_PLAIN = re.compile(r"[\w々〇ー・]+")
_RESERVED = ("and", "or", "not", "lw", "lc")


@dataclass(frozen=True)
class Word:
    """A word in any of its forms: 死ぬ finds 死んだ, 子ども finds 子供. One that is cut in several is found as a run of them."""

    text: str


@dataclass(frozen=True)
class Form:
    """A word in one of its forms: ``買う=>買わ``."""

    word: str
    surface: str


@dataclass(frozen=True)
class Phrase:
    """Words with nothing between them: ``卒業+証書``."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """Words close to each other: ``near(先生-奥さん)[8]``, or in this order: ``seq(先生-奥さん)[8]``.

    Attributes
    ----------
    within : int
        The most words from one to the next, of neighbours 1; 0 for any distance.
    is_ordered : bool
        Whether the order counts (seq).
    in_sentence : bool
        Whether all must stand in one sentence: ``[b8]``.
    """

    words: tuple[str, ...]
    within: int = WITHIN
    is_ordered: bool = False
    in_sentence: bool = False


@dataclass(frozen=True)
class Literally:
    """Characters as they are written, whatever the words: ``'多ければ'``."""

    text: str


@dataclass(frozen=True)
class Length:
    """How long the text is, in words (``lw``) or characters (``lc``)."""

    unit: Literal["lw", "lc"]


Counted = Word | Form | Phrase | Near | Literally | Length


@dataclass(frozen=True)
class Count:
    """How often: ``死ぬ >= 2``, ``愛 + 恋 >= 3``, ``lc <= 15``."""

    parts: tuple[Counted, ...]
    sign: Sign
    number: int


@dataclass(frozen=True)
class Field:
    """What a column of the list says: ``<>性別-->女``."""

    name: str
    value: str


@dataclass(frozen=True)
class Code:
    """A code that stands further up: ``<＊死>``."""

    name: str


@dataclass(frozen=True)
class Not:
    """What does not hold."""

    condition: Condition


@dataclass(frozen=True)
class And:
    """What holds together; two or more."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """What holds alone; two or more."""

    conditions: tuple[Condition, ...]


Condition = Word | Form | Phrase | Near | Literally | Count | Field | Code | Not | And | Or


@dataclass(frozen=True)
class Rule:
    """A code and its condition.

    Attributes
    ----------
    name : str
        Without the ＊ before it.
    """

    name: str
    condition: Condition


def find_parts(condition: Condition) -> Iterator[Condition]:
    """A condition and everything in it.

    Examples
    --------
    >>> [type(part).__name__ for part in find_parts(Or((Word("愛"), Not(Code("死")))))]
    ['Or', 'Word', 'Not', 'Code']
    """
    yield condition
    if isinstance(condition, And | Or):
        for inner in condition.conditions:
            yield from find_parts(inner)
    elif isinstance(condition, Not):
        yield from find_parts(condition.condition)


def render_rules(rules: tuple[Rule, ...]) -> str:
    """The text of a rules file, which `parse_rules` reads as the same rules.

    Examples
    --------
    >>> print(render_rules((Rule("恋愛", Or((Word("愛"), And((Word("恋"), Not(Literally("鯉 の"))))))),)), end="")
    ＊恋愛
    愛
    or 恋 and not '鯉 の'
    """
    return "\n".join(f"＊{rule.name}\n{_render_lines(rule.condition)}\n" for rule in rules)


def _render_lines(condition: Condition) -> str:
    """An or of many words is easier to read and to change with a word a line."""
    if isinstance(condition, Or):
        return "\nor ".join(_bracket(inner, Or) for inner in condition.conditions)
    return _render(condition)


def _render(condition: Condition | Length) -> str:
    match condition:
        case Word(text):
            return text if _is_plain(text) else _quote(text)
        case Form(word, surface):
            return f"{word}=>{surface}"
        case Phrase(words):
            return "+".join(words)
        case Near():
            return _render_near(condition)
        case Literally(text):
            return "'" + text.replace("'", "''") + "'"
        case Length(unit):
            return unit
        case Count(parts, sign, number):
            return f"{' + '.join(map(_render, parts))} {sign} {number}"
        case Field(name, value):
            written = f"<>{name}-->{value}"
            return _quote(written) if re.search(r"[\s()（）\"]", written) else written
        case Code(name):
            return f"<＊{name}>"
        case Not(inner):
            return f"not {_bracket(inner, And, Or)}"
        case And(conditions):
            return " and ".join(_bracket(inner, And, Or) for inner in conditions)
        case Or(conditions):
            return " or ".join(_bracket(inner, Or) for inner in conditions)


def _render_near(near: Near) -> str:
    window = ("b" if near.in_sentence else "") + (str(near.within) if near.within != WITHIN else "")
    return f"{'seq' if near.is_ordered else 'near'}({'-'.join(near.words)})" + (f"[{window}]" if window else "")


def _bracket(condition: Condition, *kinds: type) -> str:
    return f"( {_render(condition)} )" if isinstance(condition, kinds) else _render(condition)


def _is_plain(word: str) -> bool:
    """Whether a word is read as a word without quotes; 2 is a number, ｏｒ is or."""
    folded = unicodedata.normalize("NFKC", word).lower()
    return bool(_PLAIN.fullmatch(word)) and folded not in _RESERVED and not folded.isdigit()


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
