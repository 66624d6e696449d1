"""The labelling loop: what is asked next, labels from the terminal, and labels that come back."""

import csv
import json
import re

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from conftest import CORPUS
from opinionmine.cli import main
from opinionmine.cli.label_files import find_judged_twice, read_items
from opinionmine.cli.label_here import mark_spans
from opinionmine.documents.comment_columns import Choice
from opinionmine.errors import CodebookError
from opinionmine.exchange.labels import read_labels, write_labels
from opinionmine.records import Annotation, LabelItem, Measure, Opinion
from opinionmine.themes.choose import ENOUGH, NEAR, WITH_MODEL, WITHOUT_MODEL, Pool, choose, place_texts, share_out
from opinionmine.themes.labelled import LabelledCorpus, read_corpus
from opinionmine.themes.learning_curve import CurvePoint, advise, draw_curve
from opinionmine.themes.merge import LabelFile, contradicts, merge_labels
from opinionmine.themes.questions import ask, find_candidates, guess_by_cues, items_to_corpus

TEXTS = [
    "職員向けの研修を毎年続けてほしい。",
    "職員向けの研修は毎年続けてほしい！",
    "駅前の駐車場が高すぎる。",
    "特になし",
    "サロンに誘われて友だちができた。",
    "災害のときの見守り名簿が古い。",
    "回覧板を回す人がいない。",
    "生活に困る家庭に食料を届けた。",
]


def run(*arguments, keys=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=keys)


def items(texts, start=1):
    return [LabelItem(Opinion(str(n), "comment", text), None) for n, text in enumerate(texts, start)]


def judged(opinion_id, text, *themes, stance="", flags=(), annotator="佐藤", when="2026-11-26T10:00:00+09:00"):
    return LabelItem(
        Opinion(opinion_id, "comment", text), Annotation(opinion_id, themes, stance, flags, annotator, 1, when)
    )


def pool(margins=None, likely=None, support=None, points=None, labelled=None):
    """Opinions that have nothing in common, unless it is said otherwise; one theme or several."""
    n = len(likely if likely is not None else margins)
    likely = np.array(likely if likely is not None else np.zeros((n, 1)), dtype=float)
    margins = np.array(margins, dtype=float) if margins is not None else np.full(likely.shape, np.nan)
    points = csr_matrix(np.eye(n) if points is None else np.array(points, dtype=float))
    labelled = points[:0] if labelled is None else csr_matrix(np.array(labelled, dtype=float))
    return Pool(points, labelled, margins, likely, np.array(support if support is not None else [0] * likely.shape[1]))


def picked(n, **arrays):
    return [(pick.row, pick.kind, pick.theme) for pick in choose(n, pool(**arrays))]


LIKE_ONE = [[1, 0, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 0.6, 0.8]]


