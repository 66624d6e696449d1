import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CORPUS
from opinionmine.japanese.normalize import drop_hidden, find_clusters, fold_width, join_lines, normalize
from opinionmine.japanese.sentences import split_sentences
from opinionmine.japanese.tokenize import _analyse, cut_words, domain_terms, find_rows, known_rows, tokenize
from opinionmine.japanese.years import ParsedDate, find_fiscal_year, parse_date

TEXT = (
    st.text(st.characters(codec="utf-8"), max_size=60)
    | st.text(st.characters(), max_size=40)
    | st.text(
        "あ研修㈱ﾐﾞ゛゜\u3099がコ\n\r\v\u2028 　「」。１-−a🏠👩🏽🇯🇵\u200d\ufe0f\U000e0100⺠⼾髙\u202e\0\x1b\ud83d",
        max_size=40,
    )
)


@given(TEXT)
def test_spans_of_the_normalised_copy_point_into_the_text(text):
    copy = normalize(text)
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(copy.starts, copy.ends, strict=True))
    assert list(copy.starts) == sorted(copy.starts) and list(copy.ends) == sorted(copy.ends)
    assert all(
        character in normalize(text[a:b]).text or character in " -"
        for character, a, b in zip(copy.text, copy.starts, copy.ends, strict=True)
    )
    assert len(fold_width(text)) == len(text)


@given(TEXT)
def test_clusters_cover_the_text_and_hidden_characters_have_places(text):
    assert "".join(text[a:b] for a, b in find_clusters(text)) == text
    seen, places = drop_hidden(text)
    assert len(seen) == len(places) and list(places) == sorted(set(places))
    assert all(character in ("\n", text[place]) for character, place in zip(seen, places, strict=True))


@pytest.mark.parametrize(
    ("text", "copy", "spans"),
    [
        ("⺠⽣委員の⻑⼾", "民生委員の長戸", [(i, i + 1) for i in range(7)]),
        ("⻘⻝⻩⿊⻭⻯⻲⻨⻄⿓", "青食黄黒歯竜亀麦西龍", [(i, i + 1) for i in range(10)]),
        ("髙﨑德濵𠮟", "高崎徳浜叱", [(i, i + 1) for i in range(5)]),
        ("か゛ﾊﾟハ\u309aヽ゛", "がパパヽ \u3099", [(0, 2), (2, 4), (4, 6), (6, 7), (7, 8), (7, 8)]),
        ("葛\U000e0100城☺\ufe0f", "葛城☺", [(0, 2), (2, 3), (3, 5)]),
        ("👨\u200d👩\u200d👧だ", "👨👩👧だ", [(0, 5), (0, 5), (0, 5), (5, 6)]),
        ("🇯🇵1\ufe0f\u20e3", "🇯🇵1\u20e3", [(0, 2), (0, 2), (2, 5), (2, 5)]),
        ("見\u200bえ\u202eな\x1bい", "見えない", [(0, 1), (2, 3), (4, 5), (6, 7)]),
        ("１−１、1―2", "1-1、1-2", [(i, i + 1) for i in range(7)]),
        ("−3点、支所―本庁", "−3点、支所―本庁", [(i, i + 1) for i in range(9)]),
    ],
)
def test_normalize(text, copy, spans):
    normalized = normalize(text)
    assert (normalized.text, list(zip(normalized.starts, normalized.ends, strict=True))) == (copy, spans)


def test_no_radical_is_left():
    radicals = [chr(code) for code in (*range(0x2E80, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6))]
    copies = [normalize(radical).text for radical in radicals]
    assert all(len(copy) == 1 and not "\u2e80" <= copy <= "\u2fdf" for copy in copies)
    assert not set(copies) & set("戶靑麥黃黑齊齒龜见讠贝车长门韦页风飞马鱼鸟龙龟")


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


ERA, NO_DAY, NO_DATE = (
    "(元号の期間の外です)",
    "there is no such day (その日はありません)",
    "not a date or a fiscal year (日付・年度として読めません)",
)


