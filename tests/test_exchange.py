"""Labels in every form: what comes back is what was written, and what is wrong is one sentence with its row."""

import contextlib
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CORPUS, ROOT
from opinionmine.cli import convert, main
from opinionmine.errors import CodebookError, DocumentError, OpinionmineError
from opinionmine.exchange.checks import check_rows
from opinionmine.exchange.frames import to_frame, to_pandas, to_polars
from opinionmine.exchange.labels import (
    FORMS,
    NAMES,
    PARTS,
    find_form,
    find_losses,
    read_labels,
    render_labels,
    write_labels,
)
from opinionmine.exchange.offsets import from_utf16, to_utf16
from opinionmine.exchange.own import parse
from opinionmine.records import Annotation, Evidence, LabelItem, Opinion, Prediction
from opinionmine.themes.codebook import load_codebook
from opinionmine.themes.codebook_file import render_codebook_file
from opinionmine.themes.labelled import read_corpus

BOOK = load_codebook()
BOOK_YAML = render_codebook_file(BOOK)
FAMILY, SCOLD, SKIN = "👨\u200d👩\u200d👧", "𠮟る", "🏽"
PIECES = [
    "研修", FAMILY, SCOLD, SKIN, "か\u3099",
    "\n", "\r\n", "\r", "\t", " ", "　", '"', "'", "=1+1", "＝", "@", "+", "-", ",", "、", "；", "<b>", "&amp;",
    "]]>", "\\", "_x000D_", "\ufeff", "\u2028", "\x85", "0", "#N/A", "該当なし", "%PDF", "{}", "null",
]  # fmt: skip
# Texts may hold these too; XML cannot.
CONTROLS = ["\x0b", "\x00", "\x1f", "\x1b$B"]
WHEN = ["", "2026-11-26", "2026-11-26T10:05:00", "2026-11-26T10:05:00+09:00", "2026-11-26T10:05:00.123000+00:00"]


def joined(pieces):
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=8).map("".join).filter(str.strip)


@st.composite
def label_items(draw):
    opinion_id = draw(joined(PIECES))
    text = draw(joined(PIECES + CONTROLS))
    fields = draw(
        st.dictionaries(st.sampled_from(["年代", "地区", "=備考", "メモ", "batch", "pair"]), joined(PIECES), max_size=3)
    )
    voice = draw(st.sampled_from(["comment", "survey", "committee"]))
    opinion = Opinion(opinion_id, voice, text, fields=fields)
    suggested = draw(st.sets(st.sampled_from(BOOK.theme_ids), max_size=3))
    item = LabelItem(
        opinion, None, (), tuple(sorted(suggested, key=BOOK.theme_ids.index)), draw(st.just("") | joined(PIECES))
    )
    if not draw(st.booleans()):
        return item
    themes = draw(st.sets(st.sampled_from(BOOK.theme_ids), max_size=5))
    flags = [flag.sign_id for flag in BOOK.flags]
    annotation = Annotation(
        opinion_id,
        tuple(sorted(themes, key=BOOK.theme_ids.index)),
        draw(st.sampled_from(["", *(stance.sign_id for stance in BOOK.stances)])),
        tuple(sorted(draw(st.sets(st.sampled_from(flags))), key=flags.index)),
        draw(st.sampled_from(["田中", "settled", "tanaka@example.jp", "="])),
        BOOK.version,
        draw(st.sampled_from(WHEN)),
    )
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(sorted(themes) or [""]))
    spans = draw(st.lists(places, max_size=3)) if themes else []
    evidence = tuple(Evidence(t, a, b, text[a:b], 1.0) for a, b, t in spans if a < b)
    return replace(item, annotation=annotation, spans=evidence)


many = st.lists(label_items(), min_size=1, max_size=4, unique_by=lambda item: item.opinion.opinion_id)


def carried(item, form):
    """What a form can carry of an item, by the table of forms."""
    if "unplaced" in form.loses and item.annotation:
        placed = tuple(theme for theme in item.annotation.themes if theme in {span.theme_id for span in item.spans})
        item = replace(item, annotation=replace(item.annotation, themes=placed) if placed else None)
    if "spans" in form.loses:
        item = replace(item, spans=())
    if form.name == "refi-qda":  # what is coded on the whole text has no place
        item = replace(item, spans=tuple(s for s in item.spans if s.text != item.opinion.text))
    if "when" in form.loses and item.annotation:
        item = replace(item, annotation=replace(item.annotation, when=""))
    lost = {part: type(getattr(item, part))() for part in ("suggested", "reason") if part in form.loses}
    return replace(item, **lost)


