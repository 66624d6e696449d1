"""Labelled opinions: the corpora that classifiers are trained and judged on."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from opinionmine.errors import CodebookError, suggest
from opinionmine.records import Annotation, Codebook, Opinion, Voice

if TYPE_CHECKING:
    import numpy as np

KEYS = ("id", "text", "themes", "stance", "flags", "voice", "batch", "pair", "coders", "annotator", "when", "spans", "suggested",
        "reason", "fields")  # fmt: skip
# Whose judgement a corpus holds that does not say so.
SETTLED = "settled"
VOICES: tuple[str, ...] = get_args(Voice)
MAX_CHARACTERS = 20_000
SHORT_ANSWER = 12
# Other forms of labels, which `convert` and `label merge` read.
_LABEL_FILES = (".xlsx", ".csv", ".parquet", ".qdpx")
_KINDS: tuple[tuple[str, tuple[type, ...], str], ...] = (
    ("id", (str, int), "text or a number"),
    ("batch", (str, int), "text or a number"),
    ("stance", (str,), "text"),
    ("coders", (dict,), "an object"),
    ("annotator", (str,), "a name"),
    ("when", (str,), "a date as text"),
)


@dataclass(frozen=True)
class LabelledCorpus:
    """Opinions with settled annotations.

    Attributes
    ----------
    opinions : tuple of Opinion, length n_opinions
    annotations : tuple of Annotation, length n_opinions
    batches : tuple of str, length n_opinions
        Who wrote the opinion; folds never part a batch. A corpus without batches has one for each file; empty where only others have one.
    coders : tuple of dict, length n_opinions
        The independent annotations by coder (``first``, ``second``, …) where they were kept, as printed.
    """

    opinions: tuple[Opinion, ...]
    annotations: tuple[Annotation, ...]
    batches: tuple[str, ...]
    coders: tuple[dict[str, Any], ...]

    @property
    def texts(self) -> list[str]:
        """The texts, in order."""
        return [opinion.text for opinion in self.opinions]

    @property
    def sha256(self) -> str:
        """Hash of texts and settled labels, hexadecimal; equal for equal content in equal order."""
        rows = [[o.text, a.themes, a.stance, a.flags] for o, a in zip(self.opinions, self.annotations, strict=True)]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """What a fold must not part: the batches; opinions in none, or in the only one, each together with its near-copies."""
        is_loose = [not batch or len(set(self.batches)) == 1 for batch in self.batches]
        group = list(range(len(self.opinions)))
        loose = [i for i, is_so in enumerate(is_loose) if is_so]
        for first, second, _ in near_copies([self.texts[i] for i in loose]):
            kept, joined = group[loose[first]], group[loose[second]]
            group = [kept if name == joined else name for name in group]
        # No batch is called #1.
        sign = "" if all(is_loose) else "#"
        return tuple(
            f"{sign}{name}" if is_so else batch
            for name, is_so, batch in zip(group, is_loose, self.batches, strict=True)
        )

    def theme_matrix(self, theme_ids: tuple[str, ...]) -> np.ndarray:
        """Indicators, shape (n_opinions, n_themes), 0/1, columns in the order of `theme_ids`."""
        import numpy as np

        return np.array([[theme in a.themes for theme in theme_ids] for a in self.annotations], dtype=np.int8)

    def select(self, keep: list[int]) -> LabelledCorpus:
        """The opinions at these positions."""
        return LabelledCorpus(
            tuple(self.opinions[i] for i in keep),
            tuple(self.annotations[i] for i in keep),
            tuple(self.batches[i] for i in keep),
            tuple(self.coders[i] for i in keep),
        )

    def only_batches(self, batches: set[str]) -> LabelledCorpus:
        """The opinions of these batches."""
        return self.select([i for i, batch in enumerate(self.batches) if batch in batches])


def read_corpus(path: str | Path, codebook: Codebook) -> LabelledCorpus:
    """Read one JSONL file, or all ``*.jsonl`` of a folder in the order of their names.

    Each line is an object with ``id``, ``text`` and ``themes`` (a list of theme ids, empty for no theme), and may have
    ``stance``, ``flags``, ``voice``, ``batch``, ``annotator``, ``when``; what else `write_labels` writes is passed over.

    Raises
    ------
    CodebookError
        With file and line: not JSON, a key missing or unknown, a theme that is not in the codebook, a string in place of a
        list, an id used twice, an empty text.
    """
    path = Path(path)
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not path.exists():
        raise CodebookError(f"{path}: no such corpus. Expected a .jsonl file or a folder of them.")
    if path.suffix.lower() in _LABEL_FILES:
        raise CodebookError(
            f"{path}: a corpus is a .jsonl file. `opinionmine convert {path} -o corpus.jsonl --labelled` makes one of a file of labels "
            "(convert で .jsonl に変換してください)."
        )
    if not files:
        raise CodebookError(f"{path}: no .jsonl file in this folder. Expected one labelled opinion a line.")
    rows = [row for file in files for row in _read_file(file, codebook)]
    repeated = [name for name, n in Counter(opinion.opinion_id for opinion, *_ in rows).items() if n > 1]
    if repeated:
        raise CodebookError(
            f"{path}: the id 「{repeated[0]}」 is used more than once ({len(repeated)} such ids). Give each row its own."
        )
    if not rows:
        raise CodebookError(
            f"{path}: no labelled opinion in it. Expected one JSON object a line with id, text and themes."
        )
    return LabelledCorpus(*zip(*rows, strict=True))


_Labelled = tuple[Opinion, Annotation, str, dict[str, Any]]


def _read_file(file: Path, codebook: Codebook) -> list[_Labelled]:
    """The rows of a file, which is a batch where no row names one; where some do, the others are in none."""
    rows = list(_read_rows(file, codebook))
    stem = "" if any(batch for _, _, batch, _ in rows) else file.stem
    return [(opinion, annotation, batch or stem, coders) for opinion, annotation, batch, coders in rows]


def _read_rows(file: Path, codebook: Codebook) -> Iterator[_Labelled]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"{file}: cannot be read as UTF-8 text ({error.__class__.__name__}). Save it as UTF-8."
        ) from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CodebookError(
                f"{file}, line {number}: not JSON ({error.msg} at column {error.colno}). Expected one object a line."
            ) from None
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 100,000 brackets
            raise CodebookError(
                f"{file}, line {number}: cannot be read as JSON ({error.__class__.__name__}). Expected one object a line."
            ) from None
        yield _Row(row, f"{file}, line {number}", codebook).read()


class _Row:
    """One line of a corpus, checked key by key."""

    def __init__(self, row: Any, where: str, codebook: Codebook) -> None:
        self.row, self.where, self.codebook = row, where, codebook

    def fail(self, problem: str) -> None:
        raise CodebookError(f"{self.where}: {problem.rstrip('.')}.")

    def read(self) -> _Labelled:
        if not isinstance(self.row, dict):
            self.fail('expected an object such as {"id": "1", "text": "…", "themes": ["training"]}')
        for key in self.row:
            if key not in KEYS:
                self.fail(f"「{key}」 is not a key here; {suggest(key, KEYS)}")
        for key in ("id", "text", "themes"):
            if key not in self.row:
                extra = "; an opinion without a theme has an empty list []" if key == "themes" else ""
                self.fail(f"「{key}」 is missing{extra}")
        text, voice = self.row["text"], self.row.get("voice", "comment")
        if not isinstance(text, str) or not text.strip():
            self.fail("「text」 is empty or not a string")
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.fail("the text has half of a character (a lone surrogate); write it anew from its source")
        for key, kinds, expected in _KINDS:
            if key in self.row and (isinstance(self.row[key], bool) or not isinstance(self.row[key], kinds)):
                self.fail(f"「{key}」 is {json.dumps(self.row[key], ensure_ascii=False)}; expected {expected}")
        if len(text) > MAX_CHARACTERS:
            self.fail(
                f"the text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read. Cut it into opinions"
            )
        if voice not in VOICES:
            self.fail(f"「{voice}」 is not a voice; {suggest(str(voice), VOICES)}")
        identifier = str(self.row["id"])
        stances = [stance.sign_id for stance in self.codebook.stances]
        stance = self.row.get("stance", "")
        if stance and stance not in stances:
            self.fail(f"「{stance}」 is not a stance of this codebook; {suggest(str(stance), stances)}")
        annotation = Annotation(
            opinion_id=identifier,
            themes=self.ids("themes", self.codebook.theme_ids, {t.ja: t.theme_id for t in self.codebook.themes}),
            stance=stance,
            flags=self.ids("flags", tuple(flag.sign_id for flag in self.codebook.flags), {}),
            annotator=self.row.get("annotator", SETTLED),
            codebook_version=self.codebook.version,
            when=self.row.get("when", ""),
        )
        batch = str(self.row.get("batch", ""))
        return Opinion(identifier, voice, text), annotation, batch, self.row.get("coders", {})

    def ids(self, key: str, known: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
        values = self.row.get(key, [])
        if values is None and key == "themes":
            self.fail(
                "「themes」 must be a list; null is an opinion that nobody has judged yet. Leave such rows out with "
                "`opinionmine convert --labelled`"
            )
        if not isinstance(values, list):
            self.fail(f'「{key}」 must be a list such as ["training"]; found {json.dumps(values, ensure_ascii=False)}')
        for value in values:
            if not isinstance(value, str):
                self.fail(f"「{key}」 holds {json.dumps(value, ensure_ascii=False)}; expected ids as text")
            if value in names:
                self.fail(f"「{value}」 is the name of a theme; write its id 「{names[value]}」")
            if value not in known:
                self.fail(f"「{value}」 in 「{key}」 is not in this codebook; {suggest(str(value), known)}")
        if len(set(values)) != len(values):
            self.fail(f"「{key}」 names the same entry twice")
        return tuple(sorted(values, key=known.index))


def near_copies(texts: list[str], threshold: float = 0.5) -> Iterator[tuple[int, int, float]]:
    """Find pairs of texts that share more than `threshold` of their character 5-grams.

    Yields
    ------
    first, second, similarity
        Positions, and the Jaccard similarity of the sets of 5-grams, white space left out.
    """
    grams = [_five_grams(text) for text in texts]
    holders: dict[str, list[int]] = {}
    for position, grams_here in enumerate(grams):
        shared: Counter[int] = Counter(other for gram in grams_here for other in holders.get(gram, ()))
        for other, n in sorted(shared.items()):
            similarity = n / (len(grams_here) + len(grams[other]) - n)
            if similarity > threshold:
                yield other, position, similarity
        for gram in grams_here:
            holders.setdefault(gram, []).append(position)


def warn_of_near_copies(corpus: LabelledCorpus) -> str:
    """One sentence if texts of different batches repeat each other: a copy across folds makes a model look better than it is."""
    groups = corpus.groups
    # 特になし and ありがとうございます repeat by nature.
    rows = [i for i, opinion in enumerate(corpus.opinions) if len(opinion.text) > SHORT_ANSWER]
    pairs = [(rows[a], rows[b]) for a, b, _ in near_copies([corpus.opinions[i].text for i in rows])]
    apart = [(a, b) for a, b in pairs if groups[a] != groups[b]]
    if not apart:
        return ""
    first, second = apart[0]
    names = f"{corpus.opinions[first].opinion_id} and {corpus.opinions[second].opinion_id}"
    return (
        f"{len(apart)} pairs of opinions of different batches are near-copies (the first: {names}); figures from folds will look "
        "better than they are. Keep one of each pair, or give both the same batch."
    )


def _five_grams(text: str) -> set[str]:
    text = re.sub(r"\s", "", text)
    return {text[i : i + 5] for i in range(max(1, len(text) - 4))}