@pytest.mark.parametrize(
    ("text", "date", "fiscal_year"),
    [
        ("令和元年度", None, 2019),
        ("令和０１年度", None, 2019),
        ("R1年度", None, 2019),
        ("Ｒ元", None, 2019),
        ("㋿元年度", None, 2019),
        ("㍻31年度", None, 2019),
        ("平成三十一年度", None, 2019),
        ("平成二十年度", None, 2008),
        ("昭和十一年度", None, 1936),
        ("二〇二四年度", None, 2024),
        ("昭和元年度", None, 1926),
        ("2024 年度", None, 2024),
        ("２０２４年度", None, 2024),
        ("2024", None, 2024),
        ("2023（令和5）年度", None, 2023),
        ("令和５年度（2023年度）", None, 2023),
        ("2024年5月", None, 2024),
        ("R6.3", None, 2023),
        ("H31.4.30", "2019-04-30", 2019),
        ("r6/4/1", "2024-04-01", 2024),
        ("令和元年5月1日", "2019-05-01", 2019),
        ("昭和64年1月7日", "1989-01-07", 1988),
        ("平成元年1月8日", "1989-01-08", 1988),
        ("令和2年2月29日", "2020-02-29", 2019),
        ("平成三十一年三月三十一日", "2019-03-31", 2018),
        ("2024-05-01", "2024-05-01", 2024),
        ("2024/5/1 9:05", "2024-05-01", 2024),
        ("2024-03-31T23:59:59", "2024-03-31", 2023),
        ("2025/10/1 10:03:22", "2025-10-01", 2025),
        ("2025/10/4 10:03", "2025-10-04", 2025),
        ("2025年3月3日　9:00", "2025-03-03", 2024),
        ("2025/10/01 10:03:22 午後 GMT+9", "2025-10-01", 2025),
        ("2025/10/1 午前 9:03", "2025-10-01", 2025),
        ("令和6年4月1日（月）", "2024-04-01", 2024),
        ("20240501", "2024-05-01", 2024),
        (" 　", None, None),
    ],
)
def test_parse_date(text, date, fiscal_year):
    parsed = parse_date(text)
    assert (parsed.date and parsed.date.isoformat(), parsed.fiscal_year, parsed.problem) == (date, fiscal_year, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("令和3年2月29日", NO_DAY),
        ("2024/13/1", NO_DAY),
        ("20240230", NO_DAY),
        ("平成40年度", f"平成 lasted from 1989-01-08 to 2019-04-30 {ERA}"),
        ("平成31年5月1日", f"平成 lasted from 1989-01-08 to 2019-04-30 {ERA}"),
        ("昭和64年度", f"昭和 lasted from 1926-12-25 to 1989-01-07 {ERA}"),
        ("R1.4.30", f"令和 began on 2019-05-01 {ERA}"),
        ("令和元年4月", f"令和 began on 2019-05-01 {ERA}"),
        ("令和年度", "the year of the era is missing (元号の年がありません)"),
        ("元年度", "the era is missing (元号がありません)"),
        ("5年度", "the era is missing (元号がありません)"),
        ("令和0年", "an era begins with the year 1 (元号に 0 年はありません)"),
        ("H0.1.10", "an era begins with the year 1 (元号に 0 年はありません)"),
        ("2023（令和6）年度", "2023 and 令和6 are not the same year (西暦と元号が合いません)"),
        ("9999年12月", "the year 9999 is not between 1868 and 2100 (年の範囲の外です)"),
        ("十十年", NO_DATE),
        ("来年度", NO_DATE),
    ],
)
def test_a_date_that_cannot_be_used_is_flagged(text, reason):
    assert parse_date(text) == ParsedDate(problem=f"「{text}」: {reason}")


