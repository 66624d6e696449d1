import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from opinionmine.cli import main
from opinionmine.errors import CodebookError, DocumentError
from opinionmine.japanese.tokenize import tokenize
from opinionmine.records import Evidence, Opinion, Prediction
from opinionmine.themes.rule_codebook import codebook_to_rules, find_simple, rules_to_codebook
from opinionmine.themes.rule_coder import RuleCoder, check_rules
from opinionmine.themes.rule_match import match_rules
from opinionmine.themes.rule_parser import parse_rules
from opinionmine.themes.rules import (
    And,
    Code,
    Count,
    Field,
    Form,
    Length,
    Literally,
    Near,
    Not,
    Or,
    Phrase,
    Rule,
    Word,
    render_rules,
)


def parse(condition):
    return parse_rules(f"＊前\n語\n＊c\n{condition}\n", "rules.txt")[1].condition


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        # KH Coder, auto_test/data_input/theme.cod: one example of each kind of condition that is answered here.
        ("死ぬ", Word("死ぬ")),
        ("死ぬ >= 2", Count((Word("死ぬ"),), ">=", 2)),
        ("死ぬ == 2", Count((Word("死ぬ"),), "==", 2)),
        ("卒業+証書", Phrase(("卒業", "証書"))),
        ("near(先生-奥さん)", Near(("先生", "奥さん"))),
        ("near(先生-奥さん)[8]", Near(("先生", "奥さん"), 8)),
        ("near(先生-奥さん)[b8]", Near(("先生", "奥さん"), 8, in_sentence=True)),
        ("seq(先生-奥さん)", Near(("先生", "奥さん"), is_ordered=True)),
        ("seq(先生-奥さん)[9]", Near(("先生", "奥さん"), 9, is_ordered=True)),
        ("seq(先生-奥さん)[b9]", Near(("先生", "奥さん"), 9, is_ordered=True, in_sentence=True)),
        ("<>大見出し-->上", Field("大見出し", "上")),
        ("<＊前>", Code("前")),
        ("lw <= 10", Count((Length("lw"),), "<=", 10)),
        ("lc <= 15", Count((Length("lc"),), "<=", 15)),
        ("'先生と奥さん'", Literally("先生と奥さん")),
        # khcoder.net/scr_docs_codfile.html: 愛 and 恋 together three times or more.
        ("愛 + 恋 >= 3", Count((Word("愛"), Word("恋")), ">=", 3)),
        ("( 愛 + 恋 ) >= 3", Count((Word("愛"), Word("恋")), ">=", 3)),
        # The author's answers, github.com/ko-ichi-h/khcoder issues 118, 437 and 128.
        ("( a & b ) | c", Or((And((Word("a"), Word("b"))), Word("c")))),
        ("( 前夫 | 子ども )\n& ( 離婚 | 出産 )", And((Or((Word("前夫"), Word("子ども"))), Or((Word("離婚"), Word("出産")))))),
        ("! <＊前>", Not(Code("前"))),
        # Precedence is that of SQL.
        ("a or b and not c", Or((Word("a"), And((Word("b"), Not(Word("c"))))))),
        ("not a >= 2", Not(Count((Word("a"),), ">=", 2))),
        ("a &! b |! c", Or((And((Word("a"), Not(Word("b")))), Not(Word("c"))))),
        ("a or ( b or c )", Or((Word("a"), Or((Word("b"), Word("c")))))),
        # What KH Coder does not take, and is meant alike: full-width signs, brackets without spaces, capitals, curly quotes.
        ("（愛　｜　恋）　＆　死", And((Or((Word("愛"), Word("恋"))), Word("死")))),
        ("(愛 or 恋)and 死", And((Or((Word("愛"), Word("恋"))), Word("死")))),
        ("愛 ＡＮＤ 恋 OR ‘多 ければ’", Or((And((Word("愛"), Word("恋"))), Literally("多 ければ")))),
        ("卒業＋証書", Phrase(("卒業", "証書"))),
        ("NEAR(先生－奥さん)[Ｂ８]", Near(("先生", "奥さん"), 8, in_sentence=True)),
        ("死ぬ ＞＝ ２", Count((Word("死ぬ"),), ">=", 2)),
        ('"Servo i" or "a ""b"""', Or((Word("Servo i"), Word('a "b"')))),
        ("'it''s'", Literally("it's")),
        ('"119"', Word("119")),
        ("買う=>買わ", Form("買う", "買わ")),
        ('"<>職業-->自営 業"', Field("職業", "自営 業")),
        ("a\n\n# or z\nor b", Or((Word("a"), Word("b")))),
        ("near(a-b)[0] or near(a-b)[b]", Or((Near(("a", "b"), 0), Near(("a", "b"), in_sentence=True)))),
        ("near(a-b) + c >= 2", Count((Near(("a", "b")), Word("c")), ">=", 2)),
    ],
)  # fmt: skip
def test_conditions_are_read(written, condition):
    assert parse(written) == condition


