import hashlib
import json
from collections import Counter

import pytest

from conftest import CORPUS
from opinionmine.errors import CodebookError
from opinionmine.themes.labelled import near_copies, read_corpus, warn_of_near_copies

ROW = {"id": "1", "text": "研修を続けてほしい。", "themes": ["training"], "stance": "request", "flags": []}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"themes": ["trainning"]}, "「trainning」 in 「themes」 is not in this codebook; did you mean 「training」?"),
        ({"themes": ["ｔｒａｉｎｉｎｇ"]}, "did you mean 「training」?"),
        ({"themes": ["研修・学びの継続"]}, "is the name of a theme; write its id 「training」"),
        ({"themes": "training"}, 'must be a list such as ["training"]; found "training"'),
        ({"themes": None}, "must be a list"),
        ({"themes": ["training", "training"]}, "names the same entry twice"),
        ({"text": "  "}, "「text」 is empty"),
        ({"stance": "wish"}, "「wish」 is not a stance"),
        ({"flags": ["covd"]}, "did you mean 「covid」?"),
        ({"voice": "mayor"}, "「mayor」 is not a voice"),
        ({"theme": []}, "「theme」 is not a key here; did you mean 「themes」?"),
        ({"when": 20261126}, "「when」 is 20261126; expected a date as text"),
    ],
)
def test_a_faulty_row_is_named_with_its_line(tmp_path, codebook, change, message):
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps(ROW | {"id": "2"} | change) + "\n", "utf-8")
    with pytest.raises(CodebookError, match="line 2") as error:
        read_corpus(path, codebook)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no labelled opinion"),
        ("{", "line 1: not JSON"),
        (json.dumps(ROW) + "\n" + json.dumps(ROW), "the id 「1」 is used more than once"),
        ('{"id": "1", "text": "あ"}', "「themes」 is missing; an opinion without a theme has an empty list"),
        ("[1]", "expected an object"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, codebook, content, message):
    path = tmp_path / "corpus.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(CodebookError) as error:
        read_corpus(path, codebook)
    assert message in str(error.value)


@pytest.fixture(scope="module")
def corpora(codebook):
    return read_corpus(CORPUS, codebook), read_corpus(CORPUS / "test", codebook)


def test_the_corpus_holds_what_its_card_promises(corpora, codebook):
    train, test = corpora
    annotations = train.annotations + test.annotations
    voices = {t: set() for t in codebook.theme_ids}
    for opinion, annotation in zip(train.opinions + test.opinions, annotations, strict=True):
        for theme in annotation.themes:
            voices[theme].add(opinion.voice)
    support = Counter(theme for a in annotations for theme in a.themes)
    n = len(annotations)
    assert n >= 3200
    assert min(support[theme] for theme in codebook.theme_ids) >= 180
    assert all(len(spoken) == 6 for spoken in voices.values())
    assert 0.12 <= sum(not a.themes for a in annotations) / n <= 0.18
    assert 0.25 <= sum(len(a.themes) > 1 for a in annotations) / n <= 0.36
    assert {a.stance for a in annotations} == {s.sign_id for s in codebook.stances}
    lengths = sorted(map(len, train.texts + test.texts))
    assert lengths[-1] <= 600 and lengths[-n // 100] > 200 and lengths[n // 10] < 30


def test_boundaries_are_covered_from_both_sides(codebook):
    rows = [json.loads(line) for file in CORPUS.rglob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    for boundary in codebook.boundaries:
        one, other = boundary.pair
        marked = [set(row["themes"]) for row in rows if set(row.get("pair", "").split("/")) == {one, other}]
        assert len(marked) >= 40
        assert sum(one in themes for themes in marked) >= 15 and sum(other in themes for themes in marked) >= 15


def test_few_opinions_name_their_theme(corpora, codebook):
    """At most a quarter of the themed opinions hold a word of their theme's name."""
    words = {
        t.theme_id: [w for part in t.ja.split("・") for w in part.replace("の", " ").split()] for t in codebook.themes
    }
    rows = [
        any(word in o.text for theme in a.themes for word in words[theme])
        for corpus in corpora
        for o, a in zip(corpus.opinions, corpus.annotations, strict=True)
        if a.themes
    ]
    assert sum(rows) / len(rows) <= 0.25


def test_no_near_copies(corpora):
    train, test = corpora
    texts = [text for text in train.texts + test.texts if len(text) > 12]
    assert list(near_copies(texts)) == []


def test_the_test_split_is_frozen(corpora):
    train, test = corpora
    assert not set(train.batches) & set(test.batches)
    sums = dict(reversed(line.split("  ")) for line in (CORPUS / "test" / "SHA256SUMS").read_text("utf-8").splitlines())
    found = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (CORPUS / "test").glob("*.jsonl")}
    assert found == sums


COPIES = [
    "来年も同じ内容の研修を続けてほしい。",
    "道が狭くて車がすれ違えない。",
    "来年も同じ内容の研修を続けてほしい！",
    "特になし",
    "特になし",
]


@pytest.mark.parametrize(
    ("batches", "groups", "warning"),
    [
        ("abcde", "abcde", "1 pairs of opinions of different batches are near-copies (the first: 1 and 3)"),
        ("aabbb", "aabbb", "1 pairs of opinions"),
        ("ababa", "ababa", ""),
        ("aaaaa", "01033", ""),
        # Rows without a batch beside others with one: each is on its own, with its near-copies.
        ("a-b--", ("a", "#1", "b", "#3", "#3"), "1 pairs of opinions"),
        ("-b-b-", ("#0", "b", "#0", "b", "#4"), ""),
    ],
)
def test_near_copies_stay_together_or_are_named(tmp_path, codebook, batches, groups, warning):
    rows = [
        ROW | {"id": str(i), "text": text} | ({"batch": b} if b != "-" else {})
        for i, (text, b) in enumerate(zip(COPIES, batches, strict=True), 1)
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    corpus = read_corpus(path, codebook)
    assert corpus.groups == tuple(groups)
    assert warning in warn_of_near_copies(corpus) and bool(warning) == bool(warn_of_near_copies(corpus))
