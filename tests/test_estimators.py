import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import opinionmine
from conftest import CORPUS
from opinionmine.errors import CodebookError, PluginError
from opinionmine.themes.labelled import read_corpus
from opinionmine.themes.theme_classifier import ThemeClassifier
from opinionmine.themes.theme_vectorizer import ThemeVectorizer


@pytest.fixture(scope="module")
def labelled(codebook):
    """120 opinions of two hands, as texts, indicators, and who wrote them."""
    corpora = [read_corpus(CORPUS / f"free-{name}.jsonl", codebook).select(list(range(60))) for name in (34, 35)]
    texts = [text for corpus in corpora for text in corpus.texts]
    return (
        texts,
        np.vstack([c.theme_matrix(codebook.theme_ids) for c in corpora]),
        [b for c in corpora for b in c.batches],
    )


# Both take texts, not matrices, so that scikit-learn asks them only what it asks of every estimator.
@parametrize_with_checks([ThemeClassifier(), ThemeVectorizer()])
def test_the_contract_of_scikit_learn(estimator, check):
    check(estimator)


def test_the_classifier_says_what_its_model_says(labelled, codebook):
    texts, y, groups = labelled
    classifier = ThemeClassifier(penalty=2.0).fit(texts, y, groups)
    assert list(classifier.classes_) == list(codebook.theme_ids)
    predictions = classifier.predict_opinions(texts[:20])
    given, probabilities = classifier.predict(texts[:20]), classifier.predict_proba(texts[:20])
    assert given.tolist() == [[int(theme in p.themes) for theme in codebook.theme_ids] for p in predictions]
    np.testing.assert_allclose(probabilities, [list(p.scores.values()) for p in predictions], atol=5e-5)
    for row, margins in zip(given, classifier.decision_function(texts[:20]), strict=True):
        assert ((margins >= 0) == row).all()
    assert classifier.predict([]).shape == (0, 16) and classifier.predict_proba([]).shape == (0, 16)


def test_the_classifier_is_cloned_searched_and_pickled(labelled):
    texts, y, groups = labelled
    search = GridSearchCV(ThemeClassifier(), {"penalty": [0.5, 2.0]}, scoring="f1_micro", cv=GroupKFold(2))
    search.fit(texts, y, groups=groups)
    assert search.best_params_["penalty"] in (0.5, 2.0) and not np.isnan(search.cv_results_["mean_test_score"]).any()
    best = search.best_estimator_
    assert clone(best).get_params() == {"codebook": None, "penalty": best.penalty, "has_vectors": False}
    assert not hasattr(clone(best), "model_")
    again = pickle.loads(pickle.dumps(best))
    assert (again.predict(texts[:10]) == best.predict(texts[:10])).all()


def test_own_features_in_a_pipeline_of_scikit_learn(labelled):
    texts, y, _ = labelled
    common = np.flatnonzero((y.sum(axis=0) >= 8) & (y.sum(axis=0) <= len(y) - 8))
    pipeline = make_pipeline(ThemeVectorizer(["content"]), OneVsRestClassifier(LogisticRegression(C=10)))
    search = GridSearchCV(pipeline, {"themevectorizer__min_df": [1, 2]}, scoring="f1_micro", cv=2).fit(
        texts, y[:, common]
    )
    assert search.predict(texts[:5]).shape == (5, len(common))


def test_the_vectorizer_gives_frames_with_names():
    vectorizer = ThemeVectorizer(["word", "char"], min_df=1, sparse_output=False).set_output(transform="pandas")
    frame = vectorizer.fit_transform(["研修", "道"])
    assert frame.to_dict("list") == {"word:研修": [1, 0], "word:道": [0, 1], "char:研修": [1, 0]}


