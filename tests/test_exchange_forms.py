"""The shapes that other programs write themselves, and what people find in the files that are written for them."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter

from opinionmine.errors import CodebookError
from opinionmine.exchange.checks import check_rows
from opinionmine.exchange.label_config import write_label_config
from opinionmine.exchange.labels import find_form, read_labels, render_labels
from opinionmine.exchange.rows import theme_names
from opinionmine.records import Annotation, Evidence, LabelItem, Opinion
from opinionmine.themes.codebook import load_codebook

BOOK = load_codebook()
# 𠮟 and the parts of an emoji have two UTF-16 code units: a place behind them is told differently by every way of counting.
TEXT = "👨\u200d👩\u200d👧が𠮟る研修を"
SPAN = Evidence("training", 8, 10, "研修", 1.0)
ITEM = LabelItem(
    Opinion("7", "survey", TEXT, fields={"年代": "70代"}),
    Annotation("7", ("training",), "request", ("covid",), "田中", BOOK.version, "2026-11-26T10:05:00+09:00"),
    (SPAN,),
    ("planning",),
    "迷いやすい",
)


def read(name, content, annotator="file"):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return check_rows(find_form(name).read(content, "labels", BOOK), BOOK, "labels", annotator)


def summary(items):
    return [
        (
            i.opinion.opinion_id,
            i.annotation and (i.annotation.themes, i.annotation.annotator),
            [(s.theme_id, s.start, s.end) for s in i.spans],
        )
        for i in items
    ]


def test_the_places_of_the_item():
    assert TEXT[8:10] == "研修"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"id": 3, "text": "研修を", "label": ["研修・学びの継続"], "Comments": []},
            ("3", (("training",), "file"), []),
        ),
        ({"id": 3, "text": "研修を", "label": []}, ("3", None, [])),
        ({"id": 3, "text": "研修を", "label": ["該当なし"]}, ("3", ((), "file"), [])),
        (
            {"id": 3, "text": TEXT, "label": [[12, 14, "training"]]},
            ("3", (("training",), "file"), [("training", 8, 10)]),
        ),
        (
            {
                "id": 3,
                "text": TEXT,
                "entities": [{"id": 1, "label": "training", "start_offset": 12, "end_offset": 14}],
                "relations": [],
            },
            ("3", (("training",), "file"), [("training", 8, 10)]),
        ),
        (
            {"id": 3, "text": TEXT, "cats": ["planning"], "entities": [[12, 14, "training"]]},
            ("3", (("training", "planning"), "file"), [("training", 8, 10)]),
        ),
    ],
)
def test_exports_of_doccano(row, expected):
    assert summary(read("doccano", row)) == [expected]


def test_doccano_counts_utf_16():
    """Issue 2290 of doccano: firetrucks is 22 to 32 there, 19 to 29 in Python."""
    text = "👨🏻\u200d🚒 firemen drive firetrucks"
    (found,) = read("doccano", {"id": 1, "text": text, "label": [[22, 32, "training"]]})
    assert [(s.start, s.end, s.text) for s in found.spans] == [(19, 29, "firetrucks")]
    with pytest.raises(
        CodebookError, match="line 1: the place 1 to 3 lies behind the end of the text or inside a character"
    ):
        read("doccano", {"id": 1, "text": text, "label": [[1, 3, "training"]]})


def test_what_doccano_gets():
    choices = json.loads(render_labels([ITEM], BOOK, find_form("doccano")))
    places = json.loads(render_labels([ITEM], BOOK, find_form("doccano-spans")))
    assert (choices["text"], choices["label"], choices["id"]) == (TEXT, ["研修・学びの継続"], "7")
    assert places["label"] == [[12, 14, "研修・学びの継続"]]
    assert choices["fields"] == {"年代": "70代"} and choices["annotator"] == "田中"


def test_an_export_of_doccano_is_named_by_the_person(tmp_path):
    path = tmp_path / "tanaka.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "研修を", "label": ["training"]}), "utf-8")
    assert read_labels(path, BOOK)[0].annotation.annotator == "tanaka"


def choice(control, *names):
    return {
        "id": "x",
        "from_name": control,
        "to_name": "text",
        "type": "choices",
        "origin": "manual",
        "value": {"choices": list(names)},
    }


def place(start, end, *names, **more):
    return {
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": start, "end": end, "labels": list(names), **more},
    }


def task(*annotations, text=TEXT, **more):
    return [
        {
            "id": 12,
            "data": {"text": text},
            "annotations": list(annotations),
            "total_annotations": len(annotations),
            **more,
        }
    ]


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        (task(), [("12", None, [])]),
        (task({"completed_by": 1, "result": [], "was_cancelled": True}), [("12", None, [])]),
        (task({"completed_by": 1, "result": [], "was_cancelled": False}), [("12", ((), "1"), [])]),
        (
            task({"completed_by": {"id": 1, "email": "a@b.jp"}, "result": [choice("sentiment", "training")]}),
            [("12", (("training",), "a@b.jp"), [])],
        ),
        (
            task(
                {"completed_by": 1, "result": [choice("themes", "training")]},
                {"completed_by": 2, "result": [choice("themes", "planning")]},
            ),
            [("12", (("training",), "1"), []), ("12", (("planning",), "2"), [])],
        ),
        # Code points, as it is counted now; UTF-16, as it was; no stored text to tell them apart.
        (
            task({"result": [place(8, 10, "training", text="研修")]}),
            [("12", (("training",), "file"), [("training", 8, 10)])],
        ),
        (
            task({"result": [place(12, 14, "training", text="研修")]}, text=TEXT + "続ける"),
            [("12", (("training",), "file"), [("training", 8, 10)])],
        ),
        (task({"result": [place(8, 10, "training")]}), [("12", (("training",), "file"), [("training", 8, 10)])]),
    ],
)
def test_exports_of_label_studio(tasks, expected):
    assert summary(read("labelstudio", tasks)) == expected


def test_what_label_studio_gets():
    (made,) = json.loads(render_labels([ITEM], BOOK, find_form("labelstudio")))
    assert made["data"] == {
        "id": "7",
        "text": TEXT,
        "voice": "survey",
        "reason": "迷いやすい",
        "fields": {"年代": "70代"},
    }
    (annotation,), (prediction,) = made["annotations"], made["predictions"]
    assert [(r["from_name"], r["type"], list(r["value"].values())[-1]) for r in annotation["result"]] == [
        ("themes", "choices", ["training"]),
        ("stance", "choices", ["request"]),
        ("flags", "choices", ["covid"]),
        ("places", "labels", ["training"]),
    ]
    assert annotation["result"][-1]["value"] == {"start": 8, "end": 10, "text": "研修", "labels": ["training"]}
    assert prediction["result"][0]["value"] == {"choices": ["planning"]}
    # An import with a name that is no address of a member is refused.
    assert "completed_by" not in annotation and annotation["created_username"] == "田中"
    by_address = replace(ITEM, annotation=replace(ITEM.annotation, annotator="t@example.jp"))
    assert json.loads(render_labels([by_address], BOOK, find_form("labelstudio")))[0]["annotations"][0][
        "completed_by"
    ] == {"email": "t@example.jp"}


def test_the_configuration_names_every_control_of_the_tasks():
    root = ElementTree.fromstring(write_label_config(BOOK))
    controls = {element.get("name"): element for element in root.iter() if element.get("name")}
    (made,) = json.loads(render_labels([ITEM], BOOK, find_form("labelstudio")))
    for result in [*made["annotations"][0]["result"], *made["predictions"][0]["result"]]:
        offered = {element.get("alias") for element in controls[result["from_name"]]}
        (chosen,) = [value for value in result["value"].values() if isinstance(value, list)]
        assert set(chosen) <= offered and controls[result["from_name"]].get("toName") == result["to_name"] == "text"
    assert controls["text"].get("value") == "$text"
    assert [element.get("value") for element in controls["themes"]] == [theme.ja for theme in BOOK.themes]


def test_the_label_sheet_has_drop_downs():
    book = openpyxl.load_workbook(
        io.BytesIO(
            render_labels(
                [ITEM, replace(ITEM, opinion=Opinion("8", "survey", "=1+1"), annotation=None, spans=())],
                BOOK,
                find_form("excel"),
            )
        )
    )
    assert book.sheetnames == ["ラベル", "テーマ一覧", "選択肢"]
    sheet = book["ラベル"]
    header = [cell.value for cell in sheet[1]]
    assert header == [
        "id",
        "意見",
        "候補",
        "選んだ理由",
        "テーマ1",
        "テーマ2",
        "テーマ3",
        "テーマ4",
        "判断",
        "姿勢",
        "フラグ",
        "判定者",
        "日時",
        "メモ",
        "年代",
        "話し手",
    ]
    assert [cell.value for cell in sheet[2]][:5] == ["7", TEXT, "計画・進め方", "迷いやすい", "研修・学びの継続"]
    assert sheet["B3"].value == "=1+1" and sheet["B3"].data_type == "s" and sheet["B3"].number_format == "@"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["B2"].alignment.wrap_text) == ("C2", "A1:P3", True)
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {f"{c}2:{c}3": "'テーマ一覧'!$A$2:$A$17" for c in "EFGH"} | {
        "I2:I3": "'選択肢'!$A$2:$A$3",
        "J2:J3": "'選択肢'!$B$2:$B$7",
    }
    names = [book["テーマ一覧"].cell(row, 1).value for row in range(2, 18)]
    assert names == list(theme_names(BOOK).values())
    assert [book["選択肢"].cell(row, 2).value for row in range(2, 8)] == [stance.ja for stance in BOOK.stances]


def fill(content, **cells):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book["ラベル"][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BLANK = render_labels(
    [LabelItem(Opinion("1", "survey", "研修を\nもっと"), None, (), ("training", "awareness"))], BOOK, find_form("excel")
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, None),
        ({"E2": "研修・学びの継続", "G2": "計画・進め方", "J2": "要望・提案", "L2": "鈴木", "M2": "2026-11-26 10:05"},
         (("training", "planning"), "request", (), "鈴木", "2026-11-26T10:05:00")),
        ({"I2": "該当なし", "K2": "covid、procedure"}, ((), "", ("covid", "procedure"), "file", "")),
        ({"I2": "判断できない"}, None),
    ],
)  # fmt: skip
def test_a_sheet_that_somebody_filled_in(cells, expected):
    (found,) = read("excel", fill(BLANK, **cells))
    a = found.annotation
    assert (a and (a.themes, a.stance, a.flags, a.annotator, a.when)) == expected
    assert (found.opinion.text, found.suggested, found.opinion.voice) == (
        "研修を\nもっと",
        ("training", "awareness"),
        "survey",
    )
    assert found.opinion.fields == ({"判断": "判断できない"} if cells.get("I2") == "判断できない" else {})
    assert read("excel", render_labels([found], BOOK, find_form("excel"))) == (found,)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"E2": "研修・学びの継読"},
            "labels, worksheet ラベル, row 2: 「研修・学びの継読」 is not a theme of the codebook community-welfare; did you mean",
        ),
        ({"J2": "要望・提案"}, "row 2: has 「要望・提案」, but neither a theme nor 「該当なし」"),
        ({"E2": "training", "I2": "判断できない"}, "row 2: has the theme 「training」 and 「判断できない」"),
        ({"E2": "training", "F2": "研修・学びの継続"}, "row 2: the theme"),
        ({"E2": "training", "M2": "11/26"}, "row 2: the date 「11/26」 cannot be read"),
        ({"B2": None}, "row 2: the text is empty"),
        ({"A4": "2", "B4": "前"}, ""),
        ({"A4": "1", "B4": "研修を\nもっと"}, "row 4: the id 「1」 stands twice (first in worksheet ラベル, row 2)"),
    ],
)
def test_a_sheet_that_somebody_filled_in_wrongly(cells, message):
    content = fill(BLANK, **cells)
    if not message:
        assert [item.opinion.opinion_id for item in read("excel", content)] == ["1", "2"]
        return
    with pytest.raises(CodebookError) as error:
        read("excel", content)
    assert message in str(error.value)


def test_any_list_of_opinions_is_a_sheet_that_nobody_has_judged(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("No.,年代,自由記述\n12,70代,バスを、増やして\n13,,特になし\n".encode("cp932"))
    first, second = read_labels(path, BOOK)
    assert (first.opinion.opinion_id, first.opinion.text, first.opinion.fields) == (
        "12",
        "バスを、増やして",
        {"年代": "70代"},
    )
    assert first.annotation is second.annotation is None and second.opinion.fields == {}


def test_csv_is_for_excel_and_runs_nothing():
    content = render_labels(
        [
            replace(
                ITEM, opinion=Opinion("=1", "survey", "@SUM(1)\n'=2", fields={"+年": "-3"}), annotation=None, spans=()
            )
        ],
        BOOK,
        find_form("csv"),
    )
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (row[0], row[1], header[14], row[14]) == ("'=1", "'@SUM(1)\n'=2", "'+年", "'-3")


def test_a_sheet_made_from_csv_by_excel_loses_its_guards():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("labels")
    for row, cells in enumerate([["id", "意見"], ["1", "'=1+1"]]):
        sheet.write_row(row, 0, cells)
    book.close()
    assert read("excel", out.getvalue())[0].opinion.text == "=1+1"


@pytest.mark.parametrize("name", ["excel", "khcoder"])
def test_what_does_not_fit_into_a_cell_is_not_cut(name):
    long = replace(ITEM, opinion=Opinion("7", "survey", "👍" * 16_384), annotation=None, spans=())
    with pytest.raises(
        CodebookError,
        match=r"Opinion .*: 16,384 characters in the column 意見; a cell holds 32,767. Write .csv or .jsonl",
    ):
        render_labels([long], BOOK, find_form(name))
    fitting = replace(long, opinion=Opinion("7", "survey", "👍" * 16_383))
    assert read(name, render_labels([fitting], BOOK, find_form(name)))[0].opinion == fitting.opinion


@pytest.mark.parametrize(
    ("name", "column"), [("excel", "テーマ1"), ("csv", "id"), ("khcoder", "研修・学びの継続"), ("refi-qda", "話し手")]
)
def test_a_column_whose_name_is_needed_is_refused(name, column):
    clash = replace(ITEM, opinion=Opinion("7", "survey", TEXT, fields={column: "x"}))
    with pytest.raises(CodebookError, match=f"The opinions have a column 「{column}」"):
        render_labels([clash], BOOK, find_form(name))


def test_what_kh_coder_gets():
    content = render_labels(
        [ITEM, replace(ITEM, opinion=Opinion("8", "survey", "窓口"), annotation=None, spans=())],
        BOOK,
        find_form("khcoder"),
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    header, first, second = ([cell.value for cell in row] for row in sheet)
    assert header == ["意見", "id", "話し手", "姿勢", "フラグ", "判定者", *(theme.ja for theme in BOOK.themes), "年代"]
    assert first == [
        TEXT,
        "7",
        "survey",
        "request",
        "covid",
        "田中",
        *("01"[t == "training"] for t in BOOK.theme_ids),
        "70代",
    ]
    assert second == ["窓口", "8", "survey", *[None] * 20]
    with pytest.raises(CodebookError, match="row 2: 「2」 in a column of themes; expected 0, 1 or nothing"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.worksheets[0]["G2"] = 2
        out = io.BytesIO()
        book.save(out)
        read("khcoder", out.getvalue())


def test_a_workbook_is_limited():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x>" + b" " * 400_000_000 + b"</x>")
    with pytest.raises(Exception, match="unpacked bytes"):
        read("excel", out.getvalue())
