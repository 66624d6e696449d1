"""The formats a report is written in, by the ending of the file; each loads only what it needs."""

from __future__ import annotations

from collections.abc import Callable

from opinionmine.records import Codebook, dump_json
from opinionmine.reporting.blocks import Report
from opinionmine.reporting.summary import Summary

Painter = Callable[[Report, Summary, Codebook], bytes]


def _html(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    from opinionmine.reporting.html import render_html

    return render_html(report, summary, codebook).encode()


def _excel(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    from opinionmine.reporting.excel import render_excel

    return render_excel(report, summary, codebook)


def _word(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    from opinionmine.reporting.word import render_word

    return render_word(report)


def _markdown(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    from opinionmine.reporting.markdown import render_markdown

    return render_markdown(report).encode()


def _json(report: Report, summary: Summary, codebook: Codebook) -> bytes:
    """The summary record itself."""
    return dump_json(summary).encode()


PAINTERS: dict[str, Painter] = {
    ".html": _html,
    ".htm": _html,
    ".xlsx": _excel,
    ".docx": _word,
    ".md": _markdown,
    ".json": _json,
}
