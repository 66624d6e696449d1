import pytest

from conftest import CORPUS
from opinionmine.themes.agreement import cohen_kappa, masi_alpha, masi_distance
from opinionmine.themes.labelled import read_corpus


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ({"a"}, {"a"}, 0),
        (set(), set(), 0),
        (set(), {"a"}, 1),
        ({"a"}, {"b"}, 1),
        ({"a", "b"}, {"b", "c"}, 1 - 1 / 9),
        ({"a"}, {"a", "b"}, 2 / 3),
    ],
)
def test_masi_distance(first, second, distance):
    assert masi_distance(first, second) == pytest.approx(distance) == masi_distance(second, first)


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
