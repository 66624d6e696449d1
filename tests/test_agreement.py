import csv
import io
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from conftest import CORPUS
from opinionmine.cli import main
from opinionmine.errors import CodebookError
from opinionmine.records import Annotation, Coefficient, Disagreement, LabelItem, MissingJudgement, Opinion
from opinionmine.themes.agreement import cohen_kappa, jaccard_distance, masi_alpha, masi_distance
from opinionmine.themes.coders import find_disagreements, match_coders
from opinionmine.themes.coefficients import krippendorff_alpha
from opinionmine.themes.labelled import read_corpus
from opinionmine.themes.reliability import measure_agreement


@pytest.fixture(scope="module")
def short_codebook(codebook):
    """Three themes: t, s and m are their first letters."""
    keep = ("training", "supporters", "mutual_aid")
    return replace(codebook, themes=tuple(theme for theme in codebook.themes if theme.theme_id in keep))


def item(opinion_id, *themes, text="研修を続けてほしい。", stance="request", flags=(), judged=True):
    annotation = Annotation(opinion_id, themes, stance, flags, "a", 1) if judged else None
    return LabelItem(Opinion(opinion_id, "comment", text), annotation)


def items(*given):
    """One opinion for each: its themes (by their first letters r, s), or None where it was not judged."""
    names = {"t": "training", "s": "supporters", "r": "rights"}
    return [
        item(str(n), *(names[sign] for sign in own or ""), judged=own is not None) for n, own in enumerate(given, 1)
    ]


def measured(codebook, **given):
    judged = match_coders({coder: items(*own) for coder, own in given.items()})
    return measure_agreement(judged, list(given), codebook)


def training_of(codebook, **given):
    return measured(codebook, **given).themes[codebook.theme_ids.index("training")]


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ({"a"}, {"a"}, 0),
        (set(), set(), 0),
        (set(), {"a"}, 1),
        ({"a"}, {"b"}, 1),
        ({"a", "b"}, {"b", "c"}, 1 - 1 / 9),
        ({"a"}, {"a", "b"}, 2 / 3),
        # Passonneau (2006): monotonicity 2/3 where one set holds the other, 1/3 where they only overlap.
        ({1, 2}, {1, 2, 3, 4}, 1 - 1 / 2 * 2 / 3),
        ({1, 2, 3}, {2, 3, 4}, 1 - 1 / 2 * 1 / 3),
    ],
)
def test_masi_distance(first, second, distance):
    assert masi_distance(first, second) == pytest.approx(distance) == masi_distance(second, first)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("", "", 0), ("", "a", 1), ("a", "b", 1), ("ab", "bc", 2 / 3), ("a", "ab", 1 / 2), ("ab", "ba", 0)],
)
def test_jaccard_distance(first, second, distance):
    assert jaccard_distance(first, second) == pytest.approx(distance) == jaccard_distance(second, first)


def table(a, b, c, d):
    """Judgements of a 2 × 2 table: both give it, the first alone, the second alone, neither."""
    return [(1, 1)] * a + [(1, 0)] * b + [(0, 1)] * c + [(0, 0)] * d


