"""Maps and trees: any label is only a label, units are the same on both axes, labels stand free of each other."""

import itertools
import json
import random
import re
import xml.etree.ElementTree as ET

import pytest

from opinionmine.reporting.biplot import Spot, word_map
from opinionmine.reporting.blocks import Drawing, Number, Table
from opinionmine.reporting.dendrogram import dendrogram
from opinionmine.reporting.layout import measure
from opinionmine.reporting.picture_page import render_picture_page

HOSTILE = "</svg><script>alert('1')</script>&\"[/]:?*{{x}}" + "長" * 40


def spots(label):
    return [Spot(label, 0.5, 0.2, 9, False), Spot("研修", -1, 0, 3, False), Spot(label, 0.5, 0.2, 9, True)]


PICTURES = {
    "map": lambda label: word_map("p", "題", spots(label), x_axis="第 1 軸", y_axis="第 2 軸"),
    "tree": lambda label: dendrogram(
        "p", "題", [label, "研修", "祭り"], [1, 1, 2], [(0, 1, 0.5), (2, 3, 1.2)], axis="高さ"
    ),
}


def texts(svg):
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter() if node.tag.endswith("}text")]


def data_of(picture):
    """All values that were drawn."""
    found = []

    def walk(part):
        if isinstance(part, dict):
            found.extend(part.get("values", []) if isinstance(part.get("values"), list) else [])
            part = list(part.values())
        for inner in part if isinstance(part, list) else ():
            walk(inner)

    walk(json.loads(picture.spec))
    return found


@pytest.mark.parametrize("kind", PICTURES)
def test_any_label_is_only_a_label(kind):
    picture = PICTURES[kind](HOSTILE)
    assert not any(node.tag.endswith("script") for node in ET.fromstring(picture.svg()).iter())
    inline = picture.inline_svg()
    assert "<script" not in inline and "http" not in inline and not re.search(r"url\((?!#p-)", inline)
    assert any("<" in text for text in texts(picture.svg()))
    width = float(ET.fromstring(picture.svg()).get("width"))
    assert max(measure(text) for text in texts(picture.svg())) < width
    assert "var(--" not in picture.svg() and picture.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_picture_has_the_same_bytes(kind):
    assert PICTURES[kind]("a").svg() == PICTURES[kind]("a").svg()


def test_a_page_is_only_text():
    table = Table("t", HOSTILE, (HOSTILE, "数"), ((HOSTILE, Number(0.5, "0.50")),))
    page = render_picture_page(Drawing(PICTURES["map"](HOSTILE), table), [table], "ja")
    assert "<script" not in page and "default-src 'none'" in page and page.count("<svg") == 1
    assert "&lt;script&gt;" in page and '<td class="num">0.50</td>' in page


def test_one_unit_is_as_long_on_both_axes():
    corner = [
        Spot("a", 0, 0, 1, False),
        Spot("b", 2, 0, 1, False),
        Spot("c", 0, 2, 1, True),
        Spot("far", 9, 0, 1, False),
    ]
    drawn = data_of(word_map("p", "題", corner, x_axis="", y_axis=""))
    a, b, c = ((d["x"], d["y"]) for name in "abc" for d in drawn if d.get("label") == name)
    assert b[0] - a[0] == pytest.approx(a[1] - c[1]) != 0


def test_labels_stand_free_of_each_other():
    draw = random.Random(0)
    points = [
        Spot(f"語{n}" * draw.randint(1, 3), draw.gauss(0, 1), draw.gauss(0, 0.6), draw.randint(1, 90), n < 6)
        for n in range(66)
    ]
    drawn = [d for d in data_of(word_map("p", "題", points, x_axis="", y_axis="")) if "label_x" in d]
    boxes = [(d["label_x"], d["label_y"] - 7, d["label_x"] + measure(d["label"]), d["label_y"] + 7) for d in drawn]
    assert len(boxes) == 66
    meeting = [
        (a, b)
        for a, b in itertools.combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert meeting == []


def test_branches_have_the_colour_of_their_cluster_and_a_line_cuts_the_tree():
    drawn = data_of(PICTURES["tree"]("a"))
    # The line of the second cluster, those of the first, and the last merge of both in grey.
    lines = [(d["x"], d["x2"], d["colour"]) for d in drawn if "colour" in d]
    assert lines == [
        (0.3, 0.5, "var(--g0)"), (0.3, 0.5, "var(--g0)"), (0.5, 0.5, "var(--g0)"),
        (0.3, 1.2, "var(--g3)"), (0.5, 1.2, "var(--g0)"), (1.2, 1.2, "var(--quiet)"),
    ]  # fmt: skip
    assert [d["cut"] for d in drawn if "cut" in d] == [0.85]
    one = dendrogram("p", "題", ["a", "b"], [1, 1], [(0, 1, 0.0)], axis="")
    assert [d for d in data_of(one) if "cut" in d] == [] and "NaN" not in one.svg()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: word_map("p", "題", [], x_axis="", y_axis=""),
        lambda: dendrogram("p", "題", ["a"], [1], [], axis=""),
    ],
)
def test_nothing_to_draw(draw):
    with pytest.raises(ValueError, match="to draw"):
        draw()


def test_points_in_one_place_are_drawn():
    assert (
        "NaN"
        not in word_map("p", "題", [Spot("a", 0, 0, 1, False), Spot("b", 0, 0, 1, True)], x_axis="", y_axis="").svg()
    )