def test_a_file_of_codes():
    # A code of one line, comments, Windows line ends, half-width *, and a name with spaces.
    text = "\ufeff# 死\r\n\r\n＊人の死\r\n死ぬ or\r\n亡くなる\r\n*教育 関係\r\n学校\r\n"
    assert parse_rules(text, "theme.txt") == (
        Rule("人の死", Or((Word("死ぬ"), Word("亡くなる")))),
        Rule("教育 関係", Word("学校")),
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("愛 恋", "line 4, column 3: 「恋」 stands here without and, or (or a bracket is missing before it)"),
        ("( 電話 | 切る ) )", "line 4, column 13: 「)」 stands here without and, or (or a bracket is missing before it)"),
        ("愛\nand ( 恋", "line 5, column 8: found 「the end of the condition」; expected and, or, or the ) that closes the ( in line 5, column 5"),
        ("愛 or\n\nor 恋", "line 6, column 1: found 「or」; expected a word, a condition or ("),
        ("愛 and", "line 4, column 6: found 「the end of the condition」; expected a word, a condition or ("),
        ("　愛|恋", "line 4, column 2: 「|」 sticks to a word in 「愛|恋」; put a space on both sides, or quote the word with \""),
        ("愛>=2", "line 4, column 1: 「>」 sticks to a word in 「愛>=2」; put a space on both sides, or quote the word with \""),
        ("評価+'住宅'", "line 4, column 1: the quotes of 「評価+'住宅'」 do not stand around a whole; close them, with a space before and behind"),
        ("'多ければ", "line 4, column 1: the quotes of 「'多ければ」 do not stand around a whole; close them, with a space before and behind"),
        ("''", "line 4, column 1: there is nothing between the quotes"),
        ("語A+(語B|語C)", "line 4, column 1: a word is missing in 「語A+」"),
        ("near((A | B)-(D | E))", "line 4, column 1: 「near((A | B)-(D | E)」 takes words with - between them and nothing else; "
         "write near(A-C) or near(B-C) where two words may stand"),
        ("near(先生)", "line 4, column 1: 「near(先生)」 must name two different words or more, as in near(先生-奥さん)"),
        ("seq(先生-先生)", "line 4, column 1: 「seq(先生-先生)」 must name two different words or more, as in near(先生-奥さん)"),
        ("near(先生-奥さん)[d5]", "line 4, column 1: 「near(先生-奥さん)[d5]」: a comment has no paragraphs; use [b] or a number"),
        ("near(先生-奥さん)[x]", "line 4, column 1: 「near(先生-奥さん)[x]」: expected words, as in [8], or a sentence, as in [b] or [b8]"),
        ("near(a-b)[99999]", "line 4, column 1: 「near(a-b)[99999]」: a window has at most 10,000 words; [0] is any distance"),
        ("ない-->形容詞B->連用タ接続", "line 4, column 1: 「ない-->形容詞B->連用タ接続」: "
         "parts of speech and inflections are not matched; write the word alone, or one form as 買う=>買わ"),
        ("<>見出し1-->上", "line 4, column 1: 「<>見出し1-->上」: comments have no headings; use a column of the list, <>column-->value"),
        ("( No. >= 2 )", "line 4, column 3: 「No.」: the number of a document is not known where texts are coded one by one; "
         "number the rows in a column and use <>column-->value"),
        ("<>年代<>", "line 4, column 1: 「<>年代<>」: sorting by a column is no condition; use <>column-->value"),
        ("<>年代", "line 4, column 1: 「<>年代」 must name a column and its value, as in <>性別-->女"),
        ("<＊前夫>", "line 4, column 1: no code 「前夫」 stands further up; did you mean 「前」?"),
        ("<＊c>", "line 4, column 1: no code 「c」 stands further up; known are 前"),
        ("2", "line 4, column 1: found 「2」; a number is no condition; quote it to look for it as a word"),
        ("愛 >= 恋", "line 4, column 6: a whole number must follow 「>=」; found 「恋」"),
        ("愛 + 恋", "line 4, column 1: a sum or a length must be compared with a number, as in 愛 + 恋 >= 3 or lc <= 15"),
        ("lc and 愛", "line 4, column 1: a sum or a length must be compared with a number, as in 愛 + 恋 >= 3 or lc <= 15"),
        ("愛 * 2 >= 3", "line 4, column 3: 「*」: of sums only + is read, as in 愛 + 恋 >= 3"),
        ("愛 = 3", "line 4, column 3: 「=」: a number is compared with ==, >=, <=, > or <"),
        ("<＊前> >= 2", "line 4, column 1: only words, phrases, near, seq, strings, lw and lc can be counted"),
        ("愛 + ( 恋 or 死 ) >= 2", "line 4, column 1: only words, phrases, near, seq, strings, lw and lc can be added"),
        ("! 愛 >= 2", "line 4, column 3: ! denies only what stands beside it; write not, or put the comparison in brackets"),
        ("( " * 51 + "愛" + " )" * 51, "line 4, column 101: brackets in brackets, more than 50 deep; "
         "make codes of the inner ones and name them as <＊code>"),
        ("not " * 5000 + "愛", "line 4, column 201: brackets in brackets, more than 50 deep; make codes of the inner ones and name them as <＊code>"),
        ("near(" * 100_000, "line 4, column 5: 「(」 stands here without and, or (or a bracket is missing before it)"),
        ("<＊" * 100_000, "line 4, column 1: 「<」 sticks to a word in 「" + "<＊" * 20 + "…」; "
         "put a space on both sides, or quote the word with \""),
        ("愛\n＊前\n恋", "line 5, column 1: the code 「前」 stands twice; give one of them another name"),
        ("\n# 恋\n＊d\n恋", "line 3, column 1: the code 「c」 has no condition; write it on the next line, such as 「バス or 電車」"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_place(written, message):
    with pytest.raises(CodebookError) as error:
        parse(written)
    assert str(error.value) == f"rules.txt, {message}{'' if message.endswith('?') else '.'}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: mine\nversion: 1\n", "rules.txt, line 1, column 1: 「id: mine」 stands before any code; expected a line such as 「＊交通」."),
        ("# 空\n\n", "rules.txt: no code in it; expected lines such as 「＊交通」 and, below, 「バス or 電車」 (コード名は ＊ で始めます)."),
        ("＊a\n" + "x" * 1_000_000, "rules.txt: 1,000,003 characters; a rules file has at most 1,000,000."),
    ],
)  # fmt: skip
def test_a_file_without_rules_is_refused(text, message):
    with pytest.raises(CodebookError) as error:
        parse_rules(text, "rules.txt")
    assert str(error.value) == message