@pytest.mark.parametrize(
    ("counts", "observed", "kappa", "positive", "negative"),
    [
        # The simple example of Wikipedia, "Cohen's kappa": po = 0.70, pe = 0.50, kappa = 0.40.
        ((20, 5, 10, 15), 0.70, 0.40, 40 / 55, 30 / 45),
        # Feinstein and Cicchetti (1990), High agreement but low kappa: I. doi:10.1016/0895-4356(90)90158-L. Printed: 0.85 with kappa 0.70,
        # and 0.85 with 0.32. Positive and negative agreement by the formulae of part II (Cicchetti and Feinstein 1990).
        ((40, 9, 6, 45), 0.85, 0.70, 80 / 95, 90 / 105),
        ((80, 10, 5, 5), 0.85, 0.32, 160 / 175, 10 / 25),
        # X-rays, Gerstman, Epidemiology kept simple, table 10.3: 0.8943, kappa 0.524.
        ((1467, 782, 1309, 16232), 0.8943, 0.524, 2934 / 5025, 32464 / 34555),
    ],
)
def test_two_coders_of_textbooks(short_codebook, counts, observed, kappa, positive, negative):
    judged = table(*counts)
    first, second = zip(*judged, strict=True)
    theme = training_of(short_codebook, a=["t" * given for given in first], b=["t" * given for given in second])
    found = (theme.n, theme.observed, theme.kappa.value, theme.positive, theme.negative)
    assert found == (len(judged), *(pytest.approx(x, abs=0.002) for x in (observed, kappa, positive, negative)))
    assert theme.kappa.value == pytest.approx(cohen_kappa(first, second)) == theme.kappas[0]
    assert theme.prevalences == (sum(first) / len(first), sum(second) / len(second))
    low, high = theme.kappa.interval
    assert low < theme.kappa.value < high


# Krippendorff (2011), Computing Krippendorff's alpha-reliability: parts B and C, - for what an observer did not judge.
PAIR = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412---", "1233224125-3", "-3332342251-", "12332441251-")


@pytest.mark.parametrize(("observers", "alpha"), [(PAIR, 0.692), (FOUR, 0.743)])
def test_alpha_of_krippendorff(observers, alpha):
    signs = sorted(set("".join(observers)) - {"-"})
    values = np.array(
        [[signs.index(sign) if sign != "-" else -1 for sign in unit] for unit in zip(*observers, strict=True)]
    )
    # A unit with one value says nothing of agreement.
    values = values[(values >= 0).sum(axis=1) >= 2]
    distances = 1 - np.eye(len(signs))
    assert krippendorff_alpha(values, np.ones((1, len(values))), distances)[0] == pytest.approx(alpha, abs=5e-4)


def test_alpha_of_four_observers_stands_in_the_record(codebook):
    """The same data as stances, twice over, since 12 units are too few; of 2 × 11 pairable units the alpha is that of 22."""
    stances = dict(zip("12345", (sign.sign_id for sign in codebook.stances), strict=False))
    coders = {
        name: [item(str(n), stance=stances.get(sign, ""), judged=sign != "-") for n, sign in enumerate(signs * 2)]
        for name, signs in zip("ABCD", FOUR, strict=True)
    }
    judged = match_coders(coders)
    agreement = measure_agreement(judged, list(coders), codebook)
    assert (agreement.n_opinions, agreement.n_compared, agreement.n_by_all) == (24, 22, 16)
    assert agreement.n_judged == (18, 22, 20, 22)
    stance = agreement.stance
    assert (stance.n, stance.distance, stance.remarks) == (22, "nominal", ())
    # Expected disagreement is 40 · 39 for 40 values and 80 · 79 for 80.
    observed, expected = 1 - 0.743, 80 / 79 * 39 / 40
    assert stance.alpha.value == pytest.approx(1 - observed / expected, abs=5e-4)
    assert agreement.missing[0] == MissingJudgement("0", ("C",))
    assert agreement.missing[1:4] == (
        MissingJudgement("9", ("A",)), MissingJudgement("10", ("A", "B")), MissingJudgement("11", ("A", "C", "D"))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "kappa", "remarks"),
    [
        ([""] * 30, [""] * 30, None, ("nobody",)),
        (["t"] * 30, ["t"] * 30, None, ("everybody",)),
        ([""] * 19, [""] * 19, None, ("few_opinions", "nobody")),
        (["t", ""] * 9, ["t", ""] * 9, None, ("few_opinions",)),
        (["t"] * 15 + [""] * 15, ["t"] * 15 + [""] * 15, 1, ("all_agree",)),
        (["t"] * 5 + [""] * 25, ["t"] * 5 + [""] * 25, 1, ("rare", "all_agree")),
        (["t"] * 25 + [""] * 5, ["t"] * 25 + [""] * 5, 1, ("rare", "all_agree")),
        (["t"] + [""] * 29, [""] * 30, 0, ("rare",)),
        (["t"] * 9 + [""] * 21, ["t"] * 8 + [""] * 22, 0.918, ("rare",)),
        (["t"] * 10 + [""] * 20, ["t"] * 9 + [""] * 21, 0.923, ()),
    ],
)
def test_what_is_undefined_or_says_little_is_said(codebook, first, second, kappa, remarks):
    theme = training_of(codebook, a=first, b=second)
    assert theme.kappa.value == (None if kappa is None else pytest.approx(kappa, abs=5e-4))
    assert theme.remarks == remarks
    assert (theme.kappa.interval is None) == (kappa in (None, 0, 1))
    assert (theme.alpha.value is None) == (kappa is None)
    # A description there is always.
    assert theme.observed is not None and theme.prevalence is not None
    assert (theme.positive is None) == ("nobody" in remarks) and (theme.negative is None) == ("everybody" in remarks)