def again(items, form, annotator=""):
    rows = form.read(render_labels(items, BOOK, form), "labels", BOOK)
    return check_rows(rows, BOOK, "labels", annotator)


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
@settings(max_examples=60, deadline=None)
@given(many)
def test_what_is_written_is_read_again(form, items):
    if form.name == "parquet":
        pytest.importorskip("pyarrow")
    assert again(items, form) == tuple(carried(item, form) for item in items)
    assert {part for part in PARTS if part in find_losses(items, form)} <= set(form.loses)


@settings(max_examples=30, deadline=None)
@given(many)
def test_the_same_items_are_the_same_bytes(items):
    for name in ("jsonl", "csv", "doccano", "labelstudio", "refi-qda"):
        form = find_form(name)
        assert render_labels(items, BOOK, form) == render_labels(items, BOOK, form)


def item(opinion_id="1", text="研修を続けてほしい。", themes=("training",), by="settled", **more):
    annotation = None if themes is None else Annotation(opinion_id, themes, "", (), by, BOOK.version)
    return LabelItem(Opinion(opinion_id, "comment", text), annotation, **more)


@pytest.mark.parametrize("name", ["jsonl", "csv", "excel", "labelstudio", "refi-qda"])
def test_two_people_may_judge_one_opinion(name):
    items = (item(by="田中"), item(by="鈴木", themes=()), item("2", themes=None))
    assert again(items, find_form(name)) == items


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_no_theme_is_not_the_same_as_not_judged(form):
    items = (item("1"), item("2", themes=()), item("3", themes=None))
    judged = [again_.annotation is not None for again_ in again(items, form)]
    assert judged == ([False, False, False] if "none" in form.loses else [True, True, False])


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_the_form_is_told_by_ending_and_content(tmp_path, form):
    if form.name == "parquet":
        pytest.importorskip("pyarrow")
    items = (item(text="研修を続けて", spans=(Evidence("training", 0, 2, "研修", 1.0),)), item("2", themes=None))
    path = tmp_path / f"labels{form.ending}"
    write_labels(items, BOOK, path, form.name)
    assert read_labels(path, BOOK) == tuple(carried(i, form) for i in items)
    assert read_labels(path, BOOK, form.name) == read_labels(path, BOOK)


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("研修", [0, 1, 2]),
        (SCOLD, [0, 2, 3]),
        (f"{FAMILY}と", [0, 2, 3, 5, 6, 8, 9]),
        (f"👍{SKIN}", [0, 2, 4]),
    ],
)
def test_code_points_and_utf_16(text, offsets):
    assert [to_utf16(text, n) for n in range(len(text) + 1)] == offsets
    assert [from_utf16(text, units) for units in offsets] == list(range(len(text) + 1))
    assert [from_utf16(text, units) for units in set(range(offsets[-1] + 2)) - set(offsets)] == [None] * (
        offsets[-1] + 1 - len(text)
    )