@pytest.mark.parametrize(
    ("n", "arrays", "expected"),
    [
        # Without a model three in ten go to cues, the rarest theme first.
        (4, {"likely": [[1, 0], [0, 1], [0, 0], [0, 0]], "support": [2, 0]}, [(1, "rare", 1), *((r, "spread", None) for r in (0, 2, 3))]),
        # A theme that has enough labels is not rare.
        (4, {"likely": [[1], [0], [0], [0]], "support": [ENOUGH]}, [(r, "spread", None) for r in range(4)]),
        # Neither is one that no opinion is likely to have.
        (4, {"likely": [[0.1], [0], [0.2], [0]]}, [(r, "spread", None) for r in range(4)]),
        # With a model the nearest to the threshold, on either side of it; what is far is left to spread.
        (
            3,
            {"margins": [[3.0], [-0.2], [0.4]], "likely": [[0.9], [0.2], [0.3]], "support": [20]},
            [(1, "doubt", 0), (2, "doubt", 0), (0, "spread", None)],
        ),
        # Themes take turns, those with few labels first; rare has nothing to ask, so doubt takes its share.
        (
            2,
            {"margins": [[0.1, 0.9], [0.2, 0.8], [9, 0.3]], "likely": [[0.0, 0.0]] * 3, "support": [30, 20]},
            [(2, "doubt", 1), (0, "doubt", 0)],
        ),
        # Of near-copies one is asked; the first of LIKE_ONE is like the second (0.8), the second is like the third just enough (0.6).
        (4, {"likely": [[0]] * 4, "points": LIKE_ONE}, [(1, "spread", None), (3, "spread", None)]),
        # What is like a labelled one is not asked.
        (4, {"likely": [[0]] * 4, "points": LIKE_ONE, "labelled": [[1, 0, 0]]}, [(2, "spread", None)]),
        (5, {"likely": [[0]] * 2}, [(0, "spread", None), (1, "spread", None)]),
    ],
)  # fmt: skip
def test_what_is_chosen(n, arrays, expected):
    assert picked(n, **arrays) == expected


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(1, 25), st.booleans(), st.integers(0, 2**16))
def test_what_holds_of_every_choice(n, n_pool, has_model, seed):
    rng = np.random.default_rng(seed)
    points = rng.random((n_pool, 4)) * (rng.random((n_pool, 4)) < 0.5)
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-12)
    arrays = {
        "points": points,
        "labelled": np.eye(4)[:1],
        "likely": rng.random((n_pool, 3)),
        "margins": rng.normal(size=(n_pool, 3)) if has_model else None,
        "support": rng.integers(0, 20, 3),
    }
    found = picked(n, **arrays)
    rows = [row for row, *_ in found]
    assert found == picked(n, **arrays)
    assert len(set(rows)) == len(rows) <= n
    assert (points[rows] @ points[rows].T - np.eye(len(rows)) * 2 < NEAR).all() and (points[rows][:, 0] < NEAR).all()
    if len(rows) < n:
        left = [row for row in range(n_pool) if row not in rows]
        assert all((points[row] @ points[rows].T).max(initial=points[row, 0]) >= NEAR for row in left)


@given(st.integers(1, 500))
def test_quotas_sum_to_what_is_asked(n):
    for shares in (WITH_MODEL, WITHOUT_MODEL):
        sizes = share_out(n, shares)
        assert sum(sizes.values()) == n and all(size >= 0 for size in sizes.values())
        assert sum(shares.values()) == pytest.approx(1)


def test_candidates_are_new_and_say_something():
    labelled = [judged("2", TEXTS[1], "training"), judged("90", "駅前の、駐車場が高すぎる")]
    candidates = find_candidates(items([*TEXTS, TEXTS[4] + "。"]), labelled)
    # 2 is labelled; 3 repeats 90, and 9 repeats 5; 4 says nothing.
    assert [o.opinion_id for o in candidates.opinions] == ["1", "5", "6", "7", "8"]
    assert (candidates.n_repeated, candidates.n_empty, len(candidates.labelled)) == (2, 1, 2)
    with pytest.raises(
        CodebookError, match="Nothing is left to ask: of 1 opinions 0 have labels, 0 repeat a text, 1 say"
    ):
        find_candidates(items(["特になし"]), [])


def test_a_new_codebook_begins_with_cues(codebook):
    candidates = find_candidates(items(TEXTS), [])
    guess = guess_by_cues(candidates.opinions, codebook)
    assert dict(zip((o.opinion_id for o in candidates.opinions), guess.suggested, strict=True)) == {
        "1": (), "2": (), "3": (), "5": ("gathering",), "6": (), "7": ("mutual_aid",), "8": (),
    }  # fmt: skip
    questions = ask(5, candidates, guess, codebook)
    assert questions == ask(5, candidates, guess, codebook)
    assert sum(questions.counts.values()) == len(questions.items) == 5 and questions.counts["doubt"] == 0
    # 1 and 2 are near-copies.
    assert len({"1", "2"} & {item.opinion.opinion_id for item in questions.items}) == 1
    for item in questions.items:
        assert item.annotation is None and re.search(r"[ぁ-ん].* (Rare|Spread): ", item.reason)