def test_an_empty_set_is_a_judgement_and_no_label_is_none(codebook):
    first, second = ["t", "", None, "ts"] * 10, ["t", None, None, "t"] * 10
    agreement = measured(codebook, a=first, b=second)
    assert (agreement.n_opinions, agreement.n_compared, agreement.n_by_all, agreement.n_judged) == (
        40,
        20,
        20,
        (30, 20),
    )
    assert len(agreement.missing) == 20 and agreement.missing[:2] == (
        MissingJudgement("2", ("b",)),
        MissingJudgement("3", ("a", "b")),
    )
    masi, jaccard = agreement.sets
    assert (masi.n, masi.observed, jaccard.observed) == (20, 0.5, 0.5)
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    assert masi.alpha.value == pytest.approx(masi_alpha(*zip(*both, strict=True)))


def test_the_mean_kappa_is_that_of_pairs_who_share_enough(codebook):
    """a and b share 40 opinions, c has judged ten of them: its kappas would weigh as much as theirs."""
    a, b = ["t", "t", "", ""] * 10, ["t", "", "", ""] * 10
    theme = training_of(codebook, a=a, b=b, c=b[:10] + [None] * 30)
    assert theme.kappas == (pytest.approx(cohen_kappa([bool(x) for x in a], [bool(x) for x in b])), None, None)
    assert theme.kappa.value == theme.kappas[0] and theme.remarks == ()
    alone = training_of(codebook, a=a[:15] + [None] * 25, b=[None] * 25 + b[25:], c=b)
    assert alone.kappa == Coefficient() and alone.alpha.value is not None and alone.remarks == ("no_pair",)


def test_stance_and_flags(codebook):
    stances, flags = ["praise", "concern", "concern", ""] * 10, [("covid",), (), (), ()] * 10
    a = [item(str(n), stance=s, flags=f) for n, (s, f) in enumerate(zip(stances, flags, strict=True))]
    b = [
        item(str(n), stance="praise" if n < 5 else s, flags=f)
        for n, (s, f) in enumerate(zip(stances, flags, strict=True))
    ]
    agreement = measure_agreement(match_coders({"a": a, "b": b}), "ab", codebook)
    # What has no stance from one of them is no disagreement on it.
    assert (agreement.stance.n, agreement.stance.observed) == (30, 28 / 30)
    assert {flag.entry_id: flag.kappa.value for flag in agreement.flags} == {
        "covid": 1, "empty": None, "procedure": None, "off_topic": None
    }  # fmt: skip
    none = [item(str(n), stance="") for n in range(30)]
    assert measure_agreement(match_coders({"a": none, "b": none}), "ab", codebook).stance.remarks == ("not_given",)
    same = [item(str(n)) for n in range(30)]
    assert measure_agreement(match_coders({"a": same, "b": same}), "ab", codebook).stance.remarks == ("one_value",)


def measure_rows(codebook, numbered, names="abcd"):
    """Rows of an id and what each coder gave."""
    coders = {
        name: [
            item(f"{n}", *(theme for theme in codebook.theme_ids if theme[0] in (own or "")), judged=own is not None)
            for n, own in ((n, row[place]) for n, row in numbered)
        ]
        for place, name in enumerate(names[: len(numbered[0][1])])
    }
    return measure_agreement(match_coders(coders), list(coders), codebook)


