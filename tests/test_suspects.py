"""Labels that are probably wrong: the arithmetic by hand, and errors that were planted."""

import csv
import io
import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CORPUS
from opinionmine.cli import main
from opinionmine.themes.labelled import read_corpus
from opinionmine.themes.suspects import find_suspects, name_suspects, rank_suspects


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize(
    ("probabilities", "given_", "expected"),
    [
        # Mean self-confidence: yes (0.9 + 0.8 + 0.1) / 3 = 0.6, no (0.8 + 0.95 + 0.05) / 3 = 0.6.
        ([0.9, 0.8, 0.1, 0.2, 0.05, 0.95], [1, 1, 1, 0, 0, 0], [(5, 0, 0.9), (2, 0, 0.8)]),
        # 0.55 is more probable than not, but below the 0.75 that yes has among its own.
        ([0.9, 0.6, 0.1, 0.55], [1, 1, 0, 0], []),
        # At the threshold itself: (0.8 + 0.6) / 2 = 0.7.
        ([0.8, 0.6, 0.1, 0.7], [1, 1, 0, 0], [(3, 0, 0.4)]),
        # Nobody has the theme: yes has no threshold that could be reached.
        ([0.9, 0.1], [0, 0], []),
        ([0.9, 0.1], [1, 1], []),
    ],
)
def test_by_hand(probabilities, given_, expected):
    found = rank_suspects(np.array(probabilities)[:, None], np.array(given_)[:, None])
    assert [(row, column, pytest.approx(margin)) for row, column, margin in found] == expected


matrices = st.integers(1, 12).flatmap(
    lambda n: st.lists(
        st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=3, max_size=3), min_size=n, max_size=n
    )
)


@settings(max_examples=80, deadline=None)
@given(matrices)
def test_what_holds_of_every_suspect(cells):
    p, y = np.array([[c[0] for c in row] for row in cells]), np.array([[int(c[1]) for c in row] for row in cells])
    found = rank_suspects(p, y)
    margins = [margin for *_, margin in found]
    assert margins == sorted(margins, reverse=True) and all(0 < margin <= 1 for margin in margins)
    for row, column, _ in found:
        same = p[y[:, column] != y[row, column], column]
        other = 1 - p[row, column] if y[row, column] else p[row, column]
        mean = (1 - same).mean() if y[row, column] else same.mean()
        assert len(same) and other >= mean - 1e-9
    # A theme by itself is judged as beside others.
    alone = {(row, column) for column in range(3) for row, _, _ in rank_suspects(p[:, [column]], y[:, [column]])}
    assert alone == {(row, column) for row, column, _ in found}


@pytest.fixture(scope="module")
def planted(codebook):
    """720 opinions in four batches, one label changed in each of 22 of them: the truth, the corpus, and which ones."""
    corpus = read_corpus(CORPUS, codebook).only_batches({"batch-01", "batch-03", "batch-04", "batch-05"})
    rng = np.random.default_rng(0)
    rows = [
        {"id": o.opinion_id, "text": o.text, "themes": list(a.themes), "batch": b}
        for o, a, b in zip(corpus.opinions, corpus.annotations, corpus.batches, strict=True)
    ]
    changed = set()
    for i in rng.permutation(len(rows))[:22]:
        themes = rows[i]["themes"]
        takes = bool(themes) and rng.random() < 0.5
        theme = str(rng.choice(themes if takes else [t for t in codebook.theme_ids if t not in themes]))
        rows[i]["themes"] = [t for t in themes if t != theme] if takes else [*themes, theme]
        changed.add((rows[i]["id"], theme))
    return rows, changed


def test_planted_errors_are_found(planted, codebook, tmp_path):
    """Of 11,520 labels 22 are wrong (0.2 %). The corpus has errors of its own, so a suspect that was not planted need not be right."""
    rows, changed = planted
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    suspects = find_suspects(read_corpus(path, codebook), codebook)
    hits = [(s.opinion_id, s.theme_id) in changed for s in suspects]
    print(
        f"precision at 10 {np.mean(hits[:10]):.2f}, at 22 {np.mean(hits[:22]):.2f}, recall {sum(hits) / 22:.2f} of {len(hits)}"
    )
    assert sum(hits[:22]) >= 4 and sum(hits) >= 11
    assert [s.rank for s in suspects] == list(range(1, len(suspects) + 1))
    for s in suspects:
        (row,) = (row for row in rows if row["id"] == s.opinion_id)
        assert s.is_given == (s.theme_id in row["themes"]) and s.text == row["text"]


def test_a_theme_too_rare_to_learn_is_not_suspected(codebook):
    corpus = read_corpus(CORPUS / "batch-01.jsonl", codebook).select(list(range(40)))
    truth = corpus.theme_matrix(codebook.theme_ids)
    rare = {t for t, n in zip(codebook.theme_ids, truth.sum(axis=0), strict=True) if n < 4}
    suspects = name_suspects(corpus, codebook, 1.0 - truth)
    assert rare and suspects and not rare & {s.theme_id for s in suspects}


def test_suspects_in_every_form(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    source = CORPUS / "test" / "batch-02.jsonl"
    by_form = {}
    for ending in ("csv", "xlsx", "md", "json"):
        by_form[ending] = tmp_path / f"s.{ending}"
        result = run("suspects", source, "--model", "light", "-n", 5, "-o", by_form[ending])
        assert result.exit_code == 0 and "5 are shown" in result.stderr
    rows = list(csv.reader(io.StringIO(by_form["csv"].read_text("utf-8-sig"))))
    record = json.loads(by_form["json"].read_text("utf-8"))
    sheet = list(openpyxl.load_workbook(by_form["xlsx"]).active.values)
    assert rows[0] == list(sheet[0]) == ["rank", "id", "text", "theme", "theme_ja", "given", "probability", "margin"]
    assert [row[1] for row in rows[1:]] == [s["opinion_id"] for s in record] == [row[1] for row in sheet[1:]]
    assert [row[5] for row in rows[1:]] == ["yes" if s["is_given"] else "no" for s in record]
    assert all(s["text"][:6] in by_form["md"].read_text("utf-8") for s in record)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((CORPUS / "batch-01.jsonl", "--model", "light"), "was trained on batches of this corpus"),
        ((CORPUS / "none.jsonl",), "no such corpus"),
        ((CORPUS / "batch-01.jsonl", "-o", "s.txt"), "suspects are written as .csv, .xlsx, .md or .json"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(arguments, message):
    result = run("suspects", *arguments)
    assert result.exit_code == 2 and message in result.stderr and result.stdout == ""
