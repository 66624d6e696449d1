"""The sections of a theme report, in the order in which a committee reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from opinionmine.records import OUTSIDE_VOICES, Codebook, Crosstab, Finding
from opinionmine.reporting import drawings, tables
from opinionmine.reporting.blocks import AllOpinions, Block, Drawing, Items, More, Report, Section, Text
from opinionmine.reporting.exploring import draw_correspondence, places_table
from opinionmine.reporting.overview import say_overview
from opinionmine.reporting.quotes import quote
from opinionmine.reporting.summary import SourceFacts, Summary, ThemeFacts, Unit
from opinionmine.reporting.words import Words, show_change, show_p, show_share

# Opinions printed under one heading; the table of all opinions holds every one.
MOST_QUOTES = 30
_MOST_EDGES = 20


def build_report(summary: Summary, codebook: Codebook, lang: str) -> Report:
    """Lay out what a report says in one language; every format paints the same sections.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.
    """
    words = Words(lang, codebook)
    found = (
        _overview(summary, words),
        _by_source("ratings", words, _rated(summary), lambda source: _ratings(source, words)),
        _themes(summary, words),
        _by_source("map", words, _rated(summary), lambda source: _map(source, codebook, words)),
        _by_source("priorities", words, _rated(summary), lambda source: _priorities(source, words)),
        _ranks(summary, words),
        _by_source("findings", words, _rated(summary), lambda source: _findings(source, words)),
        _network(summary, words),
        _key_words(summary, words),
        _crosstabs(tables.all_crosstabs(summary), summary, words),
        _theme_pages(summary, words),
        _others(summary, words),
        _by_source("audit", words, [s for s in summary.sources if not s.is_list], lambda source: _audit(source, words)),
        Section("opinions", words("all_opinions"), (AllOpinions(),)) if summary.units else None,
        _by_source("issues", words, list(summary.sources), lambda source: _issues(source, words)),
        Section("glossary", words("glossary"), (tables.glossary_table(codebook, words),)),
        Section("how", words("how"), (Items(tuple(words(f"how_{n}") for n in range(1, 9))),)),
        Section("provenance", words("provenance"), (tables.provenance_table(summary, words),)),
    )
    return Report(lang, words("title"), *_title(summary, words), tuple(section for section in found if section))


def build_crosstabs(
    crosstabs: Sequence[tuple[Crosstab, SourceFacts | None]], summary: Summary, codebook: Codebook, lang: str
) -> Report:
    """A report of nothing but some crosstabs."""
    words = Words(lang, codebook)
    section = _crosstabs(crosstabs, summary, words)
    return Report(lang, words("crosstabs"), *_title(summary, words), (section,) if section else ())


def _title(summary: Summary, words: Words) -> tuple[str, str]:
    """Of one sheet its plan and year; of several their names."""
    sheets = _rated(summary) or list(summary.sources)
    if len(sheets) > 1:
        return words("title_of_several", n=len(summary.sources)), words.join([name_source(s, words) for s in sheets])
    return name_source(sheets[0], words), words.year(sheets[0].fiscal_year)


def name_source(source: SourceFacts, words: Words) -> str:
    """Municipality and plan, or the file name where the sheet prints neither."""
    name = source.plan or source.title or source.name
    return f"{source.municipality} {name}" if source.municipality and source.municipality not in name else name


def _rated(summary: Summary) -> list[SourceFacts]:
    return [source for source in summary.sources if source.totals]


def _by_source(
    name: str, words: Words, sources: Sequence[SourceFacts], build: Callable[[SourceFacts], list[Block]]
) -> Section | None:
    """A section with a part for each input, or without parts where there is only one."""
    built = [(source, build(source)) for source in sources]
    parts = tuple(
        Section(
            f"{name}-{s.number}", f"{s.number} {name_source(s, words)} {words.year(s.fiscal_year)}".strip(), tuple(b)
        )
        for s, b in built
        if b
    )
    if not parts:
        return None
    intro = (Text(words(f"{name}_intro")),) if words.has(f"{name}_intro") else ()
    if len(parts) == 1:
        return Section(name, words(name), (*intro, *parts[0].blocks))
    return Section(name, words(name), intro, parts)


def _overview(summary: Summary, words: Words) -> Section:
    blocks: list[Block] = [Items(say_overview(summary, words), is_ordered=True)]
    if not _rated(summary):
        blocks.append(Text(words("no_ratings"), "warn"))
    if not summary.units:
        blocks.append(Text(words("no_units"), "warn"))
    elif not any(theme.opinion_ids for theme in summary.themes):
        blocks.append(Text(words("no_themes"), "warn"))
    if any(source.totals and not source.plan_map for source in summary.sources):
        blocks.append(Text(words("suggested"), "warn"))
    return Section("overview", words("overview"), tuple(blocks))


def _ratings(source: SourceFacts, words: Words) -> list[Block]:
    drawing = drawings.draw_ratings(source, words)
    return [drawing or Text(words("no_ratings"), "quiet"), tables.ratings_table(source, words)]


def _themes(summary: Summary, words: Words) -> Section | None:
    if not summary.units:
        return None
    voices = [v for v in tables.VOICES if any(unit.opinion.voice == v for unit in summary.units)]
    stances = [s for s in tables.STANCES if any(unit.prediction.stance == s for unit in summary.units)]
    blocks: list[Block] = [Text(words("themes_intro"))]
    if any(theme.opinion_ids for theme in summary.themes):
        by_voice = drawings.draw_themes(summary, words, "voice", tuple(voices))
        by_stance = drawings.draw_themes(summary, words, "stance", tuple(stances))
        blocks += [by_voice, by_stance, tables.themes_table(summary, words), by_voice.numbers, by_stance.numbers]
    silent = [words.theme(theme.theme_id) for theme in summary.themes if not theme.opinion_ids]
    if silent:
        blocks.append(Text(words("silent", themes=words.join(silent)), "quiet"))
    return Section("themes", words("themes"), tuple(blocks))


def _map(source: SourceFacts, codebook: Codebook, words: Words) -> list[Block]:
    drawing = drawings.draw_map(source, codebook, words)
    if drawing is None:
        return [Text(words("no_links"), "quiet")]
    return [Text(words("bases")), drawing, drawing.numbers]


def _priorities(source: SourceFacts, words: Words) -> list[Block]:
    drawing = drawings.draw_priorities(source, words)
    if drawing:
        return [drawing, drawing.numbers]
    nothing: list[Block] = [Text(words("no_priorities"), "quiet")]
    return [*nothing, tables.priorities_table(source, words)] if source.priorities else nothing


def _ranks(summary: Summary, words: Words) -> Section | None:
    if not summary.ranks:
        return None
    sentences = []
    for rank in summary.ranks:
        if rank.why:
            sentences.append(words(f"rank_{rank.within}_not", why=words(f"why_{rank.why}")))
            continue
        low, high = rank.interval or (None, None)
        interval = "–" if low is None or high is None else f"{low:.2f} – {high:.2f}"
        sentences.append(
            words(
                f"rank_{rank.within}",
                rho=f"{rank.rho:.2f}",
                interval=interval,
                p=show_p(rank.p),
                groups=rank.groups,
                n=rank.n,
            )
        )
    return Section("ranks", words("ranks"), (Text(words("ranks_intro")), Items(tuple(sentences))))


def _findings(source: SourceFacts, words: Words) -> list[Block]:
    titles = {row.goal_id: row.title for row in source.rows}
    sentences = tuple(_say_finding(finding, titles, words) for finding in source.findings)
    # Of one opinion an id, of several their ids with line ends between them: an id may hold any other sign.
    opens = tuple({"ids": "\n".join(f.opinion_ids)} if f.opinion_ids else {} for f in source.findings)
    return [Items(sentences, opens=opens)] if sentences else [Text(words("no_findings"), "quiet")]


def _say_finding(finding: Finding, titles: dict[str, str], words: Words) -> str:
    """A finding as one sentence with its numbers and its places."""
    ids = list(finding.opinion_ids[:_MOST_EDGES])
    return words(
        f"finding_{finding.kind}",
        goal=finding.goal_id,
        title=titles.get(finding.goal_id or "", ""),
        theme=words.theme(finding.theme_id) if finding.theme_id else "",
        ids=words.join(ids) + (" …" if len(ids) < len(finding.opinion_ids) else ""),
        k=len(finding.opinion_ids),
        best=finding.n_achieved,
        n=finding.n,
        share=show_share(finding.n_achieved / finding.n) if finding.n else "–",
        all_share=show_share(finding.all_achieved / finding.all_n) if finding.all_n else "–",
        change=show_change(finding.change),
    )


def _network(summary: Summary, words: Words) -> Section | None:
    if not summary.units:
        return None
    drawing = drawings.draw_network(summary, words)
    if drawing is None:
        return Section("network", words("network"), (Text(words("no_network"), "quiet"),))
    strongest = tables.edges_table(summary, words, _MOST_EDGES)
    return Section("network", words("network"), (Text(words("network_intro", n=summary.network.n)), drawing, strongest))


def _key_words(summary: Summary, words: Words) -> Section | None:
    if not summary.keyness.words:
        return None
    blocks: list[Block] = [Text(words("key_words_intro"))]
    if summary.word_map and (drawing := draw_correspondence(summary.word_map, words)):
        blocks.append(Drawing(drawing.picture, places_table(summary.word_map, words)))
    blocks.append(tables.key_words_table(summary, words))
    return Section("key-words", words("key_words"), tuple(blocks))


def _crosstabs(
    crosstabs: Sequence[tuple[Crosstab, SourceFacts | None]], summary: Summary, words: Words
) -> Section | None:
    parts = []
    for crosstab, source in crosstabs:
        table = tables.crosstab_table(crosstab, source, words)
        title = table.title + (
            f" {source.number} {name_source(source, words)}" if source and len(_rated(summary)) > 1 else ""
        )
        about = words(f"counts_{crosstab.counts}", n=crosstab.n)
        blocks = (Text(about), table) if table.rows else (Text(words("no_crosstab"), "quiet"),)
        parts.append(Section(table.name, title, blocks))
    return Section("crosstabs", words("crosstabs"), (Text(words("crosstabs_intro")),), tuple(parts)) if parts else None


def _theme_pages(summary: Summary, words: Words) -> Section | None:
    units = {unit.opinion.opinion_id: unit for unit in summary.units}
    parts = tuple(
        Section(
            f"theme-{theme.theme_id}",
            f"{words.theme(theme.theme_id)} {words('n_units', n=len(theme.opinion_ids))}",
            (Text(words.definition(theme.theme_id), "quiet"), *_theme_page(theme, summary, units, words)),
            starts_page=True,
        )
        for theme in tables.by_frequency(summary)
    )
    return Section("theme-pages", words("theme_pages"), (Text(words("theme_pages_intro")),), parts) if parts else None


def _theme_page(theme: ThemeFacts, summary: Summary, units: dict[str, Unit], words: Words) -> Iterator[Block]:
    yield Text(words("grade_of_theme", grade=theme.grade, why=words("grade_title")), "quiet")
    for source in _rated(summary):
        own = [a for a in source.associations if a.theme_id == theme.theme_id]
        name = f"{name_source(source, words)} {words.year(source.fiscal_year)}" if len(_rated(summary)) > 1 else ""
        if own:
            yield tables.associations_table(source, own, words, name)
        else:
            yield Text(f"{name} {words('no_goal')}".strip(), "quiet")
    yield from _quotes([units[i] for i in theme.opinion_ids], theme.theme_id, {"theme": theme.theme_id}, words)


def _quotes(units: Sequence[Unit], theme_id: str | None, opens: dict[str, str], words: Words) -> Iterator[Block]:
    """Opinions of others first, then prose; the surest first."""
    ordered = sorted(units, key=lambda unit: unit.opinion.voice not in OUTSIDE_VOICES)
    yield from (quote(unit, theme_id, words) for unit in ordered[:MOST_QUOTES])
    if len(ordered) > MOST_QUOTES:
        yield More(words("more", n=len(ordered), shown=MOST_QUOTES), opens)


def _others(summary: Summary, words: Words) -> Section | None:
    parts = []
    for outcome in ("none", "uncertain"):
        own = [unit for unit in summary.units if unit.prediction.outcome == outcome]
        if own:
            title = f"{words(f'outcome_{outcome}')} {words('n_units', n=len(own))}"
            parts.append(Section(f"others-{outcome}", title, tuple(_quotes(own, None, {"outcome": outcome}, words))))
    return Section("others", words("others"), (Text(words("others_intro")),), tuple(parts)) if parts else None


def _audit(source: SourceFacts, words: Words) -> list[Block]:
    blocks: list[Block] = (
        [tables.audit_table(source, words)] if source.audit.claims else [Text(words("no_claims"), "quiet")]
    )
    if source.audit.previous:
        state = words("previous_bad" if source.audit.impossible else "previous_ok")
        blocks.append(Text(words("previous", n=len(source.audit.previous), state=state)))
    impossible = tuple(
        f"{p.goal_id} {p.actor} {p.grade}: {p.previous}（{p.locator.label}）" for p in source.audit.impossible
    )
    return [*blocks, Items(impossible)] if impossible else blocks


def _issues(source: SourceFacts, words: Words) -> list[Block]:
    if not source.issues:
        return [Text(words("no_issues"), "quiet")]
    return [Items(tuple(_say_issue(issue.code, issue.message, issue.locator.label, words) for issue in source.issues))]


def _say_issue(code: str, message: str, place: str, words: Words) -> str:
    """In Japanese what kind of issue it is, then its message; rarer messages are in English only."""
    where = f"（{place}）" if place else ""
    return f"{words(f'issue_{code}')}{where}: {message}" if words.has(f"issue_{code}") else f"{message}{where}"