def test_points_are_lemmas():
    points = place_texts(["研修を続けて", "研修が続いた。", "駐車場", "。。"])
    assert np.asarray(points.power(2).sum(axis=1)).ravel() == pytest.approx([1, 1, 1, 0])
    likeness = (points @ points.T).toarray()
    assert 0 < likeness[0, 1] < 1 and likeness[0, 2] == 0


@pytest.fixture(scope="module")
def small(codebook):
    corpus = read_corpus(CORPUS, codebook)
    return corpus.only_batches({"batch-01", "batch-03", "batch-04", "batch-05"})


def rows_of(corpus):
    return [
        {
            "id": o.opinion_id,
            "text": o.text,
            "themes": list(a.themes),
            "stance": a.stance,
            "flags": list(a.flags),
            "batch": b,
        }
        for o, a, b in zip(corpus.opinions, corpus.annotations, corpus.batches, strict=True)
    ]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_next_asks_what_has_no_label_and_some_again(tmp_path, small, codebook):
    rows = rows_of(small)
    labelled = write_rows(tmp_path / "labelled.jsonl", rows[:360])
    listed = tmp_path / "list.csv"
    with listed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("番号", "意見"), *((row["id"], row["text"]) for row in rows[300:500])])
    arguments = ("label", "next", listed, "--labelled", labelled, "-n", 30, "--model", "light")
    result = run(*arguments, "-o", tmp_path / "todo.jsonl")
    assert result.exit_code == 0, result.stderr
    asked = read_labels(tmp_path / "todo.jsonl", codebook)
    again = [item for item in asked if item.reason.startswith("再確認")]
    new = [item for item in asked if item not in again]
    assert len(asked) == 30 and len(again) == 3 and "again 再確認 3" in result.stderr
    assert {item.opinion.opinion_id for item in again} <= {row["id"] for row in rows[:360]}
    assert {item.opinion.opinion_id for item in new} <= {row["id"] for row in rows[360:500]}
    assert any(item.suggested for item in new) and not any(item.suggested for item in again)
    assert run(*arguments, "-o", tmp_path / "same.jsonl").exit_code == 0
    assert (tmp_path / "same.jsonl").read_bytes() == (tmp_path / "todo.jsonl").read_bytes()
    # What two people have judged is not asked again.
    names = {item.opinion.opinion_id for item in again}
    coders = {"first": {"themes": []}, "second": {"themes": []}}
    write_rows(labelled, [row | ({"coders": coders} if row["id"] in names else {}) for row in rows[:360]])
    assert run(*arguments, "-o", tmp_path / "third.jsonl").exit_code == 0
    third = read_labels(tmp_path / "third.jsonl", codebook)
    assert len(third) == 30 and not names & {item.opinion.opinion_id for item in third}
    # A file that may hold labels is never written over.
    refused = run(*arguments, "-o", tmp_path / "todo.jsonl")
    assert refused.exit_code == 2 and "is there already and may hold labels" in refused.stderr


@pytest.mark.parametrize(
    ("row", "n_labelled"),
    [
        ({"id": "1", "text": "道が狭い。", "themes": []}, 1),
        ({"id": "1", "text": "道が狭い。", "themes": ["training"], "outcome": "themes"}, 0),
        ({"番号": "1", "意見": "道が狭い。"}, 0),
    ],
)
def test_only_what_a_person_said_is_a_label(tmp_path, codebook, row, n_labelled):
    path = write_rows(tmp_path / "list.jsonl", [row])
    (item,) = read_items(path, codebook, Choice())
    assert item.opinion.text == "道が狭い。" and bool(item.annotation) == bool(n_labelled)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,意見\n1,あの道\n1,この道\n", "the id 「1」 stands more than once (1 such ids)"),
        ("id,意見\n1,特になし\n", "Nothing is left to ask"),
        ("id,町名\n1,東\n", "町名"),
    ],
)
def test_a_list_that_cannot_be_asked_is_one_sentence(tmp_path, content, message):
    (tmp_path / "list.csv").write_text(content, "utf-8")
    result = run("label", "next", tmp_path / "list.csv", "-o", tmp_path / "todo.jsonl", "--model", "none")
    assert result.exit_code == 2 and message in result.stderr and not (tmp_path / "todo.jsonl").exists()


