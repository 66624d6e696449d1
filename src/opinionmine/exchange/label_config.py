"""Label Studio's labelling configuration for a codebook."""

from __future__ import annotations

from xml.etree import ElementTree

from opinionmine.exchange.labelstudio import FLAGS, PLACES, STANCE, TEXT, THEMES
from opinionmine.exchange.refi_codebook import colour
from opinionmine.exchange.refi_xml import add
from opinionmine.exchange.rows import stance_names, theme_names
from opinionmine.records import Codebook


def write_label_config(codebook: Codebook) -> bytes:
    """The XML for Settings, Labeling Interface, Code: any number of themes, places of themes, one stance, any flags.

    People see the Japanese names, results hold the ids (``alias``). The style keeps line breaks and spaces as they are.
    """
    root = ElementTree.Element("View")
    add(root, "Style", ".htx-text{ white-space: pre-wrap; }")
    places = add(root, "Labels", name=PLACES, toName=TEXT)
    add(root, "Text", name=TEXT, value="$text", granularity="symbol")
    themes = add(root, "Choices", name=THEMES, toName=TEXT, choice="multiple")
    names = theme_names(codebook)
    for number, theme in enumerate(codebook.themes):
        shown = {
            "value": names[theme.theme_id],
            "alias": theme.theme_id,
            "hint": theme.definition_ja or theme.definition,
        }
        add(places, "Label", **shown, background=colour(number, len(codebook.themes)))
        add(themes, "Choice", **shown)
    stances = add(root, "Choices", name=STANCE, toName=TEXT, choice="single", showInline="true")
    for sign in codebook.stances:
        add(stances, "Choice", value=stance_names(codebook)[sign.sign_id], alias=sign.sign_id, hint=sign.sign)
    if codebook.flags:
        flags = add(root, "Choices", name=FLAGS, toName=TEXT, choice="multiple", showInline="true")
        for sign in codebook.flags:
            add(flags, "Choice", value=sign.ja or sign.sign_id, alias=sign.sign_id, hint=sign.sign)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode").encode() + b"\n"