@pytest.mark.parametrize("texts", [pd.Series(["研修", "道"], index=[7, 9]), np.array(["研修", "道"]), ("研修", "道")])
def test_texts_may_be_a_column_or_an_array(texts):
    vectorizer = ThemeVectorizer(["word"], min_df=1)
    assert vectorizer.fit_transform(texts).toarray().tolist() == [[1, 0], [0, 1]]
    assert vectorizer.transform([]).shape == (0, 2)


def test_the_vectorizer_weighs_as_the_shipped_models_do():
    model = opinionmine.load_model("light")
    texts = ["研修を続けてほしい。研修は大切だ。", "居場所がない"]
    vectorizer = ThemeVectorizer(["word"], min_df=1).fit(texts)
    names = [name.removeprefix("word:") for name in vectorizer.get_feature_names_out()]
    counts = model.blocks["word"].vocabulary
    assert set(names) & counts.keys() >= {"研修", "続ける", "居場所"}
    np.testing.assert_allclose(np.sqrt(vectorizer.transform(texts).power(2).sum(axis=1)), 1)


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (lambda: ThemeClassifier().fit(["a"] * 30, np.zeros((30, 2))), ValueError, r"shape \(30, 2\); expected 0 and 1 in shape \(30, 16\)"),
        (lambda: ThemeClassifier().fit(["a"] * 30, np.full((30, 16), 2)), ValueError, "expected 0 and 1"),
        (lambda: ThemeClassifier().fit("研修", np.zeros((2, 16))), ValueError, "X is str; expected a list of texts"),
        (lambda: ThemeClassifier().fit([None, "研修"], np.zeros((2, 16))), ValueError, r"X\[0\] is NoneType"),
        (lambda: ThemeClassifier().fit(pd.DataFrame({"研修": ["a", "b"]}), np.zeros((2, 16))), ValueError, "X is DataFrame; expected .* one column"),
        (lambda: ThemeClassifier().fit(np.array([["研修"]]), np.zeros((1, 16))), ValueError, "X is ndarray"),
        (lambda: ThemeClassifier(penalty=0).fit(["研修"], np.zeros((1, 16))), ValueError, "penalty is 0; expected a number above 0"),
        (lambda: ThemeClassifier(penalty="x").fit(["研修"], np.zeros((1, 16))), ValueError, "penalty is 'x'"),
        (lambda: ThemeClassifier(codebook="x").fit(["研修"], np.zeros((1, 16))), ValueError, "codebook is str"),
        (lambda: ThemeClassifier().fit(["研修"], np.zeros((1, 16)), groups=["a", "b"]), ValueError, "groups has 2 entries for 1 texts"),
        (lambda: ThemeVectorizer(min_df=1).fit(["研修"]).transform("研修"), ValueError, "X is str"),
        (lambda: ThemeVectorizer([]).fit(["研修"]), ValueError, "blocks has no name"),
        (lambda: ThemeClassifier().fit(["研修", None], np.zeros((2, 16))), ValueError, r"X\[1\] is NoneType"),
        (lambda: ThemeClassifier().fit(["研修"], np.zeros((1, 16))), CodebookError, "at least 24"),
        (lambda: ThemeVectorizer(["words"]).fit(["研修"]), ValueError, "blocks has 'words'; known are word, content, char"),
        (lambda: ThemeVectorizer(tokenizer="unidick").fit(["研修"]), PluginError, "did you mean 「unidic」"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_one_sentence(act, error, message):
    with pytest.raises(error, match=message):
        act()


def test_the_public_names():
    assert sorted(opinionmine.__all__) == sorted(opinionmine._HOMES)
    documented = {name: (getattr(opinionmine, name).__doc__ or "").strip() for name in opinionmine.__all__}
    assert [name for name, text in documented.items() if name != "hookimpl" and len(text) < 20] == []
    code = "import sys, opinionmine; print(sorted(m for m in sys.modules if m.startswith('opinionmine.')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    with pytest.raises(AttributeError, match="no attribute 'read_documnet'"):
        _ = opinionmine.read_documnet
