import json

import pytest

from conftest import CORPUS
from opinionmine.corpus.cooccurrence import find_network

OPINIONS = [
    ("職員の研修を続ける", ["training"]),
    ("研修で職員が学ぶ", ["training", "resources"]),
    ("子どもの居場所", ["gathering"]),
    ("こどもが居場所に来る。こどもの声", ["gathering"]),
    ("祭り", []),
]


def test_words_and_themes_that_stand_together():
    network = find_network(OPINIONS)
    assert network.n == 5
    assert [(e.a, e.b, e.count, e.jaccard) for e in network.edges] == [
        ("#gathering", "子供", 2, 1.0),
        ("#gathering", "居場所", 2, 1.0),
        ("#training", "研修", 2, 1.0),
        ("#training", "職員", 2, 1.0),
        ("子供", "居場所", 2, 1.0),
        ("研修", "職員", 2, 1.0),
    ]
    # 子ども and こども are one lemma; a word counts once an opinion; the commonest form is shown.
    nodes = {node.node_id: (node.label, node.is_theme, node.count) for node in network.nodes}
    assert nodes["子供"] == ("こども", False, 2) and nodes["#training"] == ("training", True, 2)
    assert "#resources" not in nodes


@pytest.mark.parametrize("opinions", [[], [("研修", ["training"])], [("。", []), ("", [])]])
def test_nothing_stands_together(opinions):
    network = find_network(opinions)
    assert (network.nodes, network.edges) == ((), ())


def test_limits_are_kept_and_order_does_not_matter():
    lines = (CORPUS / "free-34.jsonl").read_text("utf-8").splitlines()
    opinions = [(json.loads(line)["text"], json.loads(line)["themes"]) for line in lines]
    network = find_network(opinions, n_words=20, n_edges=15)
    assert len(network.edges) == 15 and sum(not node.is_theme for node in network.nodes) <= 20
    assert all(edge.count >= 2 and 0 < edge.jaccard <= 1 for edge in network.edges)
    again = find_network(opinions[::-1], n_words=20, n_edges=15)
    assert again.edges == network.edges and {n.node_id for n in again.nodes} == {n.node_id for n in network.nodes}