def coefficients(agreement):
    entries = [x for e in (*agreement.themes, *agreement.flags) for x in (e.kappa, e.alpha)]
    return entries + [whole.alpha for whole in (*agreement.sets, agreement.stance)]


themes = st.none() | st.sets(st.sampled_from("tsm"))
coded = st.integers(2, 4).flatmap(lambda k: st.lists(st.tuples(*[themes] * k), min_size=25, max_size=60))


@settings(max_examples=25, deadline=None)
@given(coded, st.randoms())
def test_other_orders_and_other_names_change_nothing(short_codebook, rows, random):
    numbered = [*enumerate(rows), ("x", [{"t"}] * len(rows[0]))]
    agreement = measure_rows(short_codebook, numbered)
    found = coefficients(agreement)
    random.shuffle(numbered)
    assert coefficients(measure_rows(short_codebook, numbered)) == found
    places = list(range(len(rows[0])))
    random.shuffle(places)
    turned = measure_rows(short_codebook, [(n, [row[place] for place in places]) for n, row in numbered], "wxyz")
    # Sums in another order differ in their last digits.
    values = [own.value if own.value is None else pytest.approx(own.value, abs=1e-12) for own in found]
    assert [own.value for own in coefficients(turned)] == values
    for own in found:
        assert own.value is None or own.value <= 1
        assert own.interval is None or own.interval[0] <= own.interval[1] <= 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from("tsm")), st.sets(st.sampled_from("tsm"))), min_size=20, max_size=60))
def test_two_coders_without_gaps(short_codebook, rows):
    """The same figures as those of the plain formulae, and kappa as scikit-learn has it."""
    agreement = measure_rows(short_codebook, list(enumerate(rows)))
    given_to = [
        [{t for t in short_codebook.theme_ids if t[0] in own} for own in coder] for coder in zip(*rows, strict=True)
    ]
    masi = agreement.sets[0].alpha.value
    is_constant = len({frozenset(own) for coder in given_to for own in coder}) == 1
    assert masi == (None if is_constant else pytest.approx(masi_alpha(*given_to), abs=1e-12))
    assert agreement.pairs[0].alpha == agreement.sets[0].alpha
    for theme in agreement.themes:
        a, b = ([theme.entry_id in own for own in coder] for coder in given_to)
        if len({*a, *b}) == 1:
            assert theme.kappa.value is None
        else:
            assert theme.kappa.value == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)
            assert theme.kappa.value == pytest.approx(cohen_kappa(a, b), abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sets(st.sampled_from("tsm")), min_size=20, max_size=50), st.integers(2, 4))
def test_coders_who_always_agree_have_one(short_codebook, given, n_coders):
    agreement = measure_rows(short_codebook, [(n, [own] * n_coders) for n, own in enumerate(given)])
    assert {own.value for own in coefficients(agreement)} <= {1, None}
    assert {own.interval for own in coefficients(agreement)} == {None}
    assert (agreement.sets[0].alpha.value == 1) == (len(set(map(frozenset, given))) > 1)


def test_disagreements_are_listed_most_contested_first(codebook):
    a = [
        item("1", "training"),
        item("2", "training"),
        item("3"),
        item("4", stance="praise"),
        item("5", flags=("covid",)),
        item("6", "rights"),
    ]
    b = [
        item("1", "training"),
        item("2", "training", "rights"),
        item("3", "rights"),
        item("4"),
        item("5"),
        item("6", judged=False),
    ]
    judged = match_coders({"a": a, "b": b})
    assert find_disagreements(judged, codebook) == (
        Disagreement(judged[2], 1.0, ("rights",), (), ()),
        Disagreement(judged[1], pytest.approx(2 / 3), ("rights",), (), ()),
        Disagreement(judged[3], 0.0, (), ("praise", "request"), ()),
        Disagreement(judged[4], 0.0, (), (), ("covid",)),
    )