def found(condition, text, **fields):
    """What speaks for a condition; None where it does not hold."""
    spans = match_rules(parse_rules(f"＊前\n語\n＊c\n{condition}\n", "rules.txt"), text, fields).get("c")
    return None if spans is None else [text[start:end] for start, end in spans]


FAR = "先生は" + "、" * 8 + "妻と"  # 妻 is the tenth word after 先生


@pytest.mark.parametrize(
    ("condition", "text", "words"),
    [
        # The conditions of the table in khcoder.net/scr_docs_codfile.html.
        ("愛", "愛は罪悪だ。愛だ", ["愛", "愛"]),
        ("卒業+論文", "卒業論文を書く", ["卒業論文"]),
        ("卒業+論文", "卒業の論文を書く", None),
        ("near(先生-奥さん)", "奥さんは先生を見た", ["奥さん", "先生"]),
        ("seq(気の毒-思う)", "気の毒に思った", ["気の毒", "思っ"]),
        ("seq(気の毒-思う)", "思うに、気の毒だ", None),
        ("愛 + 恋 >= 3", "愛と恋と愛", ["愛", "恋", "愛"]),
        ("愛 + 恋 >= 3", "愛と恋", None),
        ("lw == 1", "バス", []),
        ("'多ければ'", "人が多ければよい", ["多ければ"]),
        # Forms and spellings: the lemma of 子ども is 子供, that of 死んだ is 死ぬ.
        ("死ぬ", "犬が死んだ", ["死ん"]),
        ("子ども", "子供とこどもと子ども", ["子供", "こども", "子ども"]),
        ("ボランティア", "ﾎﾞﾗﾝﾃｨｱの方", ["ﾎﾞﾗﾝﾃｨｱ"]),
        ("移動手段", "移動手段がない", ["移動手段"]),
        ("居場所", "居\n場所がない", ["居\n場所"]),
        ("買う=>買わ", "買わない", ["買わ"]),
        ("買う=>買わ", "買った", None),
        ("'ＬＩＮＥ 相談'", "LINE　相談を", ["LINE　相談"]),
        ("'ああ'", "あああああ", ["ああ", "ああ"]),
        # A window is counted from one word to the next; neighbours are 1 apart.
        ("near(先生-妻)", FAR, ["先生", "妻"]),
        ("near(先生-妻)[9]", FAR, None),
        ("near(妻-先生)[10]", FAR, ["先生", "妻"]),
        ("seq(妻-先生)", FAR, None),
        ("near(a-b-c)[1]", "b a c", ["b", "a", "c"]),
        ("near(a-b-c)[2]", "a x b x c", ["a", "b", "c"]),
        ("near(a-b-c)[1]", "a x b x c", None),
        ("seq(a-b)[1]", "a a b b", ["a", "b"]),
        ("near(a-b)[b]", "aだ。bだ。", None),
        ("near(a-b)", "aだ。bだ。", ["a", "b"]),
        ("near(a-b)[0]", "a" + "、" * 50 + "b", ["a", "b"]),
        ("near(a-b)[1] >= 2", "a b x a b", ["a", "b", "a", "b"]),
        ("near(子ども-子供)", "子供が来た", None),
        # and, or, not; what is absent speaks with no word.
        ("愛 and 恋", "恋と愛", ["恋", "愛"]),
        ("愛 and 恋", "恋", None),
        ("愛 or 恋", "恋", ["恋"]),
        ("not 愛", "恋", []),
        ("恋 and not 愛", "恋と愛", None),
        ("愛 < 2", "愛", ["愛"]),
        ("愛 < 2", "恋", []),
        ("愛 == 1 or 恋 > 1", "恋と恋", ["恋", "恋"]),
        ("lc <= 3", "四文字だ", None),
        ("<＊前> and 愛", "愛の語", ["愛", "語"]),
        ("<＊前>", "愛", None),
        ("not <＊前>", "愛", []),
    ],
)  # fmt: skip
def test_conditions_hold_where_they_should(condition, text, words):
    assert found(condition, text) == words