def test_a_wrong_label_is_told_and_not_taken_for_a_plain_list(tmp_path, codebook):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("id,意見,テーマ1\n1,研修を続けて,研修・学びの継続\n2,道が狭い,研修・学びの継読\n", "utf-8")
    with pytest.raises(CodebookError, match=r"sheet\.csv, row 3: 「研修・学びの継読」 is not a theme"):
        read_items(sheet, codebook, Choice())


def test_two_files_may_hold_two_judgements(tmp_path, codebook):
    files = [
        write_rows(tmp_path / "a.jsonl", [{"id": "1", "text": "道が狭い。", "themes": []}, {"id": "2", "text": "あ", "themes": []}]),
        write_rows(tmp_path / "b.jsonl", [{"id": "1", "text": "道が狭い。", "themes": ["training"]}]),
    ]  # fmt: skip
    assert find_judged_twice(files, codebook) == {"1"}


@pytest.mark.parametrize("ending", [".jsonl", ".xlsx", ".csv", ".json", ".qdpx"])
def test_merge_keeps_batch_and_columns_whatever_the_form(tmp_path, codebook, ending):
    opinion = Opinion("1", "comment", "研修を続けて。", fields={"batch": "A市", "地区": "東"})
    write_labels(
        [LabelItem(opinion, Annotation("1", ("training",), "", (), "佐藤", 1))], codebook, tmp_path / f"l{ending}"
    )
    result = run("label", "merge", tmp_path / f"l{ending}", "-o", tmp_path / "corpus.jsonl")
    assert result.exit_code == 0, result.stderr
    (row,) = map(json.loads, (tmp_path / "corpus.jsonl").read_text("utf-8").splitlines())
    assert (row["batch"], row["fields"], row["themes"]) == ("A市", {"地区": "東"}, ["training"])


def test_asked_may_name_its_columns(tmp_path):
    (tmp_path / "list.csv").write_text("コード,本文欄,他\nA1,研修を続けて。,x\n", "utf-8")
    write_rows(tmp_path / "l.jsonl", [{"id": "A1", "text": "研修を続けて。", "themes": ["training"]}])
    asked = ("--asked", tmp_path / "list.csv", "--column", "本文欄", "--id-column", "コード")
    result = run("label", "merge", tmp_path / "l.jsonl", "-o", tmp_path / "corpus.jsonl", *asked)
    assert result.exit_code == 0 and "new 新規 1" in result.stderr


def test_a_codebook_of_ones_own_trains_on_the_labels(tmp_path, small):
    own = tmp_path / "own.yaml"
    own.write_text(
        "id: own\nversion: 1\nthemes:\n"
        "  - {id: training, ja: 研修, en: Training, definition: d, cues: [研修を続ける]}\n"
        "  - {id: gathering, ja: 居場所, en: Places, definition: d, cues: [サロン]}\n"
        "stances:\n  - {id: report, sign: s}\n",
        "utf-8",
    )
    rows = [
        {"id": row["id"], "text": row["text"], "themes": [t for t in row["themes"] if t in ("training", "gathering")]}
        for row in rows_of(small)
    ]
    listed = write_rows(tmp_path / "list.jsonl", [{"id": row["id"], "text": row["text"]} for row in rows[360:]])
    few, many = write_rows(tmp_path / "few.jsonl", rows[:10]), write_rows(tmp_path / "many.jsonl", rows[:360])
    for labelled, said in ((few, "at least 24 are needed"), (many, "By own-1-")):
        result = run(
            "label", "next", listed, "--labelled", labelled, "--codebook", own, "-o", labelled.with_suffix(".out.jsonl")
        )
        assert result.exit_code == 0 and said in result.stderr
    reasons = (tmp_path / "many.out.jsonl").read_text("utf-8")
    assert "迷い: 「" in reasons and "話題: " in reasons


