"""Which words are counted, and what each is counted as: terms that stay whole, synonyms, stop words, parts of speech."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from opinionmine.errors import DocumentError, suggest
from opinionmine.japanese.normalize import normalize
from opinionmine.japanese.tokenize import Terms, Token, Tokenizer, domain_terms, tokenize

# Parts of speech that carry a meaning by themselves (KH Coder leaves out the same: 助詞, 助動詞, 副詞 in kana, …).
CONTENT = ("名詞", "形状詞", "形容詞", "動詞", "専門用語")
ALL_POS = (*CONTENT, "副詞", "代名詞", "連体詞", "接続詞", "感動詞", "接頭辞", "接尾辞", "助詞", "助動詞")
# What is no running word.
SIGNS = ("補助記号", "記号", "空白")
# Longer files are no word lists but texts.
_MOST_ROWS = 20_000
_LONGEST_WORD = 100


@cache
def usual_stopwords() -> frozenset[str]:
    """Lemmas that stand in opinions about anything: 事, 為, 様, 必要, 為る."""
    return frozenset(resources.files("opinionmine.corpus").joinpath("stopwords.txt").read_text("utf-8").split())


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Which words are counted, and what each is counted as.

    Attributes
    ----------
    pos : frozenset of str
        Parts of speech that are counted.
    stopwords : frozenset of str
        Lemmas or written forms that are not counted.
    terms : Terms or None
        What stays whole; None for the terms that a model knows.
    synonyms : mapping of str to (str, str)
        Lemma or written form -> the lemma it is counted as, and how that one is written.
    own_terms : frozenset of str
        The terms that the user named: they are counted whatever their part of speech.
    cut : callable or None
        The tokenizer of a plugin; None for UniDic.
    """

    pos: frozenset[str] = frozenset(CONTENT)
    stopwords: frozenset[str] = field(default_factory=usual_stopwords)
    terms: Terms | None = None
    synonyms: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    own_terms: frozenset[str] = frozenset()
    cut: Tokenizer | None = None

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Everything in a text, also signs; synonyms have the lemma they are counted as.

        Examples
        --------
        >>> words = build_vocabulary(synonyms=["お年寄り,高齢者", "老人,高齢者"])
        >>> [(token.surface, token.lemma) for token in words.tokens("老人と高齢者、お年寄り")]
        [('老人', '高齢者'), ('と', 'と'), ('高齢者', '高齢者'), ('、', '、'), ('お年寄り', '高齢者')]
        """
        tokens = _cut(text, self.terms, self.cut)
        return tuple(map(self._counted, tokens)) if self.synonyms else tokens

    def counts(self, token: Token) -> bool:
        """Whether a word of this part of speech is counted, or the user named it, and it is neither a number nor a stop word."""
        return (
            (token.pos in self.pos or token.surface in self.own_terms)
            and not self.stopwords.intersection((token.lemma, token.surface, token.base))
            and not token.surface.isnumeric()
        )

    def _counted(self, token: Token) -> Token:
        for form in (token.surface, token.base, token.lemma):
            if form in self.synonyms:
                lemma, base = self.synonyms[form]
                return replace(token, lemma=lemma, base=base)
        return token


def is_word(token: Token) -> bool:
    """Whether a token is a running word, and no sign or white space."""
    return token.pos not in SIGNS


def build_vocabulary(
    synonyms: Iterable[str] = (),
    terms: Iterable[str] = (),
    stopwords: Iterable[str] = (),
    pos: Collection[str] = CONTENT,
    names: Sequence[str] = ("synonyms", "terms", "stopwords"),
    cut: Tokenizer | None = None,
) -> Vocabulary:
    """Read what a user says of words.

    Parameters
    ----------
    synonyms : iterable of str
        Lines of a file: ``form,word it is counted as``, with a comma or a tab. Empty lines and lines that begin with # say nothing.
    terms : iterable of str
        Lines with a word each that stays whole, even if the dictionary cuts it (高齢者 is 高齢 and 者).
    stopwords : iterable of str
        Lines with a word each that is not counted, beside those that never are.
    pos : collection of str
        Parts of speech that are counted.
    names : sequence of str
        What messages call the three files.
    cut : callable, optional
        The tokenizer of a plugin, instead of UniDic; it keeps no terms whole.

    Notes
    -----
    A word is written as people write it; all its spellings follow (子ども stands for 子供 and こども too).

    Raises
    ------
    DocumentError
        Naming the file and the line, if a line has not the form or contradicts another one; or if there are terms for a tokenizer that
        keeps none whole.
    """
    own_terms = [word for _, (word,) in _rows(terms, names[1], 1)]
    pairs = _resolve([(row, form, word) for row, (form, word) in _rows(synonyms, names[0], 2)], names[0])
    kept = dict.fromkeys([*own_terms, *pairs, *pairs.values()])
    if own_terms and cut:
        raise DocumentError(
            f"{names[1]}: only the tokenizer unidic keeps terms whole. Leave the terms or the tokenizer out (unidic だけで使えます)."
        )
    whole = domain_terms().and_these({word: word for word in kept}) if kept and not cut else None
    synonyms_of = {
        spelling: (lemma, word)
        for form, word in pairs.items()
        for lemma in [_lemma(word, whole, cut)]
        for spelling in (form, _lemma(form, whole, cut))
        if spelling != lemma
    }
    stopped = [
        spelling for _, (word,) in _rows(stopwords, names[2], 1) for spelling in (word, _lemma(word, whole, cut))
    ]
    return Vocabulary(
        frozenset(_known_pos(pos)),
        usual_stopwords().difference(own_terms).union(stopped),
        whole,
        synonyms_of,
        frozenset(own_terms),
        cut,
    )


def find_cut_terms(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Terms of the user that stand in a text but never as whole words, so that they are counted nowhere.

    Examples
    --------
    >>> find_cut_terms(["健康教育委員会"], build_vocabulary(terms=["康教育", "教育委員会"]))
    ('康教育',)
    """
    sought = dict.fromkeys(sorted(vocabulary.own_terms), False)
    met: set[str] = set()
    for text in texts if sought else ():
        copy = normalize(text).text
        if any(term in copy for term in sought):
            met.update(token.surface for token in vocabulary.tokens(text))
            sought = {term: sought[term] or term in copy for term in sought}
    return tuple(term for term, is_there in sought.items() if is_there and term not in met)