def test_columns():
    assert found("<>性別-->女", "何でも", 性別="女 ") == []
    assert found("<>年代-->70代", "何でも", 年代="７０代") == []
    assert found("<>性別-->女", "何でも", 性別="男") is None
    assert found("<>性別-->女", "何でも") is None


PLAIN = st.text("あいう愛恋aZｂー々_", min_size=1, max_size=4).filter(
    lambda word: word.lower() not in ("and", "or", "not")
)
ODD = st.text("愛a １2()（）'\"|&!+-=<>#＊*. 　［", min_size=1, max_size=6)
WORD = st.builds(Word, PLAIN | ODD.filter(lambda text: text.strip() and not text.startswith("<>")))
FORM = st.builds(Form, st.sampled_from(["買う", "思う"]), st.sampled_from(["買わ", "思っ"]))
PHRASE = st.builds(Phrase, st.lists(PLAIN, min_size=2, max_size=3).map(tuple))
NEAR = st.builds(
    Near,
    st.lists(PLAIN, min_size=2, max_size=3, unique=True).map(tuple),
    st.integers(0, 99),
    st.booleans(),
    st.booleans(),
)
LITERALLY = st.builds(Literally, ODD.filter(str.strip))
COUNTED = WORD | FORM | PHRASE | NEAR | LITERALLY
COUNT = st.builds(
    Count,
    st.lists(COUNTED | st.builds(Length, st.sampled_from(["lw", "lc"])), min_size=1, max_size=3).map(tuple),
    st.sampled_from(["==", ">=", "<=", ">", "<"]),
    st.integers(0, 99),
)
FIELD = st.builds(
    Field, st.text("年代a (\"'", min_size=1, max_size=4).map(str.strip).filter(bool), ODD.map(str.strip).filter(bool)
)  # fmt: skip


