"""The prose of a sheet as passages and opinions, numbered in printed order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from opinionmine.records import Opinion, ParseIssue, Passage, Piece, Voice
from opinionmine.sheets.found import Remark
from opinionmine.sheets.lines import Line
from opinionmine.sheets.opinions import Draft, draft_opinions, draft_remark, draft_turns, finish_opinion
from opinionmine.sheets.prose import join_prose
from opinionmine.sheets.sections import Section
from opinionmine.sheets.turns import is_formality, is_question


@dataclass
class Prose:
    """What the sections of a sheet hold.

    Attributes
    ----------
    goal_ids : set of str
        Goals of the sheet: 【1-1】 before an opinion names one of them.
    """

    goal_ids: set[str]
    opinions: list[Opinion] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    issues: list[ParseIssue] = field(default_factory=list)

    def read_sections(self, sections: list[Section], taught: tuple[str, ...]) -> None:
        """Read all sections: minutes and pairs by turns, lists of opinions by bullets, the rest as passages."""
        has_headings = any(s.names_opinions(taught) and (s.lines or s.remarks) for s in sections)
        has_turns = sum(section.n_turns for section in sections) > 1
        for section in sections:
            for label in section.labels:
                self.pieces += label.printed.pieces("heading")
            has_table = any(remark.kind == "opinion" for remark in section.remarks)
            self._read_remarks(section)
            is_list = section.names_opinions(taught) or (not has_headings and section.has_diamonds)
            if section.n_turns and (has_turns or is_list):
                self._read_turns(section)
            elif section.lines and is_list and has_table:
                self._add_passage(section, section.lines, None)  # what leads in to the table of opinions
            elif section.lines and is_list:
                self._read_opinions(section)
            elif section.lines:
                self._add_passage(
                    section, section.lines, None if has_turns and not section.path else _voice(section.path)
                )

    def _read_remarks(self, section: Section) -> None:
        for remark in section.remarks:
            if remark.kind == "opinion":
                for draft in draft_remark(remark):
                    self._add_opinion(draft)
            elif remark.kind == "reply" and self.opinions:
                self._reply(remark.printed.text.strip())
                self.pieces += remark.printed.pieces("reply", self.opinions[-1].opinion_id)
            else:
                self._add_cell(section, remark)

    def _reply(self, text: str) -> None:
        """Put what the office answered beside the last opinion."""
        last = self.opinions[-1]
        joined = "\n".join(filter(None, (last.fields.get("reply"), text)))
        self.opinions[-1] = replace(last, fields={**last.fields, "reply": joined})

    def _add_cell(self, section: Section, remark: Remark) -> None:
        passage_id, text = f"p{len(self.passages) + 1}", remark.printed.text
        path = (*section.path, *remark.covers, remark.heading)
        voice = None if remark.kind == "reply" else _voice(path)
        locator = remark.printed.locator
        self.passages.append(
            Passage(passage_id, path, remark.heading, remark.goal_id, text.strip(), locator, voice, ((0, locator),))
        )
        self.pieces += remark.printed.pieces("passage", passage_id)

    def _read_opinions(self, section: Section) -> None:
        drafts, others, after, issues = draft_opinions(section)
        self.pieces += [piece for line in others for piece in line.printed.pieces("note")]
        self.issues += issues
        for draft in drafts:
            self._add_opinion(draft)
        for lines in after:
            self._add_passage(section, lines, None)

    def _read_turns(self, section: Section) -> None:
        """Opinions of members; what the office answers goes with the opinion before it, formalities to passages nobody codes."""
        goal_id = section.goal.goal_id if section.goal else None
        for voice, lines in draft_turns(section):
            text = join_prose(lines, "", "")[0]
            is_label = lines[0].turn is not None and lines[0].turn.is_label
            if voice == "reply" and self.opinions and not is_formality(text, "reply"):
                self._reply(text)
                self.pieces += join_prose(lines, "reply", self.opinions[-1].opinion_id)[2]
            elif (voice == "opinion" and (is_label or not (is_formality(text, "opinion") or is_question(text)))) or (
                voice == "chair" and not is_formality(text, "chair")
            ):
                self._add_opinion(Draft([lines], goal_id))
            else:
                self._add_passage(section, lines, None)

    def _add_opinion(self, draft: Draft) -> None:
        previous = self.opinions[-1].opinion_id if self.opinions else None
        opinion, pieces = finish_opinion(draft, f"o{len(self.opinions) + 1}", previous, self.goal_ids)
        self.opinions.append(opinion)
        self.pieces += pieces

    def _add_passage(self, section: Section, lines: list[Line], voice: Voice | None) -> None:
        passage_id = f"p{len(self.passages) + 1}"
        # A passage keeps its bullets: only the name of a speaker is no part of the text.
        whole = [line if line.kind == "turn" else replace(line, start=line.printed.lead) for line in lines]
        text, anchors, pieces = join_prose(whole, "passage", passage_id)
        heading = section.path[-1] if section.path else ""
        goal_id = section.goal.goal_id if section.goal else None
        locator = anchors[0][1] if anchors else lines[0].printed.locator
        self.passages.append(Passage(passage_id, section.path, heading, goal_id, text, locator, voice, anchors))
        self.pieces += pieces


def _voice(path: tuple[str, ...]) -> Voice:
    return "self_evaluation" if any("自己評価" in heading for heading in path) else "project_report"
