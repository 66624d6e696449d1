"""Coding rules as a codebook, and the cues of a codebook as coding rules."""

from __future__ import annotations

from collections.abc import Sequence

from opinionmine.japanese.tokenize import tokenize
from opinionmine.records import Codebook
from opinionmine.themes.new_codebook import new_codebook
from opinionmine.themes.rules import Condition, Literally, Or, Phrase, Rule, Word


def rules_to_codebook(rules: Sequence[Rule], codebook_id: str) -> Codebook:
    """A theme for each code; where the condition is one word after the other, these are its cues.

    Examples
    --------
    >>> from opinionmine.themes.rule_parser import parse_rules
    >>> codebook = rules_to_codebook(parse_rules("＊交通\\nバス or '乗り 合い'\\n＊人\\n子 and 親", "rules.txt"), "mine")
    >>> [(theme.theme_id, theme.ja, theme.cues) for theme in codebook.themes]
    [('koutuu', '交通', ('バス', '乗り 合い')), ('hito', '人', ())]
    """
    return new_codebook(codebook_id, {rule.name: find_simple(rule.condition) or () for rule in rules})


def find_simple(condition: Condition) -> tuple[str, ...] | None:
    """The words of a condition that is nothing but words, phrases and strings with or between them; None of a richer one."""
    match condition:
        case Word(text) | Literally(text):
            return (text,)
        case Phrase(words):
            return ("".join(words),)
        case Or(conditions):
            found = [find_simple(inner) for inner in conditions]
            return None if None in found else tuple(dict.fromkeys(cue for cues in found if cues for cue in cues))
        case _:
            return None


def codebook_to_rules(codebook: Codebook) -> tuple[Rule, ...]:
    """A code for each theme that has cues.

    A cue of one word is looked for in all its forms; a longer one (研修の実施) is a string, since KH Coder finds a word only where its
    own dictionary has it as one.

    Examples
    --------
    >>> from opinionmine.themes.rules import render_rules
    >>> print(render_rules(codebook_to_rules(new_codebook("mine", {"研修": ("研修", "講座を開く")}))), end="")
    ＊研修
    研修
    or '講座を開く'
    """
    names = [theme.ja for theme in codebook.themes]
    return tuple(
        Rule(theme.ja if names.count(theme.ja) == 1 else f"{theme.ja} ({theme.theme_id})", _any_of(theme.cues))
        for theme in codebook.themes
        if theme.cues
    )


def _any_of(cues: Sequence[str]) -> Condition:
    conditions = tuple(Word(cue) if len(tokenize(cue)) == 1 else Literally(cue) for cue in cues)
    return conditions[0] if len(conditions) == 1 else Or(conditions)