@pytest.mark.parametrize(
    ("b", "message"),
    [
        (
            [item("1", text="防災の訓練を。")],
            "The id 「1」 is 「研修を続けてほしい。」 in a and 「防災の訓練を。」 in b; the same id must be",
        ),
        ([item("2"), item("2")], "b: the id 「2」 stands there twice"),
        ([item("9")], "No opinion was judged by two of the coders a, b"),
        ([item("1", judged=False)], "b: no opinion is judged in it"),
    ],
)
def test_lists_that_cannot_be_compared(codebook, b, message):
    with pytest.raises(CodebookError) as error:
        measure_agreement(match_coders({"a": [item("1")], "b": b}), ["a", "b"], codebook)
    assert message in str(error.value)


def test_a_line_end_is_no_other_text():
    judged = match_coders({"a": [item("1", text="研修を\n続けて。")], "b": [item("1", text="研修を\r\n続けて。 ")]})
    assert len(judged) == 1 and judged[0].n_judged == 2


@pytest.fixture
def files(tmp_path):
    """Two coders of 24 opinions, one of which would be run by a spreadsheet."""
    for name, differing in (("佐藤", set()), ("=cmd", {0, 5})):
        rows = [
            {"id": f"{n}", "text": f"=1+{n} 研修を", "themes": ["rights" if n in differing else "training"][n % 2 :], "stance": "request"}
            for n in range(24 if name == "佐藤" else 23)
        ]  # fmt: skip
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return [tmp_path / "佐藤.jsonl", tmp_path / "=cmd.jsonl"]


def run(*arguments):
    return CliRunner().invoke(main, ["agree", *map(str, arguments)])


def test_the_tables_of_the_command(files):
    shown = run(*files).stdout
    assert (
        "意見 24 件のうち、二人以上が判定した 23 件を比べました" in shown and "判定していない人）：23（=cmd）" in shown
    )
    row = next(line for line in shown.splitlines() if line.startswith("研修・学びの継続"))
    assert row.split()[1:] == [
        "23",
        "12",
        "50.0%",
        "52.2%",
        "/",
        "47.8%",
        "95.7%",
        "95.7%",
        "95.7%",
        "0.91",
        "(0.73,",
        "1.00)",
    ]
    assert "誰も付けていない：偶然の一致も 100% になるため" in shown
    english = run(*files, "--lang", "en").stdout
    assert "Continuity of training" in english and "nobody gives it: chance alone would agree in 100 %" in english


