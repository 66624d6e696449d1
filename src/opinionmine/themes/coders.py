"""What several coders said of the same opinions, side by side, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from opinionmine.errors import CodebookError
from opinionmine.records import Annotation, Codebook, Disagreement, JudgedOpinion, LabelItem, Opinion
from opinionmine.themes.agreement import masi_distance


def match_coders(items_of: Mapping[str, Iterable[LabelItem]]) -> tuple[JudgedOpinion, ...]:
    """Put the judgements of each opinion beside each other, by its id, in the order in which ids are first met.

    Parameters
    ----------
    items_of : mapping of str to iterable of LabelItem
        Name of the coder, as it stands in messages -> what that coder was given and said of it.

    Raises
    ------
    CodebookError
        If an id stands twice with one coder, or with another text with another. Texts that differ only in white space are the same:
        line ends change on the way through a spreadsheet.
    """
    opinions: dict[str, tuple[str, Opinion]] = {}
    said: list[dict[str, Annotation | None]] = []
    for coder, items in items_of.items():
        own: dict[str, Annotation | None] = {}
        for item in items:
            opinion_id = item.opinion.opinion_id
            if opinion_id in own:
                raise CodebookError(
                    f"{coder}: the id 「{opinion_id}」 stands there twice. Give each opinion its own id, and each coder a file of their own "
                    "(判定者ごとに別のファイルにしてください)."
                )
            own[opinion_id] = item.annotation
            _check_text(item.opinion, coder, *opinions.setdefault(opinion_id, (coder, item.opinion)))
        said.append(own)
    return tuple(
        JudgedOpinion(opinion, tuple(own.get(opinion_id) for own in said))
        for opinion_id, (_, opinion) in opinions.items()
    )


def _check_text(opinion: Opinion, coder: str, first_coder: str, first: Opinion) -> None:
    if opinion.text.split() != first.text.split():
        here, there = _begin(opinion.text), _begin(first.text)
        raise CodebookError(
            f"The id 「{opinion.opinion_id}」 is 「{there}」 in {first_coder} and 「{here}」 in {coder}; the same id must be the same opinion. "
            "Give all coders the same list (同じ ID の本文が違います)."
        )


def _begin(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:30]}…"


def find_disagreements(judged: Sequence[JudgedOpinion], codebook: Codebook) -> tuple[Disagreement, ...]:
    """The opinions that coders judged differently, most contested first.

    That is: by the mean MASI distance of their sets of themes, then by how many themes, stances and flags are contested, then in the
    order given.
    """
    flag_ids = tuple(flag.sign_id for flag in codebook.flags)
    found = []
    for opinion in judged:
        said = [annotation for annotation in opinion.annotations if annotation]
        stances = dict.fromkeys(a.stance for a in said if a.stance)
        distances = [masi_distance(a.themes, b.themes) for a, b in combinations(said, 2)]
        disagreement = Disagreement(
            opinion,
            sum(distances) / len(distances) if distances else 0.0,
            _contested(codebook.theme_ids, [a.themes for a in said]),
            tuple(stances) if len(stances) > 1 else (),
            _contested(flag_ids, [a.flags for a in said]),
        )
        if _n_contested(disagreement):
            found.append(disagreement)
    return tuple(sorted(found, key=lambda d: (-d.distance, -_n_contested(d))))


def _contested(entry_ids: Sequence[str], given: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Those given by some and not by all."""
    counts = Counter(entry_id for own in given for entry_id in own)
    return tuple(entry_id for entry_id in entry_ids if 0 < counts[entry_id] < len(given))


def _n_contested(disagreement: Disagreement) -> int:
    return len(disagreement.themes) + len(disagreement.stances) + len(disagreement.flags)
