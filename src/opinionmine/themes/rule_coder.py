"""Coding by rules alone, before a single opinion is labelled: the cues of a codebook, or a file of coding rules."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from opinionmine.errors import CodebookError, DocumentError, suggest
from opinionmine.japanese.normalize import drop_hidden
from opinionmine.records import Codebook, Evidence, Opinion, Prediction, Theme
from opinionmine.themes.cues import find_cues
from opinionmine.themes.empty import is_empty_answer
from opinionmine.themes.evidence import place
from opinionmine.themes.rule_match import Span, match_rules
from opinionmine.themes.rules import Code, Field, Rule, find_parts, render_rules


@dataclass(frozen=True, eq=False)
class RuleCoder:
    """Gives the themes whose rule holds; a theme without a rule goes by its cues.

    Attributes
    ----------
    codebook : Codebook
    rules : tuple of Rule
        A code that bears the name of a theme (in either language, or its id) is its rule; others are there to be named in these.

    Notes
    -----
    Where no rule holds the outcome is ``uncertain``: cues say what speaks for a theme, and their absence does not say that none is meant
    (「足が悪くて病院に行けない」 names no bus). Only 特になし and the like are ``none``. Scores are 1 and 0, stances and flags are not
    given, and every theme has grade C: nobody has measured how often the rule is right.

    Examples
    --------
    >>> from opinionmine.themes.rule_codebook import rules_to_codebook
    >>> from opinionmine.themes.rule_parser import parse_rules
    >>> rules = parse_rules("＊交通\\nバス or 電車", "rules.txt")
    >>> coder = RuleCoder(rules_to_codebook(rules, "mine"), rules)
    >>> texts = ["バスが来ない", "病院に行けない", "特になし"]
    >>> [(p.outcome, p.themes) for p in coder.predict([Opinion("1", "comment", text) for text in texts])]
    [('themes', ('koutuu',)), ('uncertain', ()), ('none', ())]
    """

    codebook: Codebook
    rules: tuple[Rule, ...] = ()

    @property
    def codebook_id(self) -> str:
        """That of its codebook."""
        return self.codebook.codebook_id

    @property
    def codebook_version(self) -> int:
        """That of its codebook."""
        return self.codebook.version

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """In the order of the codebook."""
        return self.codebook.theme_ids

    @property
    def grades(self) -> Mapping[str, str]:
        """C for each."""
        return dict.fromkeys(self.theme_ids, "C")

    @cached_property
    def model_id(self) -> str:
        """Codebook id and version, and the first digits of the hash of rules and cues."""
        said = [render_rules(self.rules), *("\t".join((theme.theme_id, *theme.cues)) for theme in self.codebook.themes)]
        digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
        return f"{self.codebook.codebook_id}-{self.codebook.version}-{'rules' if self.rules else 'cues'}-{digest[:8]}"

    def check_fields(self, columns: Collection[str]) -> None:
        """Refuse a list without a column that a rule asks for: the rule would silently never hold.

        Raises
        ------
        DocumentError
            Naming the column and what was probably meant.
        """
        for rule in self.rules:
            for part in find_parts(rule.condition):
                if isinstance(part, Field) and part.name not in columns:
                    others = suggest(part.name, columns) if columns else "there is none beside the comments."
                    raise DocumentError(
                        f"The code 「{rule.name}」 asks for the column 「{part.name}」, which the input has not; {others} (列がありません)"
                    )

    @cached_property
    def _ruled(self) -> dict[str, str]:
        """Theme id -> name of its rule."""
        by_name = {
            name: theme.theme_id for theme in self.codebook.themes for name in (theme.theme_id, theme.en, theme.ja)
        }
        return {by_name[rule.name]: rule.name for rule in self.rules if rule.name in by_name}

    @cached_property
    def _by_cues(self) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.codebook.themes if theme.theme_id not in self._ruled and theme.cues)

    @cached_property
    def _cues(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cue for theme in self._by_cues for cue in theme.cues))

    def predict(
        self, opinions: Sequence[Opinion], risk: float | None = None, *, has_evidence: bool = True
    ) -> list[Prediction]:
        """Judge opinions; themes stand in the order of the codebook, and `risk` means nothing here: a rule holds or does not."""
        return [self._judge(opinion, has_evidence) for opinion in opinions]

    def _judge(self, opinion: Opinion, has_evidence: bool) -> Prediction:
        text, places = drop_hidden(opinion.text)
        is_empty = is_empty_answer(text)
        found = {} if is_empty else dict(self._find(text, opinion.fields))
        return Prediction(
            opinion_id=opinion.opinion_id,
            outcome="themes" if found else "none" if is_empty else "uncertain",
            themes=tuple(theme_id for theme_id in self.theme_ids if theme_id in found),
            scores={theme_id: float(theme_id in found) for theme_id in self.theme_ids},
            stance="",
            flags=(),
            evidence=tuple(
                place(Evidence(theme_id, *span, text[slice(*span)], 1.0), opinion.text, places)
                for theme_id in self.theme_ids
                for span in (found.get(theme_id, ()) if has_evidence else ())
            ),
            model_id=self.model_id,
        )

    def _find(self, text: str, fields: Mapping[str, str]) -> Iterator[tuple[str, tuple[Span, ...]]]:
        """The themes of a text, each with the places that speak for it."""
        codes = match_rules(self.rules, text, fields) if self.rules else {}
        for theme_id, name in self._ruled.items():
            if name in codes:
                yield theme_id, codes[name]
        hits = {hit.cue: (hit.start, hit.end) for hit in find_cues(text, self._cues)}
        for theme in self._by_cues:
            if spans := sorted({hits[cue] for cue in theme.cues if cue in hits}):
                yield theme.theme_id, tuple(spans)


def check_rules(rules: Sequence[Rule], codebook: Codebook, source: str) -> None:
    """Refuse a rule that could never give a theme: it bears the name of none, and no other rule names it.

    Raises
    ------
    CodebookError
        Naming the code and what was probably meant.
    """
    names = {name for theme in codebook.themes for name in (theme.theme_id, theme.en, theme.ja)}
    named = {part.name for rule in rules for part in find_parts(rule.condition) if isinstance(part, Code)}
    for rule in rules:
        if rule.name not in names | named:
            known = [theme.ja for theme in codebook.themes]
            raise CodebookError(
                f"{source}: the code 「{rule.name}」 is no theme of codebook {codebook.codebook_id}; {suggest(rule.name, known)} "
                "(コードブックにない名前です)"
            )