def conditions(atoms):
    pairs = st.integers(2, 3)
    return st.recursive(
        atoms,
        lambda inner: (
            st.builds(Not, inner)
            | pairs.flatmap(lambda n: st.builds(And, st.tuples(*[inner] * n)))
            | pairs.flatmap(lambda n: st.builds(Or, st.tuples(*[inner] * n)))
        ),
        max_leaves=12,
    )


NAMES = st.lists(
    st.text("交通# a＊*(", min_size=1, max_size=5).map(str.strip).filter(bool), min_size=2, max_size=2, unique=True
)


@given(NAMES, conditions(COUNTED | COUNT | FIELD), st.data())
def test_rules_are_read_as_they_are_rendered(names, first, data):
    second = data.draw(conditions(COUNTED | COUNT | st.just(Code(names[0]))))
    rules = (Rule(names[0], first), Rule(names[1], second))
    assert parse_rules(render_rules(rules), "rules.txt") == rules
    assert parse_rules(render_rules(rules).replace("\n", "\r\n"), "rules.txt") == rules


@given(st.text("愛恋 （）()|&!'\"<>＊*=+-#near\n0123[b]", max_size=40))
def test_any_text_is_read_or_refused_in_one_sentence(text):
    try:
        rules = parse_rules(f"＊c\n{text}", "rules.txt")
    except CodebookError as error:
        assert "\n" not in str(error) and str(error).startswith("rules.txt")
    else:
        assert parse_rules(render_rules(rules), "rules.txt") == rules


TEXTS = st.text("ab恋愛子ども供。、\n　\u200bガｶﾞ", max_size=30)
ATOMS = st.sampled_from(
    [
        Word("a"),
        Word("子ども"),
        Near(("a", "b"), 2),
        Literally("愛。"),
        Count((Word("b"),), ">=", 2),
        Phrase(("a", "b")),
    ]
)


def holds(condition, text):
    return "c" in match_rules((Rule("c", condition),), text)


