"""What the commands that explore a corpus share: which words count, which opinions are read, what they are grouped by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opinionmine.cli.models import Judge, choose_model
from opinionmine.cli.sources import Sources, open_coder, open_sources
from opinionmine.errors import DocumentError
from opinionmine.records import Codebook, Opinion, Prediction

if TYPE_CHECKING:
    from opinionmine.corpus.vocabulary import Vocabulary

# What opinions can be grouped by without a column of their own.
GROUPS = ("theme", "stance", "voice", "source")

by_one_option = click.option(
    "--by",
    required=True,
    metavar="COLUMN|theme",
    help="Column of the lists (年代, 地区), or theme, stance, voice, source.",
)
fewest_option = click.option(
    "--min-count", "fewest", type=click.IntRange(1), default=3, show_default=True, help="Occurrences that a word needs."
)
ids_option = click.option(
    "--ids", "has_ids", is_flag=True, help="A column with the ids of the opinions behind each row."
)


_UNIDIC = "unidic"


@dataclass(frozen=True)
class WordChoice:
    """The files about words, and the parts of speech, as the user named them."""

    synonyms: Path | None = None
    terms: Path | None = None
    stopwords: Path | None = None
    pos: tuple[str, ...] = ()
    tokenizer: str = _UNIDIC

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read, which no output may overwrite."""
        return tuple(path for path in (self.synonyms, self.terms, self.stopwords) if path)

    def vocabulary(self, opinions: Sequence[Opinion]) -> Vocabulary:
        """Read the files; terms that the dictionary cuts at other places are named on stderr."""
        from opinionmine.corpus.vocabulary import CONTENT, build_vocabulary, find_cut_terms
        from opinionmine.plugins import choose

        names = (str(self.synonyms), str(self.terms), str(self.stopwords))
        vocabulary = build_vocabulary(
            _lines(self.synonyms),
            _lines(self.terms),
            _lines(self.stopwords),
            self.pos or CONTENT,
            names,
            None if self.tokenizer == _UNIDIC else choose("tokenizers", self.tokenizer),
        )
        if cut := find_cut_terms((opinion.text for opinion in opinions), vocabulary):
            click.echo(
                f"{self.terms}: 「{'」「'.join(cut[:5])}」 never ends where a word of the dictionary ends, so it is not counted "
                f"({len(cut)} in all; 辞書の語の切れ目と合わないため数えられません).",
                err=True,
            )
        return vocabulary


def _lines(path: Path | None) -> list[str]:
    from opinionmine.documents.text import decode_lines, read_bytes

    return list(decode_lines(read_bytes(path), str(path)).read()) if path else []


_file = click.Path(path_type=Path)
_terms_options = (
    click.option(
        "--synonyms", type=_file, help="File of lines 「お年寄り,高齢者」: the first is counted as the second."
    ),
    click.option("--terms", type=_file, help="File of words, one a line, that are not cut (高齢者 is 高齢 and 者)."),
)
_tokenizer_option = click.option(
    "--tokenizer",
    metavar="NAME",
    default=_UNIDIC,
    show_default=True,
    help="What cuts texts into words: unidic, or one of a plugin.",
)
_choice_options = (
    click.option("--stopwords", type=_file, help="File of words, one a line, that are not counted."),
    click.option("--pos", multiple=True, help="Part of speech to count (名詞, 副詞, …) instead of the usual ones; may be repeated."),
)  # fmt: skip


def term_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--synonyms, --terms and --tokenizer, which reach the command as one `WordChoice`."""
    return _collecting(command, (_tokenizer_option, *_terms_options))


def word_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`term_options`, --stopwords and --pos."""
    return _collecting(command, (_tokenizer_option, *_choice_options[::-1], *_terms_options))


def _collecting(command: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    @wraps(command)
    def collected(*arguments: Any, **given: Any) -> Any:
        names = [field.name for field in fields(WordChoice) if field.name in given]
        return command(*arguments, choice=WordChoice(**{name: given.pop(name) for name in names}), **given)

    for option in options:
        collected = option(collected)
    return collected


def read_opinions(sources: Sources) -> tuple[tuple[Opinion, ...], ...]:
    """The opinions and the prose of each input, with the ids that they have in every other command.

    Raises
    ------
    DocumentError
        If there is none.
    """
    from opinionmine.analysis import with_own_ids
    from opinionmine.sheets.units import coded_units

    units = tuple(with_own_ids([coded_units(sheet) for _, sheet in open_sources(sources)]))
    if not any(units):
        raise DocumentError(
            f"{', '.join(map(str, sources.inputs))}: no opinions in it. Give a list of comments or a sheet with opinions (意見がありません)."
        )
    return units


def judge_opinions(sources: Sources, opinions: Sequence[Opinion]) -> tuple[list[Prediction], Codebook]:
    """What the model, or rules, say of each opinion, and by which codebook."""
    name = choose_model(sources.model_name, sources.codebook_file, sources.rules_file)
    coder, codebook = open_coder(name, sources, opinions)
    judge = Judge(coder, name, sources.workers, has_evidence=False)
    return list(judge.opinions(opinions)), codebook


@dataclass(frozen=True)
class Groups:
    """Which categories each opinion falls in.

    Attributes
    ----------
    opinions : tuple of Opinion
        Those that are compared: all, or all with a value in the column.
    of : mapping of str to tuple of str
        Opinion id -> its categories.
    codebook : Codebook
        Whose names are shown: that of the themes.
    """

    opinions: tuple[Opinion, ...]
    of: Mapping[str, tuple[str, ...]]
    categories: tuple[str, ...]
    codebook: Codebook


def group_opinions(sources: Sources, units: Sequence[tuple[Opinion, ...]], by: str) -> Groups:
    """Group opinions by what the model says of them, by who speaks, by input or by a column.

    Raises
    ------
    DocumentError
        If no list has the column, or it divides nothing.
    """
    from opinionmine.linking.variables import take_column
    from opinionmine.themes.codebook import load_codebook

    opinions = tuple(opinion for own in units for opinion in own)
    of: Mapping[str, tuple[str, ...]]
    categories: Sequence[str]
    codebook = load_codebook(sources.codebook_file)
    if by in ("theme", "stance"):
        judged, codebook = judge_opinions(sources, opinions)
        is_theme = by == "theme"
        of = {p.opinion_id: p.themes if is_theme else (p.stance,) if p.stance else () for p in judged}
        categories = codebook.theme_ids if is_theme else [stance.sign_id for stance in codebook.stances]
    elif by == "voice":
        of = {opinion.opinion_id: (opinion.voice,) for opinion in opinions}
        categories = list(dict.fromkeys(opinion.voice for opinion in opinions))
    elif by == "source":
        of = {opinion.opinion_id: (str(number),) for number, own in enumerate(units, 1) for opinion in own}
        categories = [str(number) for number in range(1, len(units) + 1)]
    else:
        of, categories = take_column(opinions, by)
        opinions = tuple(opinion for opinion in opinions if of.get(opinion.opinion_id))
    met = {category for own in of.values() for category in own}
    categories = tuple(category for category in categories if category in met)
    if len(categories) < 2:
        raise DocumentError(
            f"--by {by}: {len(categories)} categories in {len(opinions)} opinions; two are needed to compare. Choose another column, or give "
            "more inputs (比べる区分が二つ必要です)."
        )
    return Groups(opinions, of, categories, codebook)
