import json
import shutil

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from conftest import CORPUS, ROOT
from opinionmine.errors import CodebookError, ModelError
from opinionmine.records import Opinion
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.evaluate import cross_validate, judge, judge_held_out
from opinionmine.themes.evidence import spread_over_words
from opinionmine.themes.explain import explain_text
from opinionmine.themes.labelled import read_corpus
from opinionmine.themes.model import Block, load_model
from opinionmine.themes.train import make_folds, train

TEXTS = [
    "研修は足りているが、\n担い手がいない。",
    "㈱ミライの方々が🏠を回ってくれた",
    "なぜ会議が平日の昼なのか",
    "道が狭い",
    "あ",
]


@pytest.fixture(scope="module")
def small(codebook):
    corpus = read_corpus(CORPUS, codebook)
    return corpus.select(list(range(0, len(corpus.opinions), len(corpus.opinions) // 150))[:150])


def test_the_same_corpus_gives_the_same_bytes(small, codebook, tmp_path):
    for name in ("one", "two"):
        train(small, codebook).save(tmp_path / name)
    for file in ("model.json", "arrays.npz"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_saved_model_says_what_it_said_in_memory(small, codebook, tmp_path):
    model = train(small, codebook)
    model.save(tmp_path / "model")
    for text in TEXTS:
        assert load_model(tmp_path / "model").predict(Opinion("1", "comment", text)) == model.predict(
            Opinion("1", "comment", text)
        )


def test_weights_of_a_text_are_those_of_scikit_learn():
    rows = [["a", "b", "b"], ["b", "c"], ["a", "a", "a", "d"]]
    vectorizer = TfidfVectorizer(analyzer=lambda names: names, sublinear_tf=True)
    expected = vectorizer.fit_transform(rows).toarray()
    block = Block(vectorizer.vocabulary_, vectorizer.idf_, np.zeros((4, 1)))
    for row, values in zip(rows, expected, strict=True):
        positions, weights = block.weigh(row)
        found = np.zeros(4)
        found[positions] = weights
        np.testing.assert_allclose(found, values)


@pytest.mark.parametrize("text", TEXTS)
def test_contributions_add_up_to_the_score(model, text):
    features = model.features(text)
    contributions, scores = list(model.contributions(features)), model.score(features)
    for column in range(len(model.theme_ids)):
        total = model.intercept[column] + sum(weight for _, _, weight in spread_over_words(text, column, contributions))
        assert total == pytest.approx(scores[column])
    prediction, explanations = explain_text(model, text)
    assert all("".join(word for word, _ in e.words) == text for e in explanations)
    assert all(text[e.start : e.end] == e.text and e.weight > 0 for e in prediction.evidence)


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("職員が毎年異動するので、研修を続けてほしい。", {"training"}),
        ("関係機関の情報共有が進まず、縦割りのままだ。", {"multi_agency"}),
        ("実施団体どうしの横のつながりを広げる連絡会を開いた。", {"networking"}),
        ("特になし", set()),
        ("駅前の駐車場が高すぎる。", set()),
    ],
)
def test_plain_opinions(model, text, themes):
    prediction = model.predict(Opinion("1", "comment", text))
    assert set(prediction.themes) == themes
    assert prediction.outcome == ("themes" if themes else "none") or not themes


def test_less_risk_decides_less(model):
    corpus = [Opinion(str(i), "comment", text) for i, text in enumerate(TEXTS)]
    shares = [
        sum(model.predict(opinion, risk).outcome != "uncertain" for opinion in corpus) for risk in (0.3, 0.1, 0.02)
    ]
    assert shares == sorted(shares, reverse=True)
    coverage = [covered for _, covered, _ in model.decider.risks]
    assert coverage == sorted(coverage, reverse=True)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: shutil.rmtree(f), "no such model"),
        (lambda f: (f / "arrays.npz").unlink(), "arrays.npz is missing"),
        (lambda f: (f / "model.json").write_text("{"), "not JSON"),
        (lambda f: (f / "model.json").write_text("{}"), "does not say it is a model of this tool"),
        (lambda f: edit(f, format_version=99), "model format 99; this version reads 1"),
        (lambda f: edit(f, themes=["training"]), "damaged"),
        (lambda f: np.savez(f / "arrays.npz", intercept=np.array([print], dtype=object)), "damaged"),
    ],
)
def test_a_faulty_model_is_refused(model, tmp_path, damage, message):
    model.save(tmp_path / "model")
    damage(tmp_path / "model")
    with pytest.raises(ModelError, match=message):
        load_model(tmp_path / "model")


