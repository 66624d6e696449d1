"""Projects of REFI-QDA (.qdpx), written: an opinion is a text source, a theme is coded on its place or on the whole text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import groupby

from opinionmine.errors import CodebookError
from opinionmine.exchange.refi_codebook import (
    FLAGS,
    STANCES,
    add_codes,
    add_set,
    no_theme_guid,
    sign_guid,
    theme_guid,
)
from opinionmine.exchange.refi_xml import PROJECT, Element, add, guid, render
from opinionmine.exchange.rows import field_names
from opinionmine.records import Codebook, LabelItem

VOICE, REASON, SUGGESTED = "話し手", "選んだ理由", "候補"
OWN_VARIABLES = (VOICE, REASON, SUGGESTED)
# Zip files keep the time of writing; always the same one gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


def write(items: Sequence[LabelItem], codebook: Codebook) -> bytes:
    """Write a project; the same items give the same bytes.

    Raises
    ------
    CodebookError
        If an id, a reason or another column holds a control character (the texts may), or a column has a name that is needed here.
    """
    others = field_names(items)
    if clash := [name for name in others if name in OWN_VARIABLES or not name.strip()]:
        raise CodebookError(
            f"The opinions have a column 「{clash[0]}」, which the project needs for itself. Rename it in the input (列名が重なります)."
        )
    root = Element("Project", name=codebook.codebook_id, origin="opinionmine")
    _add_users(root, items)
    add_codes(add(root, "CodeBook"), codebook)
    variables = add(root, "Variables")
    for name in (*OWN_VARIABLES, *others):
        add(variables, "Variable", guid=guid("variable", name), name=name, typeOfVariable="Text")
    sources = add(root, "Sources")
    texts = []
    for _, group in groupby(items, lambda item: item.opinion.opinion_id):
        coded = list(group)
        texts.append(_add_source(sources, coded, codebook))
    add_set(add(root, "Sets"), codebook, "targetGUID")
    return _pack([("project.qde", render(root, PROJECT)), *texts])


def _pack(members: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            about = zipfile.ZipInfo(name, _TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return out.getvalue()


def _add_users(root: Element, items: Sequence[LabelItem]) -> None:
    names = dict.fromkeys(item.annotation.annotator for item in items if item.annotation)
    if names:
        users = add(root, "Users")
        for name in names:
            add(users, "User", guid=guid("user", name), name=name)


def _add_source(sources: Element, items: Sequence[LabelItem], codebook: Codebook) -> tuple[str, bytes]:
    """One opinion with all that was coded on it; name and content of its text file."""
    opinion = items[0].opinion
    own = guid("opinion", opinion.opinion_id)
    source = add(sources, "TextSource", guid=own, name=opinion.opinion_id, plainTextPath=f"internal://{own}.txt")
    for item in items:
        _add_selections(source, item, own, codebook)
    values = {
        VOICE: str(opinion.voice),
        REASON: items[0].reason,
        SUGGESTED: " ".join(items[0].suggested),
        **opinion.fields,
    }
    for name, value in values.items():
        if value:
            holder = add(source, "VariableValue")
            add(holder, "VariableRef", targetGUID=guid("variable", name))
            add(holder, "TextValue", value)
    # A reader takes one BOM off; a text that begins with one keeps its own.
    return f"sources/{own}.txt", (
        "\ufeff" if opinion.text.startswith("\ufeff") else ""
    ).encode() + opinion.text.encode()


def _add_selections(source: Element, item: LabelItem, own: str, codebook: Codebook) -> None:
    """A theme that has places is coded there, anything else on the whole text."""
    annotation = item.annotation
    if annotation is None:
        return
    by = {"creatingUser": guid("user", annotation.annotator)}
    by |= {"creationDateTime": _date_time(annotation.when)} if annotation.when else {}
    placed = {span.theme_id for span in item.spans}
    whole = [theme_guid(codebook, theme) for theme in annotation.themes if theme not in placed]
    whole += [] if annotation.themes else [no_theme_guid(codebook)]
    whole += [sign_guid(codebook, STANCES, sign) for sign in codebook.stances if sign.sign_id == annotation.stance]
    whole += [sign_guid(codebook, FLAGS, sign) for sign in codebook.flags if sign.sign_id in annotation.flags]
    selections = [(0, len(item.opinion.text), whole)] if whole else []
    selections += [(span.start, span.end, [theme_guid(codebook, span.theme_id)]) for span in item.spans]
    for number, (start, end, codes) in enumerate(selections):
        made = guid(own, annotation.annotator, number)
        selection = add(source, "PlainTextSelection", guid=made, startPosition=str(start), endPosition=str(end), **by)
        for code in codes:
            coding = add(selection, "Coding", guid=guid(made, code), **by)
            add(coding, "CodeRef", targetGUID=code)


def _date_time(when: str) -> str:
    """The schema wants a time with every date; midnight stands for none, on the way back too."""
    return when if "T" in when else f"{when}T00:00:00"
