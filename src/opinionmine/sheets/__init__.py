"""From a Document to a Sheet: goals with ratings, prose and opinions, and an audit of the prose against the figures."""

from opinionmine.sheets.found import Guide
from opinionmine.sheets.guide import read_guide
from opinionmine.sheets.parse import parse_sheet

__all__ = ["Guide", "parse_sheet", "read_guide"]