ROW = {"id": "1", "text": "研修を続けて", "themes": ["training"]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"themes": ["trainning"]},
            "line 2: 「trainning」 is not a theme of the codebook community-welfare; did you mean 「training」?",
        ),
        ({"themes": ["研修・学びの継読"]}, "did you mean 「研修・学びの継続」?"),
        ({"themes": ["道路"]}, "known are networking, training,"),
        ({"themes": ["training", "研修・学びの継続"]}, "the theme 「training」 stands twice; take one out."),
        ({"themes": "training"}, 'themes are "training"; expected a list.'),
        ({"themes": [3]}, "「3」 is not a theme"),
        ({"stance": "wish"}, "「wish」 is not a stance"),
        ({"flags": ["covd"]}, "did you mean 「covid」?"),
        ({"voice": "mayor"}, "「mayor」 is not a voice"),
        ({"when": "11/26"}, "the date 「11/26」 cannot be read; write it like 2026-11-26 or 2026-11-26T10:05."),
        (
            {"spans": [{"theme": "training", "start": 0, "end": 99}]},
            "a place from 0 to 99 is not in the text of 6 characters.",
        ),
        ({"spans": [{"theme": "training", "start": 2, "end": 2}]}, "a place from 2 to 2 is not in the text"),
        (
            {"spans": [{"theme": "planning", "start": 0, "end": 2}]},
            "a place is marked for 「planning」, which is not among the themes",
        ),
        ({"spans": [1]}, "「spans」 must be a list of objects"),
        ({"themes": None, "stance": "praise"}, "but nobody has judged the opinion"),
        ({"suggested": ["plan"]}, "「plan」 is not a theme"),
        ({"text": " \n"}, "the text is empty"),
        ({"text": "\ud83d"}, "half of a character"),
        ({"text": "あ" * 20_001}, "20,001 characters; at most 20,000 are read."),
        ({"id": ""}, 'the id is ""; expected text or a number.'),
        ({"id": True}, "the id is true"),
        ({"id": "0"}, "line 2: the id 「0」 stands twice (first in line 1); give each opinion its own."),
        ({"id": "0", "annotator": "田中"}, "the id 「0」 has another text here than in line 1"),
        ({"fields": {"年代": 70}}, "「年代」 is 70; expected text."),
        ({"fields": ["x"]}, "expected an object"),
        ({"theme": []}, "「theme」 is not a key here; did you mean 「themes」?"),
    ],
)
def test_a_faulty_row_is_named(tmp_path, change, message):
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ({**ROW, "id": "0", "text": "前"}, ROW | change)), "utf-8")
    with pytest.raises(CodebookError) as error:
        read_labels(path, BOOK)
    assert message in str(error.value) and str(path) in str(error.value) and "\n" not in str(error.value)


def test_names_are_taken_for_ids():
    row = parse(
        "line 1",
        ROW
        | {"themes": ["研修・学びの継続", "Planning and follow-up", "ＥＶＡＬＵＡＴＩＯＮ"], "stance": "要望・提案"},
    )
    (found,) = check_rows([row], BOOK, "labels", "")
    assert found.annotation.themes == ("training", "planning", "evaluation") and found.annotation.stance == "request"


def test_a_corpus_is_read_as_it_is(codebook):
    corpus = read_corpus(CORPUS, codebook)
    items = read_labels(CORPUS, codebook)
    assert [i.opinion.text for i in items] == corpus.texts
    assert tuple(i.annotation for i in items) == corpus.annotations


def test_what_is_written_can_be_trained_on(tmp_path, codebook):
    path = tmp_path / "labels.jsonl"
    items = (
        replace(
            item(by="田中", suggested=("planning",), reason="迷いやすい"),
            spans=(Evidence("training", 0, 2, "研修", 1.0),),
        ),
        item("2", themes=()),
    )
    write_labels(items, codebook, path)
    corpus = read_corpus(path, codebook)
    assert corpus.annotations == tuple(i.annotation for i in items)
    write_labels((*items, item("3", themes=None)), codebook, path)
    with pytest.raises(
        CodebookError, match="line 3: 「themes」 must be a list; null is an opinion that nobody has judged yet"
    ):
        read_corpus(path, codebook)


def test_frames():
    items = [item(), LabelItem(Opinion("2", "survey", "窓口", fields={"年代": "70代"}), None, reason="迷い")]
    first, second = to_frame(items)
    assert list(first) == list(second) and first["themes"] == ["training"] and second["themes"] is None
    assert (first["field_年代"], second["field_年代"], second["reason"]) == (None, "70代", "迷い")
    prediction = Prediction("1", "themes", ("training",), {"training": 0.9, "planning": 0.1}, "request", (), (), "m")
    (row,) = to_frame([prediction])
    assert (row["id"], row["outcome"], row["themes"], row["p_planning"]) == ("1", "themes", ["training"], 0.1)
    assert to_frame([]) == []


@pytest.mark.parametrize(("name", "make"), [("pandas", to_pandas), ("polars", to_polars)])
def test_frames_of_libraries(monkeypatch, name, make):
    monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(DocumentError, match=f"needs a package more: pip install {name}"):
        make([item()])
    monkeypatch.undo()
    pytest.importorskip(name)
    frame = make([item("1", spans=(Evidence("training", 0, 2, "研修", 1.0),)), item("2", themes=None)])
    assert frame.shape == (2, 11) and list(frame["id"]) == ["1", "2"]


