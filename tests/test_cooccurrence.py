import json
from importlib import resources

import pytest

from conftest import CORPUS
from opinionmine.corpus.cooccurrence import find_network as network_of
from opinionmine.corpus.frequency import tally_words
from opinionmine.records import Opinion

OPINIONS = [
    ("職員の研修を続ける", ["training"]),
    ("研修で職員が学ぶ", ["training", "resources"]),
    ("子どもの居場所", ["gathering"]),
    ("こどもが居場所に来る。こどもの声", ["gathering"]),
    ("祭り", []),
]


def find_network(opinions, **limits):
    """The network of pairs of a text and its themes."""
    tally = tally_words([Opinion(str(n), "comment", text) for n, (text, _) in enumerate(opinions)])
    return network_of(tally, {str(n): themes for n, (_, themes) in enumerate(opinions)}, **limits)


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


@pytest.mark.parametrize("name", ["研修", "#", "", "=1+1", "<script>", "#研修"])
def test_a_theme_may_be_named_like_a_word(name):
    """The theme is a node of its own."""
    network = find_network([("研修を増やす", [name]), ("研修の回数", [name, name]), ("研修", [])])
    assert [(n.node_id, n.label, n.is_theme, n.count) for n in network.nodes] == [
        ("研修", "研修", False, 3),
        (f"#{name}", name, True, 2),
    ]
    assert [(e.a, e.b, e.count, e.jaccard) for e in network.edges] == [(f"#{name}", "研修", 2, 2 / 3)]


def test_jaccard_by_hand():
    """バス in 4 opinions, 病院 in 3, both in 2: 2 / (4 + 3 - 2); the theme in 3, with バス in 3: 3 / 4."""
    texts = [("バスで病院へ", "x"), ("バスと病院", "x"), ("バスの本数", "x"), ("バス", ""), ("病院", "")]
    network = find_network([(text, list(themes)) for text, themes in texts])
    assert [(e.a, e.b, e.count, e.jaccard) for e in network.edges] == [
        ("#x", "バス", 3, 0.75),
        ("#x", "病院", 2, 0.5),
        ("バス", "病院", 2, 0.4),
    ]


@pytest.mark.parametrize(
    "text", ["市の課で去年実施した件について", "今年度は全部一緒に、別の場で", "２０２４年１０月の会に二人"]
)
def test_empty_words_and_numbers_are_no_nodes(text):
    assert find_network([(text, ["t"]), (text, ["t"])]).nodes == ()


def test_stopwords_are_named_once():
    words = resources.files("opinionmine.corpus").joinpath("stopwords.txt").read_text("utf-8").splitlines()
    assert len(words) == len(set(words)) and all(word == word.strip() != "" for word in words)


def test_few_words_and_no_edges():
    assert find_network(OPINIONS, n_edges=0).nodes == ()
    assert {e.a for e in find_network(OPINIONS, n_words=0).edges} == set()