@given(conditions(ATOMS), conditions(ATOMS), TEXTS)
@settings(deadline=None)
def test_conditions_obey_logic(a, b, text):
    assert holds(Not(a), text) == (not holds(a, text))
    assert holds(And((a, b)), text) == (holds(a, text) and holds(b, text))
    assert holds(Or((a, b)), text) == (holds(a, text) or holds(b, text))
    spans = match_rules((Rule("c", a),), text).get("c", ())
    assert list(spans) == sorted(set(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text("ab、", max_size=15), st.integers(1, 6))
@settings(deadline=None)
def test_near_is_two_words_that_are_close(text, within):
    # Each letter and each sign is a word of its own.
    text = "、".join(text)
    tokens = [token.surface for token in tokenize(text)]
    a, b = ([place for place, surface in enumerate(tokens) if surface == letter] for letter in "ab")
    assert holds(Near(("a", "b"), within), text) == any(abs(x - y) <= within for x in a for y in b)
    assert holds(Near(("a", "b"), within, is_ordered=True), text) == any(0 < y - x <= within for x in a for y in b)


RULES = "＊交通\nバス or 電車\n＊減便\n<＊交通> and 減る\n＊高齢\n<>年代-->70代\n"


def opinion(text, **fields):
    return Opinion("1", "comment", text, fields=fields)


def coder_of(text):
    rules = parse_rules(text, "rules.txt")
    return RuleCoder(rules_to_codebook(rules, "mine"), rules)


def test_a_prediction_by_rules():
    coder = coder_of(RULES)
    # The zero-width space is passed over; evidence points into the text as printed.
    assert coder.predict([opinion("\u200bバ\u200bスが減った", 年代="70代")]) == [
        Prediction(
            opinion_id="1",
            outcome="themes",
            themes=("koutuu", "genbin", "kourei"),
            scores={"koutuu": 1.0, "genbin": 1.0, "kourei": 1.0},
            stance="",
            flags=(),
            evidence=(
                Evidence("koutuu", 1, 4, "バ\u200bス", 1.0),
                Evidence("genbin", 1, 4, "バ\u200bス", 1.0),
                Evidence("genbin", 5, 7, "減っ", 1.0),
            ),
            model_id=coder.model_id,
        )
    ]
    assert coder.grades == {"koutuu": "C", "genbin": "C", "kourei": "C"}
    assert coder.predict([opinion("バス")], has_evidence=False)[0].evidence == ()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("電車", "themes"),
        ("足が悪くて病院に行けない", "uncertain"),
        ("特になし。", "none"),
        ("なし", "none"),
        ("", "none"),
    ],
)
def test_without_a_cue_it_cannot_be_told(text, outcome):
    assert coder_of(RULES).predict([opinion(text)])[0].outcome == outcome


def test_an_empty_answer_has_no_theme_even_if_a_rule_would_hold():
    assert coder_of("＊短い\nlc <= 9").predict([opinion("特になし")])[0].outcome == "none"


def test_cues_code_as_in_a_trained_model(codebook):
    prediction = RuleCoder(codebook).predict([opinion("去年も研修を実施したが、担い手が不足")])[0]
    assert (prediction.outcome, prediction.themes) == ("themes", ("training", "supporters"))
    assert [(e.theme_id, e.text) for e in prediction.evidence] == [
        ("training", "研修を実施し"),
        ("supporters", "担い手が不足"),
    ]
    assert sum(prediction.scores.values()) == 2 and len(prediction.scores) == 16


def test_a_theme_without_a_rule_goes_by_its_cues():
    codebook = rules_to_codebook(parse_rules("＊交通\nバス\n＊見守り\n見守り\n", "a.txt"), "mine")
    rules = parse_rules("＊足\nタクシー\n＊交通\n<＊足>\n", "b.txt")
    check_rules(rules, codebook, "b.txt")
    predictions = RuleCoder(codebook, rules).predict([opinion("タクシー"), opinion("バス"), opinion("見守りを")])
    assert [p.themes for p in predictions] == [("koutuu",), (), ("mimamori",)]


def test_a_rule_of_no_theme_and_a_column_that_is_not_there_are_refused():
    codebook = rules_to_codebook(parse_rules("＊交通\nバス\n", "a.txt"), "mine")
    with pytest.raises(CodebookError) as error:
        check_rules(parse_rules("＊交通\nバス\n＊交通費\n運賃\n", "b.txt"), codebook, "b.txt")
    assert str(error.value) == (
        "b.txt: the code 「交通費」 is no theme of codebook mine; did you mean 「交通」? (コードブックにない名前です)"
    )
    coder = coder_of(RULES)
    coder.check_fields(["id", "年代"])
    with pytest.raises(DocumentError) as missing:
        coder.check_fields(["id", "年齢"])
    assert str(missing.value) == (
        "The code 「高齢」 asks for the column 「年代」, which the input has not; known are id, 年齢. (列がありません)"
    )