def run(*arguments):
    return CliRunner().invoke(main, ["convert", *map(str, arguments)])


def test_the_command_knows_every_form():
    assert set(convert._FORMS) == set(NAMES)


def test_the_page_says_what_each_form_loses():
    page = (ROOT / "docs" / "exchange.md").read_text("utf-8")
    table = {
        row[0].strip(" `"): row[1:]
        for line in page.splitlines()
        if len(row := line.strip("|").split("|")) == len(PARTS) + 2
    }
    for form in FORMS:
        marks = [cell.strip() for cell in table[form.name]]
        assert marks == [form.ending, *("–" if part in form.loses else "✓" for part in PARTS)], form.name


@pytest.mark.parametrize(
    ("name", "target"),
    [("doccano.jsonl", "doccano"), ("sheet.xlsx", None), ("tasks.json", None), ("p.qdpx", None), ("s.csv", None)],
)
def test_a_corpus_goes_out_and_comes_back(tmp_path, name, target):
    source, out, back = CORPUS / "batch-01.jsonl", tmp_path / name, tmp_path / "back.jsonl"
    result = run(source, "-o", out, *(["--to", target] if target else []))
    assert result.exit_code == 0 and "180 opinions" in result.stderr and result.stderr.count("\n") == 1
    assert run(out, "-o", back).exit_code == 0
    assert read_labels(back, BOOK) == read_labels(source, BOOK)


def test_losses_are_said(tmp_path):
    source = tmp_path / "in.jsonl"
    write_labels((item(spans=(Evidence("training", 0, 2, "研修", 1.0),)), item("2", themes=None)), BOOK, source)
    result = run(source, "-o", tmp_path / "out.csv")
    assert result.stderr.splitlines()[0].endswith("out.csv: 2 opinions (csv), 1 of them judged.")
    assert "out.csv: csv has no place for spans; keep" in result.stderr.splitlines()[1]
    run(source, "-o", tmp_path / "judged.jsonl", "--labelled")
    assert [i.opinion.opinion_id for i in read_labels(tmp_path / "judged.jsonl", BOOK)] == ["1"]
    write_labels((item("2", themes=None),), BOOK, source)
    assert "nobody has judged" in run(source, "-o", tmp_path / "x.jsonl", "--labelled").stderr


@pytest.mark.parametrize(
    ("name", "content", "out", "message"),
    [
        ("in.jsonl", "", "out.csv", "the file is empty"),
        ("in.jsonl", "\n", "out.csv", "no opinion in it"),
        ("in.jsonl", "[1]", "out.csv", 'line 1: expected an object such as {"id": "1", "text": "…"}'),
        ("in.jsonl", "{", "out.csv", "line 1: not JSON"),
        ("in.jsonl", "[" * 100_000, "out.csv", "line 1: cannot be read as JSON (RecursionError)"),
        ("in.json", "{}", "out.csv", "expected a list of tasks"),
        (
            "in.json",
            '[{"id": 1, "text": "あ"}]',
            "out.csv",
            "task 1: no 「data」 in it. Export from Label Studio as JSON",
        ),
        ("in.json", "[1]", "out.csv", "task 1: expected an object"),
        ("in.csv", "id,本文,意見\n1,あ,い\n", "out.docx", "no form of labels has this ending"),
        ("in.csv", "a,b\n1,2\n", "out.jsonl", "0 columns may hold the opinions (a, b). Name one of them 意見"),
        ("in.csv", "本文,コメント\n1,2\n", "out.jsonl", "2 columns may hold the opinions"),
        ("in.csv", '意見\n"あ', "out.jsonl", "not a table"),
        ("in.csv", "意見,テーマ1\nあ,道路\n", "out.jsonl", "in.csv, row 2: 「道路」 is not a theme"),
        (
            "in.csv",
            "意見,テーマ1,判断\nあ,training,該当なし\n",
            "out.jsonl",
            "row 2: has the theme 「training」 and 「該当なし」. Take one out",
        ),
        (
            "in.csv",
            "意見,テーマ1,姿勢\nあ,,要望・提案\n",
            "out.jsonl",
            "has 「要望・提案」, but neither a theme nor 「該当なし」",
        ),
        (
            "in.csv",
            "意見,判断\nあ,なし\n",
            "out.jsonl",
            "「なし」 in the column 判断; expected 該当なし, 判断できない or nothing.",
        ),
        ("in.xlsx", "PK\x03\x04", "out.jsonl", "damaged"),
        ("in.qdpx", "PK\x03\x04", "out.jsonl", "damaged"),
        ("in.parquet", "PAR1", "out.jsonl", "not a Parquet file"),
        ("in.yaml", "id: x", "out.qdc", "「version」 is missing"),
        ("in.qdc", "<a/>", "out.yaml", "its root is 「a」; expected CodeBook"),
        ("in.qdc", "<CodeBook", "out.yaml", "not well-formed XML"),
        ("in.qdc", "<CodeBook/>", "out.yaml", "no theme is defined"),
        ("in.txt", "あ", "out.jsonl", "no form of labels has this ending. Expected .jsonl, .xlsx"),
        (
            "in.yaml",
            BOOK_YAML,
            "out.jsonl",
            "a codebook is written as .yaml, .qdc, or .xml for Label Studio, not as .jsonl",
        ),
        ("in.txt", "あ", "out.yaml", "no codebook has this ending"),
    ],
)
def test_what_cannot_be_converted_is_one_sentence(tmp_path, name, content, out, message):
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    (tmp_path / name).write_text(content, "utf-8")
    result = run(tmp_path / name, "-o", tmp_path / out)
    assert result.exit_code == 2 and result.stdout == ""
    assert message in result.stderr and result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
    assert not (tmp_path / out).exists()