@given(TEXT | st.text("令和平成昭大正RHST元年度月日0123456789〇一十./-()（）", max_size=14))
def test_any_text_is_a_date_or_a_problem(text):
    parsed = parse_date(text)
    assert (parsed.fiscal_year is None) == bool(parsed.problem or not "".join(normalize(text).text.split()))


@given(st.text(max_size=30))
def test_a_text_without_marks_is_normalised_as_by_clusters(text):
    """The short way for texts in which every character stands alone gives what the long way gives."""
    # A joiner at the end sends the text the long way; it is dropped there.
    short, long = normalize(text), normalize(text + "\u200d")
    assert (short.text, list(short.starts)) == (long.text, list(long.starts))
    assert list(short.ends) == [min(end, len(text)) for end in long.ends]


@cache
def plain_tagger():
    import fugashi

    return fugashi.Tagger()


def plain_words(text):
    """The usual way, node by node, on the normalised text."""
    tagger = plain_tagger()
    # An unknown word is its own lemma; a loanword's ends at the hyphen (ボランティア-volunteer), and so does that of :-.
    rows = [
        (node.surface, *(node.surface if form in (None, "*") else form for form in (node.feature.lemma, node.feature.orthBase)), node.feature.pos1)
        for node in tagger(normalize(text).text)
    ]  # fmt: skip
    return [(surface, lemma.partition("-")[0] or surface, pos, base or surface) for surface, lemma, base, pos in rows]


def fast_words(text):
    return [known_rows[row] for row in _analyse(normalize(text).text)]


@given(st.one_of(st.text(max_size=40), st.text("研修をー続け㈱ﾐﾗｲ👍🏽\u200d\u3000 \t\r\n\"',*-AbＣ１①", max_size=40)))
def test_words_are_those_of_the_node_loop(text):
    assert fast_words(text) == plain_words(text)


def test_words_of_the_corpus_are_those_of_the_node_loop():
    texts = [json.loads(line)["text"] for line in (CORPUS / "free-34.jsonl").read_text("utf-8").splitlines()]
    assert [text for text in texts if fast_words(text) != plain_words(text)] == []
    # And again from the rows that are known by now.
    assert [text for text in texts if fast_words(text) != plain_words(text)] == []


def join_plainly(words, text):
    """Domain terms found by trying, at every word, all stretches of two words or more, the longest first."""
    position, spans = 0, []
    for surface, *_ in words:
        position = text.index(surface, position)
        spans.append((position, position + len(surface)))
        position += len(surface)
    joined, first = [], 0
    while first < len(words):
        for last in range(len(words) - 1, first, -1):
            if (term := text[spans[first][0] : spans[last][1]]) in domain_terms().counted_as:
                joined.append((term, domain_terms().counted_as[term], "専門用語", term))
                first = last + 1
                break
        else:
            joined.append(words[first])
            first += 1
    return joined


@given(
    st.lists(
        st.sampled_from([*domain_terms().counted_as, " ", "の", "居", "場", "民生", "委員", "、"]), max_size=8
    ).map("".join)
)
def test_terms_are_those_of_the_plain_search(text):
    text = normalize(text).text
    assert [known_rows[row] for row in cut_words(text)] == join_plainly(plain_words(text), text)


@given(TEXT)
def test_words_stand_where_they_are_found(text):
    text = normalize(text).text
    rows = cut_words(text)
    spans = find_rows(rows, text)
    assert [text[start:end] for start, end in spans] == [known_rows[row][0] for row in rows]
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("sign", ["。", " ", "、"])
def test_a_long_text_is_cut_between_words(sign):
    lemmas = {token.lemma for token in tokenize(f"研修の時間を取る{sign}" * 1500)}
    assert lemmas - {"。", "、", " "} == {"研修", "の", "時間", "を", "取る"}


def test_terms_in_a_long_text_with_blanks_are_found_in_one_pass():
    text = "民生委員が相談に来た。 " * 3000
    assert sum(token.lemma == "民生委員" for token in tokenize(text)) == 3000