def test_other_rules_have_another_name():
    ids = [coder_of(text).model_id for text in (RULES, RULES.replace("電車", "汽車"), f"# 注\n{RULES}")]
    assert ids[0] == ids[2] != ids[1]
    assert re.fullmatch(r"mine-1-rules-[0-9a-f]{8}", ids[0])
    cues = RuleCoder(rules_to_codebook(parse_rules(RULES, "r"), "mine"))
    assert cues.model_id.startswith("mine-1-cues-")
    more = replace(cues, codebook=replace(cues.codebook, themes=cues.codebook.themes[:2]))
    assert more.model_id != cues.model_id


def test_the_cues_of_a_codebook_are_rules_and_come_back(codebook):
    rules = codebook_to_rules(codebook)
    assert parse_rules(render_rules(rules), "cues.txt") == rules
    assert [rule.name for rule in rules] == [theme.ja for theme in codebook.themes]
    assert [find_simple(rule.condition) for rule in rules] == [theme.cues for theme in codebook.themes]


@pytest.mark.parametrize(
    ("condition", "cues"),
    [
        ("バス", ("バス",)),
        ("バス or 乗合+タクシー or ( '駅 前' or バス )", ("バス", "乗合タクシー", "駅 前")),
        ("バス and 駅", None),
        ("バス or not 駅", None),
        ("near(バス-駅)", None),
        ("バス >= 2", None),
    ],
)
def test_words_joined_by_or_are_cues(condition, cues):
    assert find_simple(parse(condition)) == cues


# On the command line.

