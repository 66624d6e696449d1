"""All opinions as the small data that the table in the page sorts and filters."""

from __future__ import annotations

from typing import Any

from opinionmine.records import OUTSIDE_VOICES, Codebook
from opinionmine.reporting.quotes import show_origin
from opinionmine.reporting.summary import Summary
from opinionmine.reporting.tables import name_category, name_goals, name_variable
from opinionmine.reporting.words import Words

_WORDS = ("search", "every", "filter_theme", "filter_goal", "text", "shown_of", "previous_page", "next_page", "clear")


def list_opinions(summary: Summary, codebook: Codebook, words: Words) -> dict[str, Any]:
    """Rows of numbers that point into lists of names, as short as can be: 20,000 opinions are a few megabytes.

    Returns
    -------
    dict
        ``themes`` and ``goals`` (value and name), ``variables`` (name, label, options), ``words``, and ``rows`` of id, text, themes,
        evidence (theme, start, end in code points), links (theme, goal, whether it is named), values of each variable, place.
    """
    theme_at = {theme_id: place for place, theme_id in enumerate(codebook.theme_ids)}
    named = {source.number: name_goals(source) for source in summary.sources}
    is_one_sheet = sum(map(bool, named.values())) == 1
    goals = {
        f"{number}/{goal_id}": name if is_one_sheet else f"{words('input')} {number}: {name}"
        for number, names in named.items()
        for goal_id, name in names.items()
    }
    goal_at = {goal: place for place, goal in enumerate(goals)}
    about = {source.number: source.linked_to or source.number for source in summary.sources}
    variables = _variables(summary, about)
    ordered = {crosstab.variable: crosstab.categories for crosstab in summary.crosstabs}
    options = {
        name: [value for value in ordered.get(name, seen) if value in seen]
        for name, values in variables.items()
        for seen in [dict.fromkeys(value for own in values for value in own)]
    }
    rows = []
    for place, unit in enumerate(summary.units):
        evidence = [
            number
            for item in unit.prediction.evidence
            if item.weight > 0 and item.theme_id in unit.prediction.themes
            for number in (theme_at[item.theme_id], item.start, item.end)
        ]
        links = [
            number
            for link in unit.links
            for number in (
                theme_at[link.theme_id],
                goal_at[f"{about[unit.source]}/{link.goal_id}"],
                int(link.is_named),
            )
        ]
        values = [[options[name].index(v) for v in own[place]] for name, own in variables.items()]
        themes = [theme_at[theme_id] for theme_id in unit.prediction.themes]
        rows.append(
            [unit.opinion.opinion_id, unit.opinion.text, themes, evidence, links, values, show_origin(unit, words)]
        )
    return {
        "themes": [[theme_id, words.theme(theme_id)] for theme_id in codebook.theme_ids],
        "goals": [[value, name] for value, name in goals.items()],
        "variables": [
            {
                "name": name,
                "label": name_variable(name, words),
                "options": [[value, name_category(name, value, words)] for value in own],
            }
            for name, own in options.items()
        ],
        "words": {key: words(key) for key in _WORDS},
        "rows": rows,
    }


def _variables(summary: Summary, about: dict[int, int]) -> dict[str, list[tuple[str, ...]]]:
    """What each opinion can be filtered by: its outcome, who speaks, and what the crosstabs know of it."""
    units = summary.units
    known: dict[str, list[tuple[str, ...]]] = {
        "outcome": [(unit.prediction.outcome,) for unit in units],
        "side": [("opinions" if unit.opinion.voice in OUTSIDE_VOICES else "prose",) for unit in units],
        "voice": [(unit.opinion.voice,) for unit in units],
        "stance": [(unit.prediction.stance,) if unit.prediction.stance else () for unit in units],
    }
    if any(source.totals for source in summary.sources):  # without ratings no number speaks of a sheet
        known["sheet"] = [(str(about[unit.source]),) for unit in units]
    return known | {
        name: [values.get(unit.opinion.opinion_id, ()) for unit in units] for name, values in summary.variables.items()
    }
