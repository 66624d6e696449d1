import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinionmine.japanese.normalize import fold_width, join_lines, normalize
from opinionmine.japanese.sentences import split_sentences
from opinionmine.japanese.tokenize import tokenize
from opinionmine.japanese.years import find_fiscal_year

TEXT = st.text(st.characters(codec="utf-8"), max_size=60) | st.text(
    "あ研修㈱ﾐﾞがコ\n 　「」。１-a🏠\u200d\0", max_size=40
)


@given(TEXT)
def test_spans_of_the_normalised_copy_point_into_the_text(text):
    copy = normalize(text)
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(copy.starts, copy.ends, strict=True))
    assert list(copy.starts) == sorted(copy.starts)
    assert len(fold_width(text)) == len(text)


@given(TEXT)
def test_sentences_cover_the_text_without_overlap(text):
    spans = split_sentences(text)
    assert all(a < b for a, b in spans) and all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


@given(TEXT)
def test_tokens_stand_in_order_inside_the_text(text):
    tokens = tokenize(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("ﾎﾞﾗﾝﾃｨｱの居場\n所", ["ボランティア", "の", "居場所"]),
        ("民児協とＣＳＷ", ["民児協", "と", "CSW"]),
        ("子ども食堂・フードパントリー", ["こども食堂", "・", "フードパントリー"]),
        ("避難\0訓練", ["避難訓練"]),
        ("", []),
    ],
)
def test_tokenize(text, lemmas):
    assert [token.lemma for token in tokenize(text)] == lemmas


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和５年度", 2023),
        ("令和元年度", 2019),
        ("平成31年度", 2019),
        ("2023（令和5）年度", 2023),
        ("R5年度", 2023),
        ("5年度", None),
        ("なし", None),
    ],
)
def test_find_fiscal_year(text, year):
    assert find_fiscal_year(text) == year


def test_join_lines_puts_no_space_inside_japanese():
    assert join_lines(["△：22（－19、", "", "7.2％）と", "なった。"]) == "△：22（－19、7.2％）となった。"