COMMENTS = (
    "id,年代,意見\n1,70代,バスの本数が減った\n2,30代,見守りに感謝\n3,40代,特になし\n4,20代,よくわからない\n5,20代,\n"
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("comments.csv").write_text(COMMENTS, "utf-8")
    Path("rules.txt").write_text(RULES, "utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_classify_by_rules(here):
    result = run("classify", "comments.csv", "--rules", "rules.txt")
    assert result.exit_code == 0, result.stderr
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows == [
        ["id", "年代", "意見", "outcome", "themes", "grades", "stance", "flags", "evidence", "p_koutuu", "p_genbin", "p_kourei"],
        ["1", "70代", "バスの本数が減った", "themes", "koutuu;genbin;kourei", "C;C;C", "", "", "koutuu: バス; genbin: バス | 減っ; kourei: ",
         "1.0000", "1.0000", "1.0000"],
        ["2", "30代", "見守りに感謝", "uncertain", "", "", "", "", "", "0.0000", "0.0000", "0.0000"],
        ["3", "40代", "特になし", "none", "", "", "", "", "", "0.0000", "0.0000", "0.0000"],
        ["4", "20代", "よくわからない", "uncertain", "", "", "", "", "", "0.0000", "0.0000", "0.0000"],
        ["5", "20代", "", "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    assert (
        "themes テーマあり 1, none なし 1 (1 of them 特になし and the like), uncertain 判定できず 2. Model rules-1-rules-"
        in result.stderr
    )


def test_rules_in_shift_jis_and_in_several_processes(here):
    Path("sjis.txt").write_bytes(RULES.replace("\n", "\r\n").encode("cp932"))
    Path("many.csv").write_text("意見\n" + "バスの本数が減った\n" * 150, "utf-8")
    Path("r.txt").write_text("＊交通\nバス or 電車\n＊減便\n<＊交通> and 減る\n", "utf-8")
    alone, together = (run("classify", "many.csv", "--rules", "r.txt", "--workers", n) for n in (1, 2))
    assert alone.exit_code == 0 and alone.stdout == together.stdout
    assert alone.stdout.count("koutuu;genbin") == 150
    assert (
        run("classify", "comments.csv", "--rules", "sjis.txt").stdout
        == run("classify", "comments.csv", "--rules", "rules.txt").stdout
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rules", "rules.txt", "--model", "light"], "opinionmine: --rules and --model light: rules code by themselves. Leave one of them out "
         "(どちらか一方にしてください).\n"),
        (["--rules", "rules.txt", "--risk", "0.1"], "opinionmine: --risk speaks of probabilities, and rules give none. "
         "Leave it out, or name a model (規則には確率がありません).\n"),
        (["--rules", "none.txt"], "opinionmine: none.txt: no such file. Check the name and the folder "
         "(ファイルが見つかりません。名前とフォルダーを確かめてください).\n"),
        (["--rules", "comments.csv"], "opinionmine: comments.csv, line 1, column 1: 「id,年代,意見」 stands before any code; "
         "expected a line such as 「＊交通」.\n"),
        (["--model", "cues", "--codebook", "rules.txt"], "opinionmine: rules.txt, line 1: expected a mapping such as 「id: community-welfare」.\n"),
        (["--rules", "age.txt"], "opinionmine: The code 「若い」 asks for the column 「年齢」, which the input has not; "
         "known are id, 年代, 意見. (列がありません)\n"),
    ],
)  # fmt: skip
def test_contradictions_are_one_sentence(here, arguments, message):
    Path("age.txt").write_text("＊若い\n<>年齢-->20\n", "utf-8")
    result = run("classify", "comments.csv", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


def test_many_files_are_coded_by_rules(here):
    Path("data").mkdir()
    for name in ("a.csv", "b.csv"):
        Path("data", name).write_text(COMMENTS, "utf-8")
    assert run("classify", "data", "--rules", "rules.txt", "-o", "coded").exit_code == 0
    assert Path("coded/a.csv").read_bytes() == Path("coded/b.csv").read_bytes()
    Path("rules.txt").write_text("＊交通\n電車", "utf-8")
    again = run("classify", "data", "--rules", "rules.txt", "-o", "coded")
    assert again.exit_code == 2 and "results of another model" in again.stderr


def test_a_codebook_that_is_not_the_model_s_is_refused(here):
    assert run("codebook", "init").exit_code == 0
    result = run("classify", "comments.csv", "--model", "light", "--codebook", "codebook.yaml")
    assert result.exit_code == 2 and "was trained with codebook community-welfare, version 1" in result.stderr
    assert "Until then --model cues goes by the cues of your codebook" in result.stderr
    assert "Choose another name" in run("train", "labels.jsonl", "-o", "cues", "--light").stderr


def test_report_crosstab_and_network_by_rules(here):
    Path("comments.csv").write_text(COMMENTS + "6,70代,バスの本数が増えた\n", "utf-8")
    result = run("report", "comments.csv", "--rules", "rules.txt", "-o", "r.md", "-o", "r.json")
    assert result.exit_code == 0, result.stderr
    summary = json.loads(Path("r.json").read_text("utf-8"))
    assert (summary["codebook_id"], summary["model_id"].rpartition("-")[0]) == ("rules", "rules-1-rules")
    assert "| 交通 | C | 2 |" in Path("r.md").read_text("utf-8")
    crossed = run("crosstab", "comments.csv", "--rules", "rules.txt", "--by", "年代").stdout.splitlines()
    assert [row.split(",")[2:5] for row in crossed[1:]] == [
        [theme, age, str(n if age == "70代" else 0)]
        for theme, n in (("交通", 2), ("減便", 1), ("高齢", 2))
        for age in ("20代", "30代", "40代", "70代")
    ]
    network = run("network", "comments.csv", "--rules", "rules.txt", "-o", "n.csv")
    assert network.exit_code == 0, network.stderr
    missing = run("crosstab", "comments.csv", "--rules", "rules.txt", "--by", "年代", "--column", "年代")
    assert missing.exit_code == 2 and "asks for the column 「年代」" in missing.stderr


def test_a_sheet_is_coded_by_rules_with_another_codebook(here):
    # The plan map of this sheet speaks of the themes of the codebook that comes with the package, so it is not taken.
    result = run("report", ROOT / "corpora" / "sheets" / "midorioka-r5.txt", "--rules", "plain.txt", "-o", "r.json")
    assert result.exit_code == 2
    Path("plain.txt").write_text("＊研修\n研修\n", "utf-8")
    result = run("report", ROOT / "corpora" / "sheets" / "midorioka-r5.txt", "--rules", "plain.txt", "-o", "r.json")
    assert result.exit_code == 0, result.stderr
    assert [theme["theme_id"] for theme in json.loads(Path("r.json").read_text("utf-8"))["themes"]] == ["kensyuu"]