def edit(folder, **change):
    head = json.loads((folder / "model.json").read_text("utf-8"))
    (folder / "model.json").write_text(json.dumps(head | change), "utf-8")


def test_a_pickle_is_not_opened(tmp_path):
    path = tmp_path / "model.pkl"
    path.write_bytes(b"cos\nsystem\n(S'touch " + str(tmp_path / "ran").encode() + b"'\ntR.")
    with pytest.raises(ModelError, match="not a model of this tool"):
        load_model(path)
    assert not (tmp_path / "ran").exists()


def test_folds_never_part_a_batch():
    batches = tuple("aabbbccdddde")
    folds = make_folds(batches, 3)
    assert all(len({f for f, b in zip(folds, batches, strict=True) if b == batch}) == 1 for batch in set(batches))
    assert sorted(set(folds.tolist())) == [0, 1, 2]


def test_too_small_a_corpus_is_refused(small, codebook):
    with pytest.raises(CodebookError, match="23 opinions; at least 24"):
        train(small.select(list(range(23))), codebook)


def test_a_theme_without_examples_is_never_given_and_not_measured(small, codebook):
    keep = [i for i, a in enumerate(small.annotations) if "rights" not in a.themes]
    corpus = small.select(keep)
    model = train(corpus, codebook)
    assert "rights" in model.facts["not_trained"]
    assert all("rights" not in model.predict(opinion).themes for opinion in corpus.opinions)
    scores = {t.theme_id: t for t in cross_validate(corpus, codebook).themes}
    assert (scores["rights"].f1, scores["rights"].support) == (None, 0)


def test_judge_counts():
    truth = np.array([[1, 0]] * 4 + [[0, 1]] * 4 + [[0, 0]] * 2)
    given = np.array([[1, 0]] * 3 + [[0, 0]] + [[0, 1]] * 4 + [[1, 0], [0, 0]])
    outcomes = np.array(["themes"] * 3 + ["uncertain"] + ["themes"] * 5 + ["none"], dtype=object)
    result = judge(("a", "b"), truth, given, outcomes, np.zeros(10, dtype=int), None)
    assert [(t.precision, t.recall, t.support) for t in result.themes] == [(0.75, 0.75, 4), (1.0, 1.0, 4)]
    assert (result.micro_f1, result.macro_f1) == (0.875, 0.875)
    assert (result.none_share, result.uncertain_share, result.none_f1) == (0.1, 0.1, pytest.approx(2 / 3))


def test_the_model_card_holds_what_is_measured_now(model, codebook):
    card = (ROOT / "models" / "default" / "card.md").read_text("utf-8")
    assert model.model_id in card
    result = judge_held_out(model, read_corpus(CORPUS / "test", codebook))
    part = card.split("## Test split")[1]
    assert f"micro-F1 {result.micro_f1:.3f}, macro-F1 {result.macro_f1:.3f}" in part


def test_the_default_model_was_trained_on_this_corpus(model, codebook):
    assert model.facts["corpus_sha256"] == read_corpus(CORPUS, codebook).sha256
    with pytest.raises(ModelError, match="must be new to it"):
        judge_held_out(model, read_corpus(CORPUS, codebook))


@pytest.mark.parametrize(
    ("text", "empty"),
    [("特になし", True), ("とくに無し。", True), ("（記載なし）", True), ("―", True), ("N/A", True), ("特にありません", True),
     ("なしと書く人が多い", False), ("梨", False), ("意見はあるが書く欄がない", False)],
)  # fmt: skip
def test_empty_answers(text, empty):
    assert is_empty_answer(text) is empty
