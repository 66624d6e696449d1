"""The formats a report is written in, by the ending of the file; each loads only what it needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from opinionmine.errors import DocumentError
from opinionmine.plugins import gather
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


def write_report(report: Report, summary: Summary, codebook: Codebook, path: str | Path) -> None:
    """Write a report in the format of the file's ending, ours or a plugin's.

    Raises
    ------
    DocumentError
        If no format has this ending.
    """
    painters: dict[str, Painter] = gather("writers")
    suffix = Path(path).suffix.lower()
    if suffix not in painters:
        raise DocumentError(f"{path}: a report is written as {', '.join(painters)}. Choose one of these endings.")
    Path(path).write_bytes(painters[suffix](report, summary, codebook))