def test_input_and_missing_files_are_refused(tmp_path):
    path = tmp_path / "in.jsonl"
    write_labels((item(),), BOOK, path)
    assert "this is the input" in run(path, "-o", path).stderr
    assert "no such file" in run(tmp_path / "none.jsonl", "-o", tmp_path / "out.csv").stderr
    assert (
        "refi-qda is written to a file that ends in .qdpx"
        in run(path, "-o", tmp_path / "x.jsonl", "--to", "refi-qda").stderr
    )
    (tmp_path / "empty").mkdir()
    assert "no .jsonl file in this folder" in run(tmp_path / "empty", "-o", tmp_path / "out.csv").stderr
    with pytest.raises(DocumentError, match="cannot be written"):
        write_labels((item(),), BOOK, tmp_path / "no" / "out.csv")
    with pytest.raises(DocumentError, match="「exel」 is not a form of labels; did you mean 「excel」"):
        write_labels((item(),), BOOK, path, "exel")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FORMS), st.binary(max_size=60) | joined(PIECES).map(str.encode))
def test_any_bytes_are_read_or_refused(form, content):
    if form.name == "parquet":
        pytest.importorskip("pyarrow")
    with contextlib.suppress(OpinionmineError):
        check_rows(form.read(content, "labels", BOOK), BOOK, "labels", "")


def places_in(value, at=()):
    yield at
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in parts:
        yield from places_in(inner, (*at, key))


def changed(value, at, new):
    if not at:
        return new
    copy = value.copy()
    copy[at[0]] = changed(value[at[0]], at[1:], new)
    return copy


ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "training",
    "x",
    [],
    ["training"],
    [["x"]],
    [{}],
    {},
    {"a": []},
    {"email": 3},
    [0, 2, ["x"]],
    [0, 2, "training"],
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(["jsonl", "doccano", "doccano-spans", "labelstudio"]), st.data())
def test_any_json_is_read_or_refused(name, data):
    """Each value of a good file in turn is another one."""
    marked = item(by="a@b", suggested=("planning",), reason="迷い", spans=(Evidence("training", 0, 2, "研修", 1.0),))
    opinion = replace(marked.opinion, fields={"年代": "70代"})
    annotation = replace(marked.annotation, stance="request", flags=("covid",), when="2026-11-26")
    good = json.loads(render_labels([replace(marked, opinion=opinion, annotation=annotation)], BOOK, find_form(name)))
    bad = changed(good, data.draw(st.sampled_from(list(places_in(good)))), data.draw(st.sampled_from(ODD)))
    with contextlib.suppress(OpinionmineError):
        check_rows(find_form(name).read(json.dumps(bad).encode(), "labels", BOOK), BOOK, "labels", "")
