"""Codebooks of REFI-QDA: a theme is a code, its definition the description, and what else there is stands below a line in YAML."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from opinionmine.exchange.refi_xml import CODEBOOK, Element, add, guid, parse, render, same_guid
from opinionmine.exchange.rows import NO_THEME
from opinionmine.records import Codebook, Sign, Theme
from opinionmine.themes.codebook import parse_codebook
from opinionmine.themes.codebook_file import boundaries_to_tree, render_tree, sign_to_tree, theme_to_tree
from opinionmine.yaml_lines import LinedDict, read_yaml

STANCES, FLAGS = "姿勢", "フラグ"
# Begins a line; what people wrote stands above it, what a code has no place for below.
_LINE = "\n\n---\n"
# A codebook needs a stance; a file of another program has none.
_NO_STANCE = {"id": "none", "ja": "なし", "sign": "no stance was coded"}


def write_codebook(codebook: Codebook) -> bytes:
    """A .qdc file; the same codebook gives the same bytes."""
    root = Element("CodeBook", origin="opinionmine")
    add_codes(root, codebook)
    add_set(add(root, "Sets"), codebook, "guid")
    return render(root, CODEBOOK)


def add_codes(root: Element, codebook: Codebook) -> None:
    """One code for each theme; stances, flags and 該当なし stand behind them, in groups that cannot be coded."""
    codes = add(root, "Codes")
    own = codebook.codebook_id
    for number, theme in enumerate(codebook.themes):
        _add_code(
            codes,
            guid(own, "theme", theme.theme_id),
            theme.ja or theme.theme_id,
            _describe_theme(theme),
            colour(number, len(codebook.themes)),
        )
    _add_code(codes, no_theme_guid(codebook), NO_THEME, "Judged, and none of the themes applies.", "#808080")
    for name, signs in ((STANCES, codebook.stances), (FLAGS, codebook.flags)):
        if signs:
            group = add(codes, "Code", guid=guid(own, "group", name), name=name, isCodable="false")
            for sign in signs:
                # A name in Japanese that is the id as well would be taken for one that is missing.
                tail = {
                    key: value
                    for key, value in sign_to_tree(sign).items()
                    if key == "id" or (key, value) == ("ja", sign.sign_id)
                }
                _add_code(
                    group,
                    sign_guid(codebook, name, sign),
                    sign.ja or sign.sign_id,
                    _describe(sign.sign, tail),
                    "#808080",
                )


def theme_guid(codebook: Codebook, theme_id: str) -> str:
    """Identifier of the code of a theme."""
    return guid(codebook.codebook_id, "theme", theme_id)


def no_theme_guid(codebook: Codebook) -> str:
    """Identifier of the code that says that no theme applies."""
    return guid(codebook.codebook_id, "no theme")


def sign_guid(codebook: Codebook, group: str, sign: Sign) -> str:
    """Identifier of the code of a stance or a flag."""
    return guid(codebook.codebook_id, group, sign.sign_id)


def _add_code(parent: Element, identifier: str, name: str, description: str, colour: str) -> None:
    code = add(parent, "Code", guid=identifier, name=name, isCodable="true", color=colour)
    add(code, "Description", description)


def _describe_theme(theme: Theme) -> str:
    """The definition in Japanese if there is one, then the rest; the name is the name of the code."""
    tree = theme_to_tree(theme)
    for key in ("ja", "definition_ja" if theme.definition_ja else "definition"):
        tree.pop(key)
    return _describe(theme.definition_ja or theme.definition, tree)


def _describe(text: str, rest: dict[str, Any]) -> str:
    return text + _LINE + render_tree(rest)


def colour(number: int, n: int) -> str:
    """Colours all around the circle, as light as a text marker."""
    return "#" + "".join(f"{round(255 * part):02X}" for part in colorsys.hls_to_rgb(number / n, 0.6, 0.6))


def add_set(sets: Element, codebook: Codebook, reference: str) -> None:
    """A set of all themes, whose description holds what concerns the codebook as a whole."""
    about = {
        "id": codebook.codebook_id,
        "version": codebook.version,
        "unit": codebook.unit,
        "rules": list(codebook.rules),
        "boundaries": boundaries_to_tree(codebook),
    }
    own = add(sets, "Set", guid=guid(codebook.codebook_id, "set"), name=f"{codebook.codebook_id} {codebook.version}")
    add(own, "Description", _describe("", about))
    for theme in codebook.themes:
        add(own, "MemberCode", **{reference: theme_guid(codebook, theme.theme_id)})


def read_codebook(content: bytes, source: str) -> Codebook:
    """Read a .qdc file.

    Of another program's file every code that can be coded becomes a theme, groups and all; ids are made from names in Latin letters, and
    are code_01, code_02, … otherwise.

    Raises
    ------
    DocumentError
        If it is not such a file.
    CodebookError
        If it is no whole codebook.
    """
    return codebook_of(parse(content, source, "CodeBook"), source)


def codebook_of(holder: Element, source: str) -> Codebook:
    """The codebook below an element that has ``Codes`` and maybe ``Sets``."""
    own_sets = [_split(found.findtext("Description")) for found in holder.iter("Set")]
    about = next((rest for _, rest in own_sets if "version" in rest), None) or {"id": Path(source).stem, "version": 1}
    groups: dict[str, list[dict[str, Any]]] = {STANCES: [], FLAGS: []}
    themes: list[dict[str, Any]] = []
    top = [code for codes in holder.findall("Codes") for code in codes.findall("Code")]
    for code, group in _with_groups(top, ""):
        text, rest = _split(code.findtext("Description"))
        name = code.get("name", "")
        if group in groups and "id" in rest:
            groups[group].append(
                {"id": rest["id"], "ja": rest.get("ja", "" if name == rest["id"] else name), "sign": text}
            )
        elif code.get("isCodable") != "false" and name != NO_THEME:
            themes.append(_theme(name, text, rest, themes))
    tree = {**about, "themes": themes, "stances": groups[STANCES] or [_NO_STANCE], "flags": groups[FLAGS]}
    return parse_codebook(read_yaml(render_tree(tree), source), source)


def _with_groups(codes: Iterable[Element], group: str) -> Iterator[tuple[Element, str]]:
    """All codes, each with the name of the one that it stands below."""
    for code in codes:
        yield code, group
        yield from _with_groups(code.findall("Code"), code.get("name", ""))


def _split(description: str | None) -> tuple[str, LinedDict]:
    """What people wrote, and the rest below the line if it was written here."""
    text, line, rest = (description or "").rpartition(_LINE)
    if not line:
        return (description or "").strip(), LinedDict(1)
    return text, read_yaml(rest, "the description of a code")


def _theme(name: str, text: str, rest: LinedDict, before: list[dict[str, Any]]) -> dict[str, Any]:
    if "id" in rest:
        return {"ja": name, **rest, "definition_ja" if "definition" in rest else "definition": text}
    taken = {theme["id"] for theme in before}
    return {
        "id": _identifier(name, len(before) + 1, taken.__contains__),
        "ja": name,
        "en": name,
        "definition": text or name,
    }


def _identifier(name: str, number: int, is_taken: Callable[[str], bool]) -> str:
    """Full-fat Coke is full_fat_coke; 研修 is code_03."""
    made = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = made if re.fullmatch(r"[a-z][a-z0-9_]*", made) and name.isascii() else f"code_{number:02}"
    return f"{plain}_{number}" if is_taken(plain) else plain


def codes_by_guid(codebook: Codebook) -> dict[str, tuple[str, str]]:
    """Identifier of each code that is written here -> kind (theme, none, 姿勢, フラグ) and id."""
    found = {theme_guid(codebook, theme): ("theme", theme) for theme in codebook.theme_ids}
    found |= {sign_guid(codebook, STANCES, sign): (STANCES, sign.sign_id) for sign in codebook.stances}
    found |= {sign_guid(codebook, FLAGS, sign): (FLAGS, sign.sign_id) for sign in codebook.flags}
    return {same_guid(key): value for key, value in found.items()} | {same_guid(no_theme_guid(codebook)): ("none", "")}
