"""Queries over running text: what they find, what they refuse, and that every line is the text as printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opinionmine.corpus.kwic import SORTS, find_kwic, find_lemma
from opinionmine.corpus.query import parse_query
from opinionmine.corpus.vocabulary import build_vocabulary
from opinionmine.errors import DocumentError
from opinionmine.records import Opinion

TEXT = "職員の研修を続けてほしい。研修は、こどもの居場所でも続ける。高齢者の講座、ＮＰＯの講座も。"


def opinion(text, opinion_id="1"):
    return Opinion(opinion_id, "comment", text)


def matches(query, text=TEXT, **files):
    return [line.match for line in find_kwic([opinion(text)], query, vocabulary=build_vocabulary(**files)).lines]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("研修", ["研修", "研修"]),
        # In any form and spelling, and also where the dictionary cuts the word.
        ("続ける", ["続け", "続ける"]),
        ("子ども", ["こども"]),
        ("続けて", ["続けて"]),
        ("高齢者", ["高齢者"]),
        ("NPO", ["ＮＰＯ"]),
        ("ｎｐｏ", []),
        ("surface:続け", ["続け"]),
        ("surface:続けて", ["続けて"]),
        ("surface:子ども", []),
        ("lemma:続ける", ["続け", "続ける"]),
        ("原形：続ける", ["続け", "続ける"]),
        ("lemma:高齢者", ["高齢者"]),
        ("pos:専門用語", ["居場所"]),
        ("lemma:/研修|講座/", ["研修", "研修", "講座", "講座"]),
        ("/^講/", ["講座", "講座"]),
        ("surface:/る$/&pos:動詞", ["続ける"]),
        ("lemma:/る$/&!pos:助動詞&!surface:続ける", ["続け"]),
        ("研修 pos:助詞 続ける", ["研修を続け"]),
        ("研修　pos:助詞　続ける", ["研修を続け"]),
        ("研修 *{0,9} 続ける", ["研修を続け", "研修は、こどもの居場所でも続ける"]),
        ("研修 *{1} 続ける", ["研修を続け"]),
        ("研修 * 続ける", ["研修を続け"]),
        # Nothing is no find.
        ("*{0}", []),
        ("ＮＰＯ *{0,3}", ["ＮＰＯ"]),
        ("!pos:助詞 の 講座", ["者の講座", "ＮＰＯの講座"]),
        ("pos:名詞 の pos:/名詞|用語/", ["職員の研修", "こどもの居場所", "ＮＰＯの講座"]),
        ("品詞:補助記号 研修", ["。研修"]),
    ],
)
def test_what_a_query_finds(query, expected):
    assert matches(query) == expected


def test_terms_and_synonyms_are_known_to_a_query():
    assert matches("お年寄り", "老人とお年寄りと高齢者", synonyms=["お年寄り,高齢者", "老人,高齢者"]) == [
        "老人",
        "お年寄り",
        "高齢者",
    ]
    assert matches("pos:専門用語", "だれでも食堂へ", terms=["だれでも食堂"]) == ["だれでも食堂"]


def test_context_and_places_are_those_of_the_text_as_printed():
    text = "㈱ミライの研\n修を\u200bやめて。"
    (line,) = find_kwic([opinion("あ"), opinion(text, "2:o1")], "研修", window=2).lines
    assert (line.opinion_id, line.start, line.end) == ("2:o1", 5, 8)
    assert (line.left, line.match, line.right) == ("ミライの", "研\n修", "を\u200bやめ")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ((), "1 2 3 4 5 6"),
        # を stands behind 研修 three times, の twice; what ends there comes last.
        (("right1",), "1 3 5 2 6 4"),
        (("right1", "left1"), "3 5 1 2 6 4"),
        (("left1", "right1"), "3 5 2 6 4 1"),
        (("right2", "match"), "1 3 5 2 6 4"),
    ],
)
def test_lines_are_sorted_by_the_words_around(sort, expected):
    texts = ["研修を急ぐ", "次の研修の場", "市の研修を急ぐ", "今の研修", "県の研修を急ぐ", "国の研修の場"]
    found = find_kwic([opinion(text, str(n)) for n, text in enumerate(texts, 1)], "研修", sort=sort)
    assert " ".join(line.opinion_id for line in found.lines) == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "has 0 items; 1 to 20 are expected"),
        ("　", "has 0 items"),
        ("* " * 21, "has 21 items"),
        ("あ" * 501, "501 characters"),
        ("pos:めいし", "character 5: 「めいし」 found; no part of speech of UniDic"),
        (
            "研修 lema:続ける",
            "character 4: 「lema:続ける」 found; 「lema:」 is not known here; did you mean 「lemma」?",
        ),
        ("lemma:/研[修/", "character 9: 「[修/」 found; no regular expression"),
        ("lemma:/研修", "character 1: 「lemma:/研修」 found; a word, surface:"),
        ("研修&", "character 4: the end found"),
        ("研修 & 講座", "character 4: 「& 講座」 found"),
        ("研修/講座/", "character 3: 「/講座/」 found; a space is expected"),
        ("研修 *{3,1}", "a gap has 0 to 20 words"),
        ("研修 *{0,99}", "a gap has 0 to 20 words"),
        ("!高齢者", "the dictionary cuts this into 「高齢 者」"),
        # What could take for ever.
        ("/(あ+)+$/", "a group cannot be repeated"),
        ("/(あ|あ)*い/", "a group cannot be repeated"),
        ("/(?:あ|あ){9}い/", "a group cannot be repeated"),
        ("/" + "あ?" * 5 + "/", "4 of ( * + ? { at most"),
        ("/" + ".*" * 5 + "い/", "4 of ( * + ? { at most"),
        ("/" + "(あ|あ)" * 39 + "い/", "4 of ( * + ? { at most"),
        ("/(?x)あ/", "of groups with ? only"),
        ("/(?P<n>あ)(?P=n)/", "of groups with ? only"),
        ("/" + "あ" * 201 + "/", "200 characters"),
    ],
)
def test_a_faulty_query_is_one_sentence(query, message):
    with pytest.raises(DocumentError) as error:
        parse_query(query)
    assert message in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    "pattern",
    ["あ*あ*あ*あ*い", "あ?あ?あ?あ?ああああい", "(あ|ああ|あああ)(あ|ああ)あ*あ*い", "(?=あ+い)", r"あ\+\*", "[+*]"],
)
def test_the_hardest_patterns_that_are_taken_come_to_an_end(pattern):
    assert matches(f"/{pattern}/", "あ" * 3000) == []


def test_a_place_to_sort_by_is_known():
    with pytest.raises(DocumentError, match="did you mean 「left1」"):
        find_kwic([opinion(TEXT)], "研修", sort=["left-1"])


TEXTS = st.lists(st.text("研修をの続ける㈱ﾐﾗｲか゛\u200b\n。A b👍", max_size=30), max_size=3)
QUERIES = st.sampled_from(["研修", "pos:助詞", "/./", "* *", "研 *{0,3} る", "!pos:名詞", "surface:続ける pos:助詞"])


@given(TEXTS, QUERIES, st.integers(1, 5), st.lists(st.sampled_from(SORTS), max_size=2))
def test_every_line_is_a_stretch_of_its_text(texts, query, window, sort):
    found = find_kwic([opinion(text, str(n)) for n, text in enumerate(texts)], query, window, sort)
    unsorted = find_kwic([opinion(text, str(n)) for n, text in enumerate(texts)], query, window)
    assert sorted(map(repr, found.lines)) == sorted(map(repr, unsorted.lines))
    for line in found.lines:
        text = texts[int(line.opinion_id)]
        assert text[line.start : line.end] == line.match != ""
        assert line.left == text[line.start - len(line.left) : line.start]
        assert line.right == text[line.end : line.end + len(line.right)]


@given(st.text(max_size=25) | st.text("*{0,3}/lemapos:&! 研(+?)[", max_size=25))
def test_any_query_is_read_or_refused(query):
    try:
        parsed = parse_query(query)
    except DocumentError:
        return
    assert all(0 <= start < end <= 3 for start, end in parsed.find(build_vocabulary().tokens("研修を")))


def test_the_places_of_counted_words():
    found = find_lemma(
        [opinion("研修の研修"), opinion("こどもの研修", "2")], ["研修", "子供", "祭り"], most=2, window=1
    )
    assert {lemma: [(line.opinion_id, line.start) for line in c.lines] for lemma, c in found.items()} == {
        "研修": [("1", 0), ("1", 3)],
        "子供": [("2", 0)],
        "祭り": [],
    }