@pytest.mark.parametrize(
    ("name", "options", "form"),
    [("todo.jsonl", (), "jsonl"), ("todo.jsonl", ("--to", "doccano"), "doccano"), ("todo.json", (), "labelstudio"), ("todo.xlsx", (), "excel")],
)  # fmt: skip
def test_next_writes_the_form_that_is_asked_for(tmp_path, codebook, name, options, form):
    (tmp_path / "list.csv").write_text("番号,意見\n1,研修を続けてほしい\n2,道が狭い\n3,会議が長い\n", "utf-8")
    arguments = ("label", "next", tmp_path / "list.csv", "--n", 2, "--model", "none", "-o", tmp_path / name)
    result = run(*arguments, *options)
    assert result.exit_code == 0, result.stderr
    asked = read_labels(tmp_path / name, codebook, form)
    assert len(asked) == 2 and all(item.annotation is None and item.reason for item in asked)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("todo.docx", (), "no form of labels has this ending"),
        ("todo.jsonl", ("--to", "docano"), "「docano」 is not a form of labels; did you mean 「doccano」?"),
    ],
)
def test_a_form_that_is_not_there_is_told_before_the_work(tmp_path, name, options, message):
    (tmp_path / "list.csv").write_text("番号,意見\n1,研修を続けてほしい\n", "utf-8")
    result = run("label", "next", tmp_path / "list.csv", "-o", tmp_path / name, *options)
    assert result.exit_code == 2 and message in result.stderr


