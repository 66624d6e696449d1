"""Sentences as spans of a text, so that nothing is changed by cutting."""

from __future__ import annotations

_ENDS = "。！？!?．"
_OPEN = dict(zip("「『（(【〔［[〈《", "」』）)】〕］]〉》", strict=True))
_CLOSE = set(_OPEN.values())


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Cut a text after its sentence ends, but never inside brackets: 「はい。どうぞ。」と言う is one sentence.

    A closing bracket without its opening one is plain text; an opening one that is never closed does not swallow the
    rest of the text.

    Returns
    -------
    list of (int, int)
        Half-open code-point offsets; together they cover the text without leading and trailing white space.

    Examples
    --------
    >>> text = "２．５倍になった。「もういい。」と言われ、困った！なぜか"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['２．５倍になった。', '「もういい。」と言われ、困った！', 'なぜか']
    """
    partners = _matching_brackets(text)
    cuts, position = [0], 0
    while position < len(text):
        if position in partners:
            position = partners[position] + 1
            continue
        if text[position] in _ENDS and not _is_decimal_point(text, position):
            while position + 1 < len(text) and text[position + 1] in _ENDS:
                position += 1  # なぜ！？ ends once
            cuts.append(position + 1)
        position += 1
    cuts.append(len(text))
    return [span for span in (_strip(text, *pair) for pair in zip(cuts, cuts[1:], strict=False)) if span[0] < span[1]]


def _matching_brackets(text: str) -> dict[int, int]:
    """Offset of each outermost opening bracket -> offset of the bracket that closes it."""
    stack: list[int] = []
    partners: dict[int, int] = {}
    for position, character in enumerate(text):
        if character in _OPEN:
            stack.append(position)
        elif character in _CLOSE and stack and _OPEN[text[stack[-1]]] == character:
            partners[stack.pop()] = position
    return partners


def _is_decimal_point(text: str, position: int) -> bool:
    """．between digits: ２．５ and １．２ are numbers."""
    return (
        text[position] == "．"
        and text[position - 1 : position].isdigit()
        and text[position + 1 : position + 2].isdigit()
    )


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
