"""Key words against published calculators, by hand, and what holds of all of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, false_discovery_control

from opinionmine.corpus.frequency import tally_words
from opinionmine.corpus.keyness import class_tfidf, find_keyness, log_likelihood, log_ratio
from opinionmine.records import Opinion

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # A word 52 times in 50,000 words and 57 times in 75,000: a worked example of a course on corpora, with what the web form for the
        # log-likelihood test prints, "LL 2.65" (https://www.scribd.com/presentation/807361921/Corpus-2).
        ((52, 57, 50_000, 75_000), 2.65),
        # Paul Rayson on the Corpora list, 18 January 2002: forms of KEEP of learners and natives, a million words each; "keep 147, keeps 0,
        # keeping 14, kept 0", the lemma 90.
        ((348, 99, MILLION, MILLION), 147),
        ((15, 14, MILLION, MILLION), 0),
        ((9, 32, MILLION, MILLION), 14),
        ((21, 25, MILLION, MILLION), 0),
        ((392, 170, MILLION, MILLION), 90),
        # By hand: 2 × 3 ln(3 / 1.5) = 6 ln 2.
        ((3, 0, 10, 10), 4.1589),
        ((2, 2, 7, 7), 0),
    ],
)
def test_log_likelihood_of_published_examples(counts, expected):
    digits = len(str(expected).partition(".")[2])
    assert round(log_likelihood(*counts), digits) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # By Hardie's definition: twice as often is 1, four times 2, a count of 0 is 0.5.
        ((20, 10, 1000, 1000), 1),
        ((10, 20, 1000, 1000), -1),
        ((40, 10, 1000, 1000), 2),
        ((10, 10, 1000, 4000), 2),
        ((4, 0, 1000, 1000), 3),
        ((0, 4, 1000, 1000), -3),
    ],
)
def test_log_ratio_by_hand(counts, expected):
    assert log_ratio(*counts) == pytest.approx(expected, abs=1e-12)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(50, 5000), st.integers(50, 5000))
def test_what_holds_of_all_rates(a, b, c, d):
    if a + b == 0:
        return
    g2 = log_likelihood(a, b, c, d)
    assert g2 >= 0 and g2 == pytest.approx(log_likelihood(b, a, d, c), abs=1e-9)
    # Nothing is added where both rates are the same, and the sign of the log ratio is that of the difference.
    assert (g2 < 1e-9) == (a * d == b * c)
    if a and b:
        assert log_ratio(a, b, c, d) == pytest.approx(-log_ratio(b, a, d, c), abs=1e-12)
        assert (log_ratio(a, b, c, d) > 1e-12) == (a * d > b * c)


def opinions(*texts):
    return tally_words([Opinion(str(number), "comment", text) for number, text in enumerate(texts, 1)])


def test_one_table_by_hand():
    """Two categories; opinion 3 is in both and opinion 5 in none.

    A: opinions 1, 2, 3 with 3 + 3 + 3 words, B: 3, 4 with 3 + 3; all 5 have 15 words.
    研修 in A 3 (opinions 1, 2), outside 1 (opinion 4).
    """
    tally = opinions("研修と研修", "研修の祭り", "祭りと訓練", "訓練と研修", "避難の訓練")
    of = {"1": ("A",), "2": ("A",), "3": ("A", "B"), "4": ("B",)}
    found = find_keyness(tally, "x", of, ["A", "C", "B"], fewest=1)
    assert (found.categories, found.sizes, found.n_words, found.n) == (("A", "B"), (3, 2), (9, 6), 5)
    # 4 words × 2 categories.
    assert found.n_tested == 8
    word = next(word for word in found.words if (word.category, word.lemma) == ("A", "研修"))
    assert (word.count, word.count_rest, word.n_rest, word.opinion_ids) == (3, 1, 1, ("1", "2"))
    assert word.g2 == pytest.approx(2 * (3 * math.log(3 / 2.4) + math.log(1 / 1.6)))
    assert word.log_ratio == pytest.approx(math.log2((3 / 9) / (1 / 6)))
    # Opinions 1 and 2 hold it in A; 1, 2, 4 hold it or 1, 2, 3 are in A.
    assert word.jaccard == 2 / 4
    # 4 times in A and B together; a category has 7.5 words on average.
    assert word.ctfidf == pytest.approx(class_tfidf(3, 4, 7.5)) == pytest.approx(3 * math.log(1 + 7.5 / 4))
    assert {(w.category, w.lemma) for w in found.words} == {
        ("A", "研修"), ("A", "祭り"), ("B", "祭り"), ("B", "訓練"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("order", "first"), [("g2", "講座"), ("log_ratio", "講座"), ("jaccard", "研修"), ("ctfidf", "研修")]
)
def test_words_are_ranked_by_what_is_asked(order, first):
    tally = opinions("研修と講座", "研修と研修", "研修と講座", "祭り", "研修と研修", "祭りの山")
    found = find_keyness(
        tally, "x", {str(i): ("A",) if i < 4 else ("B",) for i in range(1, 7)}, ["A", "B"], fewest=1, order=order
    )
    own = [word for word in found.words if word.category == "A"]
    assert own[0].lemma == first
    assert [getattr(w, order) for w in own] == sorted((getattr(w, order) for w in own), reverse=True)


WORDS = ["研修", "祭り", "訓練", "講座", "避難"]


@given(st.lists(st.tuples(st.lists(st.sampled_from(WORDS), max_size=4), st.sets(st.sampled_from("ABC"))), max_size=8))
def test_what_holds_of_every_table(rows):
    tally = opinions(*("と".join(words) for words, _ in rows))
    of = {str(number): tuple(own) for number, (_, own) in enumerate(rows, 1)}
    found = find_keyness(tally, "x", of, "ABC", fewest=1, most=99)
    for word in found.words:
        inside = [i for i, own in of.items() if word.category in own]
        texts = dict(zip(tally.opinion_ids, tally.counts, strict=True))
        assert word.opinion_ids == tuple(i for i in inside if texts[i][word.lemma])
        assert word.count == sum(texts[i][word.lemma] for i in inside)
        assert word.count_rest == sum(own[word.lemma] for own in tally.counts) - word.count
        assert (word.log_ratio > 0 or not word.count_rest) and 0 < word.jaccard <= 1 and 0 <= word.p <= word.q <= 1
        assert word.p == pytest.approx(chi2.sf(word.g2, 1))
    again = find_keyness(tally, "x", of, "ABC", fewest=1, most=1)
    assert again.n_tested == found.n_tested
    assert len(again.words) == len({word.category for word in found.words})


def test_q_is_that_of_scipy():
    """The same p-values, corrected by scipy; every word is listed with every category here."""
    tally = opinions("研修と研修と講座", "祭りと山", "訓練と海")
    found = find_keyness(tally, "x", {str(i): (str(i),) for i in (1, 2, 3)}, "123", fewest=1, most=99)
    assert sum(tally.lengths) == 11
    every = [
        math.erfc(math.sqrt(log_likelihood(own[w], total - own[w], n, 11 - n) / 2))
        for own, n in zip(tally.counts, tally.lengths, strict=True)
        for w, total in tally.totals().items()
    ]
    corrected = dict(zip([round(p, 12) for p in every], false_discovery_control(every), strict=True))
    assert found.n_tested == len(every)
    assert all(word.q == pytest.approx(corrected[round(word.p, 12)]) for word in found.words)


def test_nothing_to_compare():
    tally = opinions("研修", "祭り")
    everything = find_keyness(tally, "x", {"1": ("A",), "2": ("A",)}, ["A"], fewest=1)
    assert everything.words == () and everything.categories == ("A",)
    assert find_keyness(opinions(), "x", {}, ["A"]).words == ()
    assert find_keyness(tally, "x", {"1": ("A",)}, ["A"], fewest=2).words == ()


def test_a_word_of_a_large_category_alone_marks_it():
    """9 of 10 opinions are from 東; 研修 stands three times there and nowhere else."""
    tally = opinions(*["研修"] * 3, *["道"] * 7)
    groups = {str(n): ("東",) if n < 10 else ("西",) for n in range(1, 11)}
    found = find_keyness(tally, "地区", groups, ["東", "西"])
    assert ("東", "研修") in [(word.category, word.lemma) for word in found.words]
