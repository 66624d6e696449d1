"""The usual way to code comments, for comparison: fugashi node by node, TfidfVectorizer, OneVsRest logistic regression.

    python benchmarks/usual.py train LABELLED.jsonl MODEL      python benchmarks/usual.py classify MODEL IN.csv OUT.csv

Its model is kept by joblib, as is usual; never load one from someone else.
"""

import csv
import json
import sys

import fugashi
import joblib
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer

_tagger = fugashi.Tagger()


def lemmas(text: str) -> list[str]:
    """Lemmas, node by node."""
    return [node.feature.lemma or node.surface for node in _tagger(text)]


def train(labelled: str, model: str) -> None:
    """Learn from labelled opinions."""
    with open(labelled, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    labels = MultiLabelBinarizer()
    y = labels.fit_transform([row["themes"] for row in rows])
    pipeline = make_pipeline(
        TfidfVectorizer(analyzer=lemmas, min_df=2), OneVsRestClassifier(LogisticRegression(max_iter=300))
    )
    joblib.dump((pipeline.fit([row["text"] for row in rows], y), labels.classes_), model)


def classify(model: str, source: str, target: str) -> None:
    """Write the probability of each theme."""
    pipeline, themes = joblib.load(model)
    with open(source, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", *themes])
        for row, scores in zip(rows, pipeline.predict_proba([row["text"] for row in rows]), strict=True):
            writer.writerow([row["id"], row["text"], *(f"{score:.4f}" for score in scores)])


if __name__ == "__main__":
    {"train": train, "classify": classify}[sys.argv[1]](*sys.argv[2:])
