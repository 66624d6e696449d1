"""How the site is made from these pages: `make docs`, then docs/_build/html/index.html. It asks no network for anything."""

import sys
from pathlib import Path

from docutils import nodes
from pygments.lexers.data import JsonLexer
from pygments.lexers.special import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx

import opinionmine

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

project = "opinionmine"
version = release = opinionmine.__version__
copyright = "the authors of opinionmine, MIT licence"

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "bilingual_search", "local_mathml"]
exclude_patterns = ["_build"]
nitpicky = True

# Formulas in $…$, links to every heading down to the third, as on a code host.
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
# `tokenize` in a docstring is code.
default_role = "code"
numpydoc_show_class_members = False
nitpick_ignore_regex = [
    # Other packages; their documentation stands in the network.
    (r"py:.*", r"(np|numpy|click|pluggy|collections|pathlib)\..*"),
    # Inner parts of public objects, and names that are imported for the types alone.
    (r"py:.*", r"opinionmine\.(themes|reporting)\..*"),
    (r"py:.*", r"Layout|LabelledCorpus|Limits|Painter|T|Tokenizer|tuple\[str"),
]

# Pages outside docs/ that pages link to, and where the site has them; on a code host the links are right as they are.
OUTSIDE = {
    str(ROOT / file): page
    for file, page in {
        "CHANGELOG": "reference/changes",
        "corpora/opinions/README": "reference/opinions",
        "corpora/sheets/README": "reference/sheets",
        "examples/opinionmine-sudachi-knn/README": "reference/example-plugin",
        "models/default/card": "reference/card-default",
        "models/light/card": "reference/card-light",
    }.items()
}

html_theme = "furo"
html_title = "opinionmine"
html_search_language = "bilingual"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": False}


def _say_language(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: object) -> None:
    """Pages in ja/ are Japanese; a browser and a screen reader are told so."""
    context["language"] = "ja" if pagename.startswith("ja/") else "en"


def _link_inside(app: Sphinx, doctree: nodes.document) -> None:
    """Lead links to pages outside docs/ to their copies in the site."""
    for link in doctree.findall(addnodes.pending_xref):
        link["reftarget"] = OUTSIDE.get(link["reftarget"], link["reftarget"])


def setup(app: Sphinx) -> None:
    """What a fenced block may be called, and the language of a page."""
    for name in ("csv", "tsv"):
        app.add_lexer(name, TextLexer)
    app.add_lexer("jsonl", JsonLexer)
    app.connect("doctree-read", _link_inside)
    app.connect("html-page-context", _say_language)
