"""A codebook as YAML text, which `load_codebook` reads back equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from opinionmine.records import Codebook, Sign, Theme


class _Dumper(yaml.SafeDumper):
    """No anchors: a codebook file may not have any."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_multi_representer(dict, yaml.SafeDumper.represent_dict)


def render_codebook_file(codebook: Codebook) -> str:
    """The codebook as the YAML file that it could have been read from; comments are not kept.

    Examples
    --------
    >>> from opinionmine.themes.codebook import load_codebook, parse_codebook
    >>> from opinionmine.yaml_lines import read_yaml
    >>> codebook = load_codebook()
    >>> parse_codebook(read_yaml(render_codebook_file(codebook), "copy"), "copy") == codebook
    True
    """
    return render_tree(
        {
            "id": codebook.codebook_id,
            "version": codebook.version,
            "language": "ja",
            "unit": codebook.unit,
            "rules": list(codebook.rules),
            "themes": [theme_to_tree(theme) for theme in codebook.themes],
            "stances": [sign_to_tree(stance) for stance in codebook.stances],
            "flags": [sign_to_tree(flag) for flag in codebook.flags],
            "boundaries": boundaries_to_tree(codebook),
        }
    )


def render_tree(tree: Mapping[str, Any]) -> str:
    """Plain values as YAML, Japanese as it is."""
    return yaml.dump(dict(tree), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def theme_to_tree(theme: Theme) -> dict[str, Any]:
    """A theme as the file has it; what is empty is left out."""
    rest = {
        "definition_ja": theme.definition_ja,
        "include": list(theme.include),
        "exclude": dict(theme.exclude),
        "cues": list(theme.cues),
    }
    own = {"id": theme.theme_id, "ja": theme.ja, "en": theme.en, "definition": theme.definition}
    return own | {key: value for key, value in rest.items() if value}


def sign_to_tree(sign: Sign) -> dict[str, Any]:
    """A stance or a flag as the file has it."""
    return {"id": sign.sign_id, **({"ja": sign.ja} if sign.ja else {}), "sign": sign.sign}


def boundaries_to_tree(codebook: Codebook) -> list[dict[str, Any]]:
    """The boundaries as the file has them."""
    return [
        {
            "pair": list(boundary.pair),
            "rule": boundary.rule,
            "examples": [{"text": example.text, "themes": list(example.themes)} for example in boundary.examples],
        }
        for boundary in codebook.boundaries
    ]
