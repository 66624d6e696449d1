import re
import xml.etree.ElementTree as ET

import pytest

from opinionmine.reporting.layout import count_columns, measure, place_labels, place_nodes, shorten, wrap
from opinionmine.reporting.pictures import (
    Bar,
    Edge,
    Node,
    Part,
    Point,
    Square,
    network,
    scatter,
    square_map,
    stacked_bars,
)

PARTS = (Part("◎", "◎", 0), Part("△", "できなかった", 2), Part("×", "×", 3))
HOSTILE = "</svg><script>alert('1')</script>&\"[/]:?*{{x}}" + "長" * 40


def bars(*labels):
    return [Bar(label, (8, 3, 1), (2, -1, None), "1-1 ちょっと手をかす") for label in labels]


PICTURES = {
    "share": lambda label: stacked_bars("p", "題", bars(label, "地域"), PARTS, share=True, axis="割合"),
    "count": lambda label: stacked_bars("p", "題", [Bar(label, (8, 0, 30))], PARTS, share=False, axis="件数"),
    "map": lambda label: square_map(
        "p", "題", [Square(label, "1-1 心", 3, "●")], [label, "研修"], ["1-1 心", "1-2 場"]
    ),
    "scatter": lambda label: scatter(
        "p",
        "題",
        [Point(label, 3, 0.9, 0.8, 0.95), Point("研修", 3, 0.9, 0.8, 0.95)],
        x_axis="数",
        y_axis="割合",
        x_line=3,
        y_line=0.88,
    ),
    "network": lambda label: network(
        "p", "題", [Node(label, 5, True), Node("研修", 2, False)], [Edge(label, "研修", 0.5)]
    ),
}


def texts(svg):
    return [
        " ".join("".join(t.itertext()) for t in [node])
        for node in ET.fromstring(svg).iter()
        if node.tag.endswith("}text")
    ]


def test_bars_say_their_figures():
    shown = texts(PICTURES["share"]("市・市社協").svg())
    assert [t for t in shown if t in ("◎", "△ できなかった", "×")] == ["◎", "△ できなかった", "×"]
    # The change stands where there is room for it; the sum stands at the end.
    assert (
        shown.count("◎ 8 ⇧2") == 2 and shown.count("△ 3 ⇩1") == 2 and shown.count("× 1") == 2 and shown.count("12") == 2
    )
    assert [t for t in shown if t in ("1-1 ちょっと手をかす", "市・市社協", "地域")] == [
        "1-1 ちょっと手をかす",
        "市・市社協",
        "地域",
    ]


def test_a_map_shows_rows_and_columns_without_squares():
    shown = texts(PICTURES["map"]("居場所").svg())
    assert {"居場所", "研修", "● 3"} <= set(shown) and "".join(shown).count("1-2 場") == 1


@pytest.mark.parametrize("kind", PICTURES)
def test_any_label_is_only_a_label(kind):
    picture = PICTURES[kind](HOSTILE)
    assert not any(node.tag.endswith("script") for node in ET.fromstring(picture.svg()).iter())
    inline = picture.inline_svg()
    assert "<script" not in inline and "http" not in inline and "xmlns" not in inline
    assert inline.startswith('<svg role="img" aria-label="題"') and not re.search(r"url\((?!#p-)", inline)
    # The longer ones keep their beginning, and none is wider than the picture.
    root = ET.fromstring(picture.svg())
    assert any("<" in text for text in texts(picture.svg()))
    assert max(measure(text) for text in texts(picture.svg())) < float(root.get("width"))


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_picture_has_the_same_bytes(kind):
    a, b = PICTURES[kind]("研修[A]*"), PICTURES[kind]("研修[A]*")
    assert a == b and a.svg() == b.svg() and a.png() == b.png()
    assert a.png().startswith(b"\x89PNG") and int.from_bytes(a.png()[16:20], "big") > 400


def test_a_page_colours_it_and_a_file_has_colours():
    picture = PICTURES["share"]("市")
    assert "var(--g0)" in picture.inline_svg() and "var(--" not in picture.svg()
    assert "<title>題</title>" in picture.svg()


def test_ids_of_two_pictures_differ():
    ids = [
        id
        for name in ("a", "b")
        for id in re.findall(
            r'id="([^"]+)"', stacked_bars(name, "題", bars("市"), PARTS, share=True, axis="").inline_svg()
        )
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: stacked_bars("p", "題", [], PARTS, share=True, axis=""),
        lambda: square_map("p", "題", [], ["a"], ["b"]),
        lambda: scatter("p", "題", [], x_axis="", y_axis="", x_line=0, y_line=0),
        lambda: network("p", "題", [], []),
    ],
)
def test_nothing_is_no_picture(draw):
    with pytest.raises(ValueError, match="to draw"):
        draw()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: stacked_bars("p", "題", [Bar("市", (0, 0, 0))], PARTS, share=True, axis=""),
        lambda: scatter("p", "題", [Point("研修", 1, 1.0, 1.0, 1.0)], x_axis="", y_axis="", x_line=1, y_line=1.0),
        lambda: network("p", "題", [Node("研修", 1, False)], []),
    ],
)
def test_one_of_anything_is_a_picture(draw):
    assert draw().svg().startswith("<svg")


@pytest.mark.parametrize(
    ("label", "columns", "lines"),
    [
        ("研修", 10, ["研修"]),
        ("住み慣れた家で", 10, ["住み慣れた", "家で"]),
        ("abc", 2, ["ab", "c"]),
        ("一二三四五", 2, ["一", "二", "三", "…"]),
        ("", 4, [""]),
    ],
)
def test_labels_are_wrapped(label, columns, lines):
    assert wrap(label, columns) == lines


def test_a_label_keeps_its_beginning():
    assert shorten("住み慣れた家で暮らし続ける", 12) == "住み慣れた…" and count_columns("研a") == 3


def test_labels_do_not_meet():
    spots = [(100.0 + 5 * n, 100.0) for n in range(12)]
    placed = place_labels(["研修・学びの継続"] * 12, spots, [6.0] * 12, 600, 400)
    long = measure("研修・学びの継続") + 6
    boxes = [(x, y - 8, x + long, y + 8) for x, y in placed]
    meeting = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[:n]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert meeting == [] and all(a[0] >= 0 and a[2] <= 600 for a in boxes)


def test_nodes_stand_apart_and_inside():
    labels = [f"語{n}" for n in range(30)]
    edges = [(labels[n], labels[n + 1]) for n in range(18)] + [(labels[n], labels[n + 1]) for n in range(20, 29, 2)]
    places = place_nodes(labels, edges, 600, 500)
    assert list(sorted(places)) == sorted(labels)
    assert all(0 <= x <= 600 and 0 <= y <= 500 for x, y in places.values())
    near = [
        (a, b)
        for n, a in enumerate(labels)
        for b in labels[:n]
        if abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]) < 8
    ]
    assert near == []