# Old row, new row as (themes, stance, flags, annotator); what is said of them; what stands then, without and with `both`.
ONE, OTHER = (("training",), "", (), "佐藤"), (("training",), "", (), "鈴木")
NAMELESS = (("training",), "request", (), "settled")
MERGES = [
    (ONE, ONE, "same", ONE, []),
    (ONE, OTHER, "same", ONE, ["佐藤", "鈴木"]),
    (ONE, (("training",), "request", ("covid",), "佐藤"), "completed", (("training",), "request", ("covid",), "佐藤"), []),
    ((("training",), "request", (), "佐藤"), ONE, "same", (("training",), "request", (), "佐藤"), []),
    (ONE, (("supporters",), "", (), "鈴木"), "conflict", ONE, ["佐藤", "鈴木"]),
    (ONE, ((), "", (), "鈴木"), "conflict", ONE, ["佐藤", "鈴木"]),
    (ONE, ((), "", (), "佐藤"), "conflict", ONE, ["佐藤", "佐藤 2"]),
    (NAMELESS, (("training",), "praise", (), "settled"), "conflict", NAMELESS, ["first", "second"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said", "stands", "coders"), MERGES)
def test_two_judgements_of_one_opinion(old, new, said, stands, coders):
    def item(themes, stance, flags, annotator):
        return judged("1", "研修を続けて。", *themes, stance=stance, flags=flags, annotator=annotator)

    files = [LabelFile("a.xlsx", (item(*old),)), LabelFile("b.xlsx", (item(*new),))]
    merged = merge_labels([], files, "both")
    (row,) = merged.rows
    counted = {"same": merged.n_same, "completed": merged.n_completed, "conflict": len(merged.conflicts)}
    assert {key: n for key, n in counted.items() if n} == {said: 1} and merged.n_new == 1
    assert (tuple(row["themes"]), row["stance"], tuple(row["flags"]), row.get("annotator", "settled")) == stands
    assert list(row.get("coders", {})) == coders
    # Once more the same files: nothing is added.
    again = merge_labels(merged.rows, files, "both")
    assert again.rows == merged.rows and (again.n_new, again.n_same) == (0, 2)
    if said == "conflict":
        (kept,) = merge_labels([], files, "keep").rows
        (replaced,) = merge_labels([], files, "replace").rows
        assert (kept["themes"], "coders" in kept) == (list(old[0]), False)
        assert (tuple(replaced["themes"]), replaced.get("annotator", "settled")) == (new[0], new[3])
        assert contradicts(kept, replaced)


def test_what_a_corpus_says_beside_its_labels_stays():
    coders = {"first": {"themes": ["training"], "stance": "request", "flags": []}}
    row = {
        "id": 7,
        "text": "研修を続けて。",
        "themes": ["training"],
        "pair": "training/supporters",
        "batch": "b1",
        "coders": coders,
    }
    # Excel turns line ends and takes blanks away; the text stays as it was given out.
    file = LabelFile("a.xlsx", (judged("7", "研修を続けて。\r\n ", "training"), judged("8", "駅前が暗い。")))
    merged = merge_labels([row], [file], batch="b2")
    assert merged.rows[0]["coders"]["first"] == coders["first"] and set(merged.rows[0]["coders"]) == {"first", "佐藤"}
    assert {key: merged.rows[0][key] for key in ("id", "text", "pair", "batch")} == {
        key: row[key] for key in ("id", "text", "pair", "batch")
    }
    assert (merged.rows[1]["batch"], merged.rows[1]["when"]) == ("b2", "2026-11-26T10:00:00+09:00")
    assert coders == {"first": {"themes": ["training"], "stance": "request", "flags": []}}


def test_a_label_that_is_confirmed_is_kept_as_a_second_judgement():
    first, later = (judged("1", "研修を続けて。", "training", when=f"2026-11-{day}") for day in (26, 27))
    merged = merge_labels([], [LabelFile("a", (first,)), LabelFile("a", (first,)), LabelFile("b", (later,))])
    assert list(merged.rows[0]["coders"]) == ["佐藤", "佐藤 2"] and (merged.n_new, merged.n_same) == (1, 2)
    assert merge_labels(merged.rows, [LabelFile("b", (later,))]).rows == merged.rows


@pytest.mark.parametrize(
    ("item", "asked", "message"),
    [
        (
            judged("1", "研修をやめて。", "training"),
            None,
            "a.xlsx, row 1 of the opinions, id 「1」: the text was changed on the way; from character 4 it has 「やめて。」 where 「続けて。」",
        ),
        (judged("2", "研修を続けて。"), {"1": "研修を続けて。"}, "id 「2」: this id was not given out"),
        (judged("2", "研修を続けて"), {"2": "研修を続けて。"}, "from character 7 it has 「」 where 「。」 was given out"),
    ],
)  # fmt: skip
def test_what_was_changed_on_the_way_is_named(item, asked, message):
    row = {"id": "1", "text": "研修を続けて。", "themes": []}
    with pytest.raises(CodebookError) as error:
        merge_labels([row], [LabelFile("a.xlsx", (item,))], asked=asked)
    assert message in str(error.value)


def test_merge_lists_conflicts_and_writes_nothing(tmp_path, codebook):
    row = {"id": "1", "text": "=研修を続けて。", "themes": ["training"], "annotator": "佐藤", "when": "2026-11-26"}
    sato = write_rows(tmp_path / "sato.jsonl", [row, row | {"id": "2", "themes": []}])
    suzuki = write_rows(tmp_path / "suzuki.jsonl", [row | {"themes": [], "annotator": "鈴木"}, row | {"id": "3"}])
    out = tmp_path / "corpus.jsonl"
    result = run("label", "merge", sato, suzuki, "-o", out)
    assert result.exit_code == 2 and not out.exists() and result.stdout == ""
    assert (
        "id 「1」: training [佐藤] / none なし [鈴木]" in result.stderr
        and "1 opinions have contradicting labels" in result.stderr
    )
    conflicts = (tmp_path / "corpus.jsonl.conflicts.csv").read_text("utf-8-sig").splitlines()
    assert conflicts[1].startswith("1,'=研修を続けて。,training,,,佐藤,2026-11-26,,,,鈴木,2026-11-26,")
    assert run("label", "merge", sato, suzuki, "-o", out, "--on-conflict", "both").exit_code == 0
    corpus = read_corpus(out, codebook)
    assert [(a.themes, a.annotator, a.when) for a in corpus.annotations] == [
        (("training",), "佐藤", "2026-11-26"), ((), "佐藤", "2026-11-26"), (("training",), "佐藤", "2026-11-26"),
    ]  # fmt: skip
    assert corpus.coders[0]["鈴木"]["themes"] == []
    # Into what is there: nothing new, the same bytes.
    before = out.read_bytes()
    result = run("label", "merge", sato, "--into", out)
    assert result.exit_code == 0 and "new 新規 0, same 同じ 2" in result.stderr and out.read_bytes() == before
    refused = run("label", "merge", sato, "-o", out)
    assert refused.exit_code == 2 and "is there already" in refused.stderr


def test_labels_from_the_terminal(tmp_path, codebook):
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(TEXTS[4:]), "utf-8")
    out = tmp_path / "labels.jsonl"
    arguments = ("label", "here", listed, "-o", out, "--annotator", "佐藤")
    # 5 (full-width) and 6, 6 again: gathering alone. Skip the second; the third has no theme; back and d: livelihood. An arrow is no key.
    first = run(*arguments, keys="５66\n?0bd\nq")
    assert first.exit_code == 0, first.output
    assert "≪サロン≫に誘われて" in first.output and "gathering)  < 候補 suggested 「サロン」" in first.output
    assert "2 labels, 2 of 4 left" in first.output
    assert first.output.encode("cp932")
    assert [(i.opinion.opinion_id, i.annotation.themes, i.annotation.annotator) for i in read_labels(out, codebook)] == [
        ("1", ("gathering",), "佐藤"), ("3", ("livelihood",), "佐藤"),
    ]  # fmt: skip
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", i.annotation.when)
        for i in read_labels(out, codebook)
    )
    # A last line end that is lost is put back.
    out.write_text(out.read_text("utf-8").rstrip(), "utf-8")
    # Enter alone saves nothing; the input ends in the middle of an opinion.
    second = run(*arguments, keys="\n0x7")
    assert (
        second.exit_code == 0 and "press 0" in second.output and "[2/4]" in second.output and "「x」?" in second.output
    )
    assert "3 labels, 1 of 4 left" in second.output
    third = run(*arguments, keys="0b5\n\n")
    assert "last one" in third.output and "4 labels, 0 of 4 left" in third.output
    assert read_corpus(out, codebook).annotations[-1].themes == ("gathering",)
    assert "last one" in run(*arguments, keys="").output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-o", "labels.csv", "--annotator", "佐藤"), "labels are saved as .jsonl here"),
        (("-o", "other.jsonl", "--annotator", "鈴木"), "holds labels of 佐藤, where only labels of 鈴木 are expected"),
        (("-o", "other.jsonl", "--annotator", "佐藤"), "has a label for another text with the id 「1」"),
        (("-o", "labels.jsonl", "--annotator", " "), "--annotator is empty"),
    ],
)
def test_labels_of_others_are_not_touched(tmp_path, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.txt").write_text("道が狭い。\n暗い。", "utf-8")
    row = {"id": "1", "text": "道が広い。", "themes": [], "annotator": "佐藤"}
    before = write_rows(tmp_path / "other.jsonl", [row]).read_bytes()
    result = run("label", "here", "list.txt", *options, keys="0q")
    assert result.exit_code == 2 and message in result.stderr
    assert (tmp_path / "other.jsonl").read_bytes() == before and not (tmp_path / "labels.csv").exists()


def test_a_text_cannot_order_the_terminal_about():
    assert mark_spans("研修\x1b[2Jを\u202e続け\tて\r\n。", [(0, 2)]) == "≪研修≫\ufffd[2Jを\ufffd続け て\n。"


def test_label_here_shows_what_a_model_suggests(tmp_path):
    (tmp_path / "list.txt").write_text("職員が毎年異動するので、研修を続けてほしい。", "utf-8")
    result = run(
        "label",
        "here",
        tmp_path / "list.txt",
        "-o",
        tmp_path / "l.jsonl",
        "--annotator",
        "a",
        "--model",
        "light",
        keys="2\n",
    )
    blind = run(
        "label", "here", tmp_path / "list.txt", "-o", tmp_path / "b.jsonl", "--annotator", "a", "--blind", keys="q"
    )
    assert "候補" not in blind.output and "≪" not in blind.output and "0 labels, 1 of 1 left" in blind.output
    assert "(training)  < 候補 suggested 「" in result.output and "1 labels, 0 of 1 left" in result.output


def test_a_learning_curve(small, codebook):
    """720 opinions in four batches: folds of one batch each, sizes of 540 and its halves."""
    told = []
    curve = draw_curve(small, codebook, n_draws=2, tell=told.append)
    assert [point.n for point in curve.points] == [33, 67, 135, 270, 540] and tuple(told) == curve.points
    assert [len(point.macro_f1) for point in curve.points] == [2, 2, 2, 2, 1]
    means = [np.mean(point.macro_f1) for point in curve.points]
    assert means[-1] > means[2] > means[0] and curve.verdict == "go_on"
    assert (
        curve.gain == pytest.approx(means[-1] - means[-2]) and curve.gain_range[0] <= curve.gain <= curve.gain_range[1]
    )
    assert curve.macro_f1.low <= curve.macro_f1.value == pytest.approx(means[-1]) and len(curve.themes) == 16


@pytest.mark.parametrize(
    ("before", "verdict", "theme_verdict"),
    [
        ((0.7, 0.7), "go_on", "good"),
        ((0.98, 0.99), "little", "good"),
        ((1.0, 1.0), "enough", "good"),
        (None, "unknown", "good"),
    ],
)
def test_advice(codebook, before, verdict, theme_verdict):
    opinions = tuple(Opinion(str(n), "comment", f"意見{n}") for n in range(40))
    annotations = tuple(Annotation(str(n), ("training",) if n % 2 else (), "", (), "a", 1) for n in range(40))
    corpus = LabelledCorpus(opinions, annotations, ("b",) * 40, ({},) * 40)
    points = [CurvePoint(30, (1.0,), ((1.0,),))]
    if before:
        points.insert(0, CurvePoint(15, before, (before,)))
    curve = advise(corpus, codebook, tuple(points), corpus.theme_matrix(codebook.theme_ids), 2)
    assert (curve.verdict, curve.theme_ids, curve.macro_f1) == (verdict, ("training",), Measure(1.0, 1.0, 1.0))
    assert {t.theme_id: t.verdict for t in curve.themes} == {t: "too_few" for t in codebook.theme_ids} | {
        "training": theme_verdict
    }


def test_curve_in_every_form(tmp_path):
    rows = [json.loads(line) for line in (CORPUS / "batch-01.jsonl").read_text("utf-8").splitlines()][:80]
    corpus = write_rows(tmp_path / "corpus.jsonl", rows)
    outputs = [tmp_path / f"c.{ending}" for ending in ("md", "csv", "json", "svg")]
    result = run("curve", corpus, "--light", "--draws", 1, *(part for path in outputs for part in ("-o", path)))
    assert result.exit_code == 0, result.stderr
    shown, table, record, picture = (path.read_text("utf-8-sig") for path in outputs)
    assert "| opinions learned from |" in shown and "needs more (F1 still grows" in shown
    assert table.splitlines()[0] == "n,draw,theme,f1" and [p["n"] for p in json.loads(record)["points"]] == [32, 64]
    assert picture.startswith("<svg") and "学習曲線" in picture
    assert run("curve", corpus, "-o", tmp_path / "c.png").exit_code == 2


def test_labels_are_a_corpus_of_one_batch():
    copies = [
        judged(str(n), f"来年も同じ内容の研修を続けてほしい{sign}", "training") for n, sign in enumerate("。！", 1)
    ]
    corpus = items_to_corpus([copies[0], *items(TEXTS[2:3], 3), copies[1]])
    assert ([o.opinion_id for o in corpus.opinions], corpus.groups) == (["1", "2"], ("0", "0"))
