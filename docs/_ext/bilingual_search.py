"""Search that finds Japanese: words of a Latin script by their stem, Japanese by pairs of neighbouring characters.

Sphinx cuts at signs only, so that 研修 would not be found in 研修を続ける.
"""

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

# 々 and 〇, hiragana, katakana with ー, kanji, half-width katakana; written so that Python and JavaScript read them alike.
_JAPANESE = r"\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uff66-\uff9f"
# 研修を train する holds three runs.
_RUN = re.compile(rf"[{_JAPANESE}]+|[^\W{_JAPANESE}]+")

_SPLIT_QUERY = f"""
function splitQuery(query) {{
  const runs = query.match(/[{_JAPANESE}]+|(?:(?![{_JAPANESE}])[\\p{{L}}\\p{{N}}_])+/gu) || [];
  return runs.flatMap((run) =>
    !/[{_JAPANESE}]/.test(run) || run.length < 3
      ? [run]
      : Array.from({{ length: run.length - 1 }}, (_, i) => run.slice(i, i + 2)));
}}
"""


class Bilingual(SearchEnglish):
    """研修の回 is 研修, 修の and の回; a question is cut in the same way, and a page that holds all its pairs is found."""

    lang = "bilingual"
    js_splitter_code = _SPLIT_QUERY

    def split(self, input: str) -> list[str]:
        """Cut a text as the browser cuts a question; single characters too, since one alone may be asked for (市)."""
        return [piece for run in _RUN.findall(input) for piece in _cut(run)]

    def word_filter(self, word: str) -> bool:
        """Keep numbers out as the base class does, and nothing else."""
        return bool(word) and not word.isdigit() and word not in self.stopwords


def _cut(run: str) -> list[str]:
    if not re.match(f"[{_JAPANESE}]", run):
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)] + list(run)


def setup(app: Sphinx) -> dict[str, bool]:
    """Offer the language to `html_search_language`."""
    app.add_search_language(Bilingual)
    return {"parallel_read_safe": True}