def _rows(lines: Iterable[str], name: str, n_cells: int) -> Iterable[tuple[int, list[str]]]:
    """Line number and cells of each line that says something, as `normalize` writes them."""
    for number, line in enumerate(lines, 1):
        if number > _MOST_ROWS:
            raise DocumentError(
                f"{name}: more than {_MOST_ROWS:,} lines. Give a list with one word a line (行が多すぎます)."
            )
        text = line.strip("\ufeff\r\n 　")
        if not text or text.startswith("#"):
            continue
        cells = [
            normalize(cell).text.strip() for cell in next(csv.reader([text], delimiter="\t" if "\t" in text else ","))
        ]
        while len(cells) > n_cells and not cells[-1]:
            cells.pop()
        if len(cells) != n_cells or not all(0 < len(cell) <= _LONGEST_WORD for cell in cells):
            expected = (
                "one word" if n_cells == 1 else "a form, a comma and the word it is counted as, such as お年寄り,高齢者"
            )
            raise DocumentError(
                f"{name}, line {number}: 「{text[:40]}」 found, {expected} expected. Correct the line (行の形が違います)."
            )
        yield number, cells


def _resolve(rows: Sequence[tuple[int, str, str]], name: str) -> dict[str, str]:
    """Form -> word; where a word is itself counted as another one, that one."""
    told: dict[str, tuple[int, str]] = {}
    for number, form, word in rows:
        before, other = told.setdefault(form, (number, word))
        if other != word:
            raise DocumentError(
                f"{name}, line {number}: 「{form}」 is counted as 「{word}」 here and as 「{other}」 in line {before}. "
                "Keep one of them (同じ語に二つの数え方があります)."
            )
    resolved = {}
    for form, (number, word) in told.items():
        seen = {form}
        while word in told and word not in seen and told[word][1] != word:
            seen.add(word)
            word = told[word][1]
        if word == form and told[form][1] != form:
            raise DocumentError(
                f"{name}, line {number}: 「{form}」 is counted as itself in the end. Name one word that the others are counted as "
                "(数え方が循環しています)."
            )
        resolved[form] = word
    return resolved


def _cut(text: str, terms: Terms | None, cut: Tokenizer | None) -> tuple[Token, ...]:
    if cut:
        return tuple(cut(text))
    return tokenize(text, terms) if terms else tokenize(text)


def _lemma(word: str, terms: Terms | None, cut: Tokenizer | None) -> str:
    """What the word is counted as in a text; a word that is cut into several stands for itself."""
    tokens = _cut(word, terms, cut)
    return tokens[0].lemma if len(tokens) == 1 else word


def _known_pos(pos: Collection[str]) -> Collection[str]:
    for name in pos:
        if name not in ALL_POS:
            raise DocumentError(
                f"--pos {name}: no part of speech of UniDic; {suggest(name, ALL_POS)} (その品詞はありません)"
            )
    return pos
