"""The codebook: load it, check it, and say in which line it is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib import resources
from pathlib import Path
from typing import Any

from opinionmine.errors import CodebookError, suggest
from opinionmine.records import Boundary, Codebook, Example, Sign, Theme
from opinionmine.yaml_lines import LinedDict, read_yaml, read_yaml_file

DEFAULT = "community-welfare.yaml"

_TOP = ("id", "version", "language", "unit", "rules", "themes", "stances", "flags", "boundaries")
_THEME = ("id", "ja", "en", "definition", "definition_ja", "include", "exclude", "cues")
_SIGN = ("id", "ja", "sign")
_BOUNDARY = ("pair", "rule", "examples")
_EXAMPLE = ("text", "themes")
_ID = re.compile(r"[a-z][a-z0-9_]*")


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Load a codebook from a YAML file, or the one for community welfare plans that comes with the package.

    Raises
    ------
    CodebookError
        With file, line and a suggestion, if the file is missing or does not follow the form.
    """
    if path is None:
        text = resources.files("opinionmine.themes").joinpath(DEFAULT).read_text("utf-8")
        return parse_codebook(read_yaml(text, DEFAULT), DEFAULT)
    return parse_codebook(read_yaml_file(path), str(path))


def parse_codebook(tree: LinedDict, source: str) -> Codebook:
    """Turn the plain values of a codebook file into a `Codebook`, checking every key and every id."""
    form = _Form(source)
    form.check_keys(tree, _TOP, ("id", "version", "themes", "stances"))
    if not isinstance(tree["version"], int):
        form.fail(tree.lines["version"], f"version is 「{tree['version']}」; expected a whole number such as 1")
    themes = tuple(form.theme(item) for item in form.mappings(tree, "themes"))
    ids = [theme.theme_id for theme in themes]
    if not themes:
        form.fail(tree.lines["themes"], "no theme is defined; expected at least one entry under themes")
    form.check_unique(ids, form.mappings(tree, "themes"), "theme")
    stances = tuple(form.sign(item) for item in form.mappings(tree, "stances"))
    if not stances:
        form.fail(tree.lines["stances"], "no stance is defined; expected at least one entry under stances")
    form.check_unique([stance.sign_id for stance in stances], form.mappings(tree, "stances"), "stance")
    flags = tuple(form.sign(item) for item in form.mappings(tree, "flags"))
    form.check_unique([flag.sign_id for flag in flags], form.mappings(tree, "flags"), "flag")
    for theme, item in zip(themes, form.mappings(tree, "themes"), strict=True):
        for what, target in theme.exclude.items():
            for name in re.split(r"\s+or\s+|\s*[,、]\s*", target):
                if " " not in name:  # 「its subject」 is a remark, not an id
                    form.check_known(name, ids, "theme", item["exclude"].lines[what])
    boundaries = tuple(form.boundary(item, ids) for item in form.mappings(tree, "boundaries"))
    return Codebook(
        codebook_id=str(tree["id"]),
        version=tree["version"],
        unit=str(tree.get("unit", "")).strip(),
        rules=tuple(map(str, form.strings(tree, "rules"))),
        themes=themes,
        stances=stances,
        flags=flags,
        boundaries=boundaries,
    )


class _Form:
    """The form of a codebook file; every method fails with file and line."""

    def __init__(self, source: str) -> None:
        self.source = source

    def fail(self, line: int, problem: str) -> None:
        raise CodebookError(f"{self.source}, line {line}: {problem.rstrip('.')}.")

    def check_keys(self, item: LinedDict, allowed: tuple[str, ...], required: tuple[str, ...]) -> None:
        for key in item:
            if key not in allowed:
                self.fail(item.lines[key], f"「{key}」 is not a key here; {suggest(key, allowed)}")
        for key in required:
            if key not in item:
                self.fail(item.line, f"「{key}」 is missing; expected {', '.join(required)}")

    def check_unique(self, ids: list[str], items: list[LinedDict], what: str) -> None:
        for position, name in enumerate(ids):
            if name in ids[:position]:
                self.fail(
                    items[position].lines["id"], f"the {what} id 「{name}」 stands twice; give one of them another id"
                )

    def check_known(self, name: str, known: Collection[str], what: str, line: int) -> None:
        if name not in known:
            self.fail(line, f"「{name}」 is not a {what} of this codebook; {suggest(name, known)}")

    def mappings(self, item: LinedDict, key: str) -> list[LinedDict]:
        values = self.entries(item, key)
        for value in values:
            if not isinstance(value, LinedDict):
                self.fail(item.lines[key], f"each entry of 「{key}」 must be a mapping with keys; found 「{value}」")
        return values

    def strings(self, item: LinedDict, key: str) -> tuple[str, ...]:
        values = self.entries(item, key)
        for value in values:
            if isinstance(value, (LinedDict, list)) or not str(value).strip():
                self.fail(item.lines[key], f"each entry of 「{key}」 must be text, and not empty")
        return tuple(map(str, values))

    def entries(self, item: LinedDict, key: str) -> list[Any]:
        value = item.get(key, [])
        if not isinstance(value, list):
            self.fail(item.lines[key], f"「{key}」 must be a list such as [a, b]; found one value 「{value}」")
        return list(value)

    def identifier(self, item: LinedDict) -> str:
        name = str(item["id"])
        if not _ID.fullmatch(name):
            self.fail(
                item.lines["id"],
                f"the id 「{name}」 must be lower-case letters, digits and _, half-width, beginning with a letter",
            )
        return name

    def theme(self, item: LinedDict) -> Theme:
        self.check_keys(item, _THEME, ("id", "ja", "en", "definition"))
        exclude = item.get("exclude", LinedDict(item.line))
        if not isinstance(exclude, LinedDict):
            self.fail(
                item.lines["exclude"],
                "「exclude」 must be a mapping of what does not belong here to the theme it goes to",
            )
        return Theme(
            theme_id=self.identifier(item),
            ja=str(item["ja"]),
            en=str(item["en"]),
            definition=str(item["definition"]),
            definition_ja=str(item.get("definition_ja", "")),
            include=self.strings(item, "include"),
            exclude={what: str(target) for what, target in exclude.items()},
            cues=self.strings(item, "cues"),
        )

    def sign(self, item: LinedDict) -> Sign:
        self.check_keys(item, _SIGN, ("id", "sign"))
        return Sign(self.identifier(item), str(item["sign"]), str(item.get("ja", "")))

    def boundary(self, item: LinedDict, theme_ids: list[str]) -> Boundary:
        self.check_keys(item, _BOUNDARY, ("pair", "rule"))
        pair = self.strings(item, "pair")
        if len(pair) != 2:
            self.fail(item.lines["pair"], f"a boundary parts two themes; found {len(pair)}")
        for name in pair:
            self.check_known(name, theme_ids, "theme", item.lines["pair"])
        examples = []
        for example in self.mappings(item, "examples"):
            self.check_keys(example, _EXAMPLE, _EXAMPLE)
            themes = self.strings(example, "themes")
            for name in themes:
                self.check_known(name, theme_ids, "theme", example.lines["themes"])
            examples.append(Example(str(example["text"]), themes))
        return Boundary((pair[0], pair[1]), str(item["rule"]), tuple(examples))