def test_every_format_says_the_same(files, tmp_path):
    outputs = [tmp_path / f"agreement{ending}" for ending in (".json", ".csv", ".xlsx", ".md")]
    assert run(*files, *(word for output in outputs for word in ("-o", output))).exit_code == 0
    record = json.loads(outputs[0].read_text("utf-8"))
    training = next(theme for theme in record["themes"] if theme["entry_id"] == "training")
    rows = list(csv.DictReader(io.StringIO(outputs[1].read_text("utf-8-sig"))))
    assert len(rows) == len(record["themes"]) + len(record["flags"]) + 3
    row = next(row for row in rows if row["ID"] == "training")
    assert float(row["コーエンの kappa"]) == training["kappa"]["value"]
    assert (float(row["コーエンの kappa 下限"]), float(row["コーエンの kappa 上限"])) == tuple(
        training["kappa"]["interval"]
    )
    sheet = openpyxl.load_workbook(outputs[2])["判定者どうしの一致"]
    head, *cells = sheet.iter_rows(values_only=True)
    assert {tuple(row) for row in cells if row[1] == "training"} == {
        tuple(float(v) if k not in ("種類", "ID", "名前", "備考") else v or None for k, v in row.items())
    }
    assert head == tuple(key.removeprefix("'") for key in row)
    assert f"{training['kappa']['value']:.2f} (" in outputs[3].read_text("utf-8")


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".md"])
def test_the_list_of_disagreements(files, tmp_path, ending):
    path = tmp_path / f"list{ending}"
    assert run(*files, "--disagreements", path).exit_code == 0
    differs = "テーマ：研修・学びの継続（佐藤）、権利擁護・差別・本人の意思（=cmd）"
    expected = ["0", "=1+0 研修を", "研修・学びの継続", "権利擁護・差別・本人の意思", differs, "1.0"]
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        assert rows[0][3] == "'=cmd" and rows[1] == [expected[0], "'" + expected[1], *expected[2:]]
        assert len(rows) == 2
    elif ending == ".xlsx":
        sheet = openpyxl.load_workbook(path)["判定が分かれた意見"]
        assert [str(cell.value) for cell in sheet[2]] == [*expected[:-1], "1"]
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    else:
        assert f"| {' | '.join(expected[:-1])} | 1.00 |" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["佐藤.jsonl"], "佐藤.jsonl: one file only; agreement needs two or more"),
        (["佐藤.jsonl", "佐藤.jsonl"], "the same file is named twice, and it agrees with itself"),
        (["佐藤.jsonl", "missing.jsonl"], "missing.jsonl: no such file"),
        (["佐藤.jsonl", "=cmd.jsonl", "-o", "a.html"], "an agreement is written as .json, .csv, .xlsx, .md"),
        (["佐藤.jsonl", "=cmd.jsonl", "--disagreements", "a.json"], "disagreements are written as .csv, .xlsx, .md"),
        (["佐藤.jsonl", "=cmd.jsonl", "-o", "a.csv", "--disagreements", "a.csv"], "the same file is named twice"),
        (["佐藤.jsonl", "=cmd.jsonl", "-o", "佐藤.jsonl"], "this is the input; it would be overwritten"),
    ],
)
def test_a_mistake_is_one_sentence(files, monkeypatch, arguments, message):
    monkeypatch.chdir(files[0].parent)
    result = run(*arguments)
    assert result.exit_code == 2 and message in result.stderr and result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_alpha_of_chance_is_about_zero_and_of_agreement_one():
    sets = [{"a"}, {"b"}, set(), {"a", "b"}] * 50
    assert masi_alpha(sets, sets) == 1
    assert abs(masi_alpha(sets, sets[1:] + sets[:1])) < 0.5


def test_the_data_card_holds_the_agreement_of_the_corpus(codebook):
    """Kappa by theme and alpha, recomputed from the coders' judgements kept with each opinion, by series of batches."""
    corpora = [read_corpus(path, codebook) for path in (CORPUS, CORPUS / "test")]
    rows = [row for corpus in corpora for row in zip(corpus.batches, corpus.coders, strict=True)]
    card = (CORPUS / "README.md").read_text("utf-8")
    kappas = {theme: [] for theme in codebook.theme_ids}
    for series in ("batch-", "free-"):
        coders = [judged for batch, judged in rows if batch.startswith(series)]
        first, second = [c["first"]["themes"] for c in coders], [c["second"]["themes"] for c in coders]
        assert f"alpha (MASI) = {masi_alpha(first, second):.3f}, n = {len(coders)}" in card
        for theme, values in kappas.items():
            values.append(cohen_kappa([theme in given for given in first], [theme in given for given in second]))
    for theme, (to_a_theme, freely) in kappas.items():
        assert f"| {theme} | {to_a_theme:.3f} | {freely:.3f} |" in card
        assert min(to_a_theme, freely) >= 0.6


def test_settled_labels_are_what_the_coders_agreed_on_or_the_third_judgement(codebook):
    for path in (CORPUS, CORPUS / "test"):
        corpus = read_corpus(path, codebook)
        for annotation, coders in zip(corpus.annotations, corpus.coders, strict=True):
            settled = coders["first"] if coders["first"] == coders["second"] else coders["third"]
            assert (annotation.themes, annotation.stance, annotation.flags) == (
                tuple(settled["themes"]), settled["stance"], tuple(settled["flags"])
            )  # fmt: skip
