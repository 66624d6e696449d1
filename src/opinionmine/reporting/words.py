"""The words of a report in one language, and how it writes numbers, years and names."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from opinionmine.records import Codebook
from opinionmine.yaml_lines import read_yaml


class Words:
    """The words of one language; `words("n_units", n=3)` fills in a sentence.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.
    """

    def __init__(self, lang: str, codebook: Codebook) -> None:
        self.lang = lang
        self._words = _load()[lang]
        self._themes = {theme.theme_id: theme for theme in codebook.themes}

    def __call__(self, key: str, **values: Any) -> str:
        """The word or sentence of a key, with its gaps filled."""
        return str(self._words[key]).format(**values) if values else str(self._words[key])

    def has(self, key: str) -> bool:
        """Whether this language has the key."""
        return key in self._words

    def theme(self, theme_id: str) -> str:
        """The name of a theme."""
        return str(getattr(self._themes[theme_id], self.lang))

    def definition(self, theme_id: str) -> str:
        """What a theme is about; in English where the codebook has no definition in Japanese."""
        theme = self._themes[theme_id]
        return (theme.definition_ja if self.lang == "ja" else "") or theme.definition

    def year(self, year: int | None) -> str:
        """A fiscal year by the Western year it starts in: 2023年度（令和5年度）, fiscal year 2023; empty for None."""
        if year is None:
            return ""
        if self.lang == "en":
            return f"fiscal year {year}"
        era = f"（令和{'元' if year == 2019 else year - 2018}年度）" if year >= 2019 else ""
        return f"{year}年度{era}"

    def join(self, items: list[str] | tuple[str, ...]) -> str:
        """A、B、C or A, B, C."""
        return ("、" if self.lang == "ja" else ", ").join(items)


def show_change(change: int | None) -> str:
    """+3, −2, ±0; – where no change is known.

    Examples
    --------
    >>> [show_change(change) for change in (3, -2, 0, None)]
    ['+3', '−2', '±0', '–']
    """
    if change is None:
        return "–"
    return f"+{change}" if change > 0 else f"−{-change}" if change < 0 else "±0"


def show_share(share: float | None) -> str:
    """A share in [0, 1] in percent; – where there is none."""
    return "–" if share is None else f"{100 * share:.0f}%"


def show_p(p: float | None) -> str:
    """A p-value: 0.032, <0.001; – where there was no test."""
    if p is None:
        return "–"
    return "<0.001" if p < 0.001 else f"{p:.3f}"


@cache
def _load() -> dict[str, dict[str, Any]]:
    text = resources.files("opinionmine.reporting").joinpath("words.yaml").read_text("utf-8")
    return {lang: dict(words) for lang, words in read_yaml(text, "words.yaml").items()}
