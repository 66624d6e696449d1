"""Read coding rules in the form of KH Coder's files; what cannot be read is named with its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opinionmine.errors import CodebookError
from opinionmine.themes.rule_pieces import Piece, cut_line
from opinionmine.themes.rules import And, Condition, Count, Counted, Length, Not, Or, Rule, Sign

MAX_CHARACTERS = 1_000_000
_DEEPEST = 50

_COMPARED: dict[str, Sign] = {"==": "==", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}


def parse_rules(text: str, source: str) -> tuple[Rule, ...]:
    """Read the text of a rules file.

    Parameters
    ----------
    source : str
        Name of the file, for the message.

    Raises
    ------
    CodebookError
        With line and column, if a rule does not follow the form or asks what cannot be answered.

    Notes
    -----
    A code begins with a line ``＊name`` (or ``*name``), its condition fills the lines up to the next one. Lines that begin with # and
    empty lines are passed over. ``not`` binds tighter than ``and``, ``and`` tighter than ``or``, comparisons tighter than all three, as
    in the SQL that KH Coder makes of a condition.

    References
    ----------
    Higuchi, K. (2016). KH Coder 3 Reference Manual, A.2.5 Coding rules.

    Examples
    --------
    >>> parse_rules("＊人の死\\n死ぬ or 亡くなる\\n", "theme.txt")
    (Rule(name='人の死', condition=Or(conditions=(Word(text='死ぬ'), Word(text='亡くなる')))),)
    """
    if len(text) > MAX_CHARACTERS:
        raise CodebookError(f"{source}: {len(text):,} characters; a rules file has at most {MAX_CHARACTERS:,}.")
    rules: dict[str, Rule] = {}
    for head, lines in _split_codes(text, source):
        name = head.text
        if name in rules:
            head.fail(f"the code 「{head.shown}」 stands twice; give one of them another name")
        pieces = [piece for number, line in lines for piece in cut_line(source, number, line, rules)]
        if not pieces:
            head.fail(
                f"the code 「{head.shown}」 has no condition; write it on the next line, such as 「バス or 電車」"
            )
        rules[name] = Rule(name, _Parser(pieces).parse())
    if not rules:
        raise CodebookError(
            f"{source}: no code in it; expected lines such as 「＊交通」 and, below, 「バス or 電車」 (コード名は ＊ で始めます)."
        )
    return tuple(rules.values())


def _split_codes(text: str, source: str) -> Iterator[tuple[Piece, list[tuple[int, str]]]]:
    """The name of each code, and the numbered lines of its condition."""
    head: Piece | None = None
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = line.removesuffix("\r")
        if line.startswith("#") or not line.strip():
            continue
        if line[0] in "＊*" and line[1:].strip():
            if head:
                yield head, lines
            head, lines = Piece(source, "code", number, 1, line[1:].strip()), []
        elif head:
            lines.append((number, line))
        else:
            Piece(source, "chunk", number, 1, line).fail(
                f"「{line.strip()[:40]}」 stands before any code; expected a line such as 「＊交通」"
            )
    if head:
        yield head, lines


class _Parser:
    """Recursive descent over the pieces of one condition: or, and, not, comparison, sum, word or bracket."""

    def __init__(self, pieces: list[Piece]) -> None:
        last = pieces[-1]
        end = Piece(last.source, "end", last.line, last.column + len(last.text), "the end of the condition")
        self._pieces, self._place, self._depth = [*pieces, end], 0, 0

    def _next(self) -> Piece:
        return self._pieces[self._place]

    def _take(self, *kinds: str) -> Piece | None:
        piece = self._next()
        if piece.kind not in kinds:
            return None
        self._place += 1
        return piece

    def parse(self) -> Condition:
        condition = self._true(self._or())
        if self._next().kind != "end":
            self._next().fail(
                f"「{self._next().shown}」 stands here without and, or (or a bracket is missing before it)"
            )
        return condition

    def _or(self) -> Condition | _Sum:
        first = self._and()
        others = []
        while self._take("or"):
            others.append(self._true(self._and()))
        return Or((self._true(first), *others)) if others else first

    def _and(self) -> Condition | _Sum:
        first = self._not()
        others = []
        while self._take("and"):
            others.append(self._true(self._not()))
        return And((self._true(first), *others)) if others else first

    def _not(self) -> Condition | _Sum:
        sign = self._take("not", "!")
        if sign is None:
            return self._comparison()
        self._deeper(sign)
        condition = self._true(self._not()) if sign.kind == "not" else self._beside_mark()
        self._depth -= 1
        return Not(condition)

    def _beside_mark(self) -> Condition:
        """What ! denies: the one thing beside it. In KH Coder !a >= 2 asks whether "not a" is 2, which nobody means."""
        at = self._next()
        found = self._not() if at.kind in ("not", "!") else self._primary()
        if self._next().kind in ("+", *_COMPARED):
            at.fail("! denies only what stands beside it; write not, or put the comparison in brackets")
        return self._true(_Sum((found,), at) if isinstance(found, Counted) else found)

    def _comparison(self) -> Condition | _Sum:
        at = self._next()
        found = self._sum()
        sign = self._take(*_COMPARED)
        if sign is None:
            return found
        number = self._take("number")
        if number is None:
            self._next().fail(f"a whole number must follow 「{sign.shown}」; found 「{self._next().shown}」")
        if not isinstance(found, _Sum):
            at.fail("only words, phrases, near, seq, strings, lw and lc can be counted")
        return Count(found.parts, _COMPARED[sign.kind], int(number.text[:9]))

    def _sum(self) -> Condition | _Sum:
        at = self._next()
        found = self._primary()
        parts = [found]
        while self._take("+"):
            parts.append(self._primary())
        if len(parts) == 1 and not isinstance(found, Counted):
            return found
        counted = [part for part in parts if isinstance(part, Counted)]
        if len(counted) < len(parts):
            at.fail("only words, phrases, near, seq, strings, lw and lc can be added")
        return _Sum(tuple(counted), at)

    def _primary(self) -> Condition | Length | _Sum:
        piece = self._next()
        if piece.atom is not None:
            self._place += 1
            return piece.atom
        if not self._take("("):
            what = (
                "a number is no condition; quote it to look for it as a word"
                if piece.kind == "number"
                else "expected a word, a condition or ("
            )
            piece.fail(f"found 「{piece.shown}」; {what}")
        self._deeper(piece)
        inner = self._or()
        if not self._take(")"):
            self._next().fail(
                f"found 「{self._next().shown}」; expected and, or, or the ) that closes the ( in line {piece.line}, column {piece.column}"
            )
        self._depth -= 1
        return inner

    def _deeper(self, piece: Piece) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            piece.fail(
                f"brackets in brackets, more than {_DEEPEST} deep; make codes of the inner ones and name them as <＊code>"
            )

    def _true(self, found: Condition | _Sum) -> Condition:
        """What is counted holds by itself if it is there at all; a sum and a length only say something beside a number."""
        if not isinstance(found, _Sum):
            return found
        only = found.parts[0]
        if len(found.parts) > 1 or isinstance(only, Length):
            found.at.fail("a sum or a length must be compared with a number, as in 愛 + 恋 >= 3 or lc <= 15")
        return only


@dataclass(frozen=True)
class _Sum:
    """What is counted, before it is known whether a comparison follows."""

    parts: tuple[Counted, ...]
    at: Piece
