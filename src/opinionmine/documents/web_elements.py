"""Elements of web pages as browsers treat them: which begin a line, which end others, which show nothing."""

from __future__ import annotations

# fmt: off
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
CELLS, GROUPS, LISTS = frozenset({"td", "th"}), frozenset({"thead", "tbody", "tfoot"}), frozenset({"ul", "ol", "menu"})
# fmt: on
TABLE_PARTS = CELLS | GROUPS | {"table", "tr", "caption"}
# Elements whose end tag may be left out: what ends where a tag begins, and what it never reaches beyond.
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ENDED_BY = {tag: (frozenset({"p"}), CELLS | {"table", "caption"}) for tag in BLOCKS - {"br", "option", "optgroup"}}
ENDED_BY |= {
    "li": (frozenset({"p", "li"}), LISTS | CELLS | {"table"}),
    "dt": (frozenset({"p", "dt", "dd"}), CELLS | {"dl", "table"}),
    "dd": (frozenset({"p", "dt", "dd"}), CELLS | {"dl", "table"}),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "td": (CELLS | {"caption"}, frozenset({"table"})),
    "th": (CELLS | {"caption"}, frozenset({"table"})),
    "tr": (CELLS | {"caption", "tr"}, frozenset({"table"})),
} | {tag: (CELLS | GROUPS | {"caption", "tr"}, frozenset({"table"})) for tag in GROUPS}
# Why the text of an element is left out: not shown by a browser at all (readings over kanji are), or named in an issue.
LEFT_OUT = dict.fromkeys(("script", "style", "template", "noscript", "head", "iframe", "rt", "rp"), "silent")
LEFT_OUT.update(nav="page_header", footer="page_header")
