"""The tables of a report, each made from the summary record alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opinionmine.records import OUTSIDE_VOICES, REST, Association, Codebook, Crosstab, CrosstabTest
from opinionmine.reporting.blocks import Cell, Number, Table, count_cell, opinions_cell
from opinionmine.reporting.summary import RatingRow, SourceFacts, Summary, ThemeFacts
from opinionmine.reporting.words import Words, show_change, show_p, show_share

# In the order of legends and columns; in the pictures each keeps its colour from report to report.
VOICES = (*OUTSIDE_VOICES, "self_evaluation", "project_report")
STANCES = ("request", "question", "praise", "concern", "report", "none")
BASIS_MARKS = {"cited": "●", "section": "◐", "plan": "○", "similar": "？"}
# |residual| beyond which a cell of a table that was tested stands out.
_STANDS_OUT = 1.96
_FALSE_DISCOVERIES = 0.05


def ratings_table(source: SourceFacts, words: Words) -> Table:
    """Goals and actors against grades, and the totals."""
    columns = (words("goal"), words("actor"), *source.grades, words("achieved_short"), "n")
    rows: list[tuple[Cell, ...]] = []
    main = ""
    for row in (*source.rows, *source.totals):
        above = source.main_goals.get(row.goal_id, "")
        if above != main and above:
            rows.append((above, *[""] * (len(columns) - 1)))
        main = above
        name = f"{row.goal_id} {row.title}" if row.goal_id else words("all_goals_together")
        rows.append((name, row.actor, *_grades(row), *_achieved(row.n_achieved, row.n)))
    return Table("ratings", words("ratings"), columns, tuple(rows))


def tidy_ratings(source: SourceFacts, words: Words) -> Table:
    """One row for each count, with its place in the file: goal, title, actor, grade, count, change, place."""
    columns = (
        words("goal"), words("goal_title"), words("actor"), words("grade_of_measure"), words("count"), words("against_last_year"),
        words("place"),
    )  # fmt: skip
    rows = tuple(
        (
            row.goal_id,
            row.title,
            row.actor,
            count.grade,
            count_cell(count.count),
            Number(count.change, show_change(count.change)),
            show_places(count.places),
        )
        for row in source.rows
        for count in row.counts
    )
    return Table(_numbered("ratings", source), words("ratings"), columns, rows)


def themes_table(summary: Summary, words: Words) -> Table:
    """How often each theme is raised, with both kinds of uncertainty; the most frequent first."""
    columns = (
        words("theme"), words("grade"), words("opinions"), words("share_of_opinions"), words("interval"), words("likely"), words("prose"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for theme in by_frequency(summary):
        n_opinions = sum(theme.voices.get(voice, 0) for voice in OUTSIDE_VOICES)
        n_prose = len(theme.opinion_ids) - n_opinions
        share = theme.share
        rows.append(
            (
                words.theme(theme.theme_id),
                theme.grade,
                count_cell(n_opinions, theme=theme.theme_id, side="opinions"),
                Number(share.count / share.n, show_share(share.count / share.n)) if share else Number(None, "–"),
                _range(*map(show_share, share.interval)) if share else "–",
                _range(*map(str, share.likely)) if share and share.likely else "–",
                count_cell(n_prose, theme=theme.theme_id, side="prose"),
            )
        )
    return Table("themes", words("themes"), columns, tuple(rows))


def parts_table(summary: Summary, words: Words, variable: str, values: Sequence[str]) -> Table:
    """Themes against voices or stances, all opinions and prose."""
    columns = (words("theme"), *(words(f"{variable}_{value}") for value in values), words("sum"))
    rows: list[tuple[Cell, ...]] = []
    for theme in by_frequency(summary):
        counts = theme.counts(variable)
        cells = [count_cell(counts.get(value, 0), theme=theme.theme_id, **{variable: value}) for value in values]
        rows.append((words.theme(theme.theme_id), *cells, count_cell(sum(counts.values()), theme=theme.theme_id)))
    return Table(f"themes-{variable}", words(f"themes_by_{variable}"), columns, tuple(rows))


def map_table(source: SourceFacts, codebook: Codebook, words: Words) -> Table:
    """Themes against goals: the strongest basis and the number of opinions and prose."""
    goals = name_goals(source)
    cells = {(cell.theme_id, cell.goal_id): cell for cell in source.map}
    rows: list[tuple[Cell, ...]] = []
    for theme_id in codebook.theme_ids:
        row: list[Cell] = [words.theme(theme_id)]
        for goal_id in goals:
            cell = cells.get((theme_id, goal_id))
            n = len(cell.opinion_ids) if cell else 0
            mark = f"{BASIS_MARKS[cell.basis]} {n}" if cell else ""
            row.append(Number(n, mark, {"theme": theme_id, "goal": f"{source.number}/{goal_id}"} if n else {}))
        rows.append(tuple(row))
    columns = (words("theme"), *goals.values())
    return Table(_numbered("map", source), words("map"), columns, tuple(rows))


def priorities_table(source: SourceFacts, words: Words) -> Table:
    """How often each theme is raised beside the ratings of its goals."""
    columns = (
        words("theme"),
        words("goals"),
        words("raised"),
        words("of_opinions"),
        words("achieved"),
        "n",
        words("interval"),
    )
    rows = tuple(
        (
            words.theme(p.theme_id),
            "・".join(p.goals),
            count_cell(p.n_raised, theme=p.theme_id, side="opinions", sheet=str(source.number)),
            count_cell(p.n_opinions),
            *_achieved(p.n_achieved, p.n),
            _range(*map(show_share, p.interval)),
        )
        for p in sorted(source.priorities, key=lambda p: (-p.n_raised, p.n_achieved / p.n))
    )
    return Table(_numbered("priorities", source), words("priorities"), columns, rows)


def associations_table(source: SourceFacts, associations: Iterable[Association], words: Words, name: str = "") -> Table:
    """The ratings of the goals that one theme reaches, by actor."""
    columns = (words("goal"), words("actor"), *source.grades, words("achieved"), "n", words("interval"))
    rows: list[tuple[Cell, ...]] = []
    sums = []
    for a in associations:
        goals = "・".join(a.goals)
        if len(a.goals) > 1:
            sums.append(len(rows))
            goals += f" {words('all_goals')}"
        grades = [Number(a.counts[g], f"{a.counts[g]} ({show_change(a.change[g])})") for g in source.grades]
        n_achieved = sum(a.counts[grade] for grade in source.achieved)
        interval = _range(*map(show_share, a.interval)) if a.interval else "–"
        rows.append((goals, a.actor, *grades, *_achieved(n_achieved, a.n), interval))
    return Table("associations", f"{words('reaches')} {name}".strip(), columns, tuple(rows), frozenset(sums))


def crosstab_table(crosstab: Crosstab, source: SourceFacts | None, words: Words) -> Table:
    """Counts with their share of the column, and the test of each theme; themes that nobody speaks of are left out."""
    columns = (
        words("theme"),
        *(f"{name_category(crosstab.variable, c, words)} (n = {size})" for c, size in zip(crosstab.categories, crosstab.sizes, strict=True)),
        words("sum"), "p", "q", words("effect"), words("remark"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    marked = set()
    for test in crosstab.tests:
        if not test.n:
            continue
        stands_out = test.q is not None and test.q < _FALSE_DISCOVERIES
        if stands_out:
            marked.add(len(rows))
        cells = []
        for cell in crosstab.row(test.theme_id):
            mark = ""
            if stands_out and cell.residual is not None and abs(cell.residual) > _STANDS_OUT:
                mark = " ▲" if cell.residual > 0 else " ▼"
            opens = _opens(crosstab, source, test.theme_id, cell.category) if cell.count else {}
            cells.append(Number(cell.count, f"{cell.count} ({show_share(cell.column_share)}){mark}", opens))
        rows.append((words.theme(test.theme_id), *cells, *_test(test, words)))
    name = f"crosstab-{crosstab.variable}"
    return Table(
        _numbered(name, source) if source else name,
        name_variable(crosstab.variable, words),
        columns,
        tuple(rows),
        frozenset(marked),
    )


def crosstab_cells(crosstabs: Iterable[tuple[Crosstab, SourceFacts | None]], words: Words) -> Table:
    """Every cell of every crosstab with its shares, interval and residual, and the test of its theme; one row a cell."""
    columns = tuple(
        words(key)
        for key in ("variable", "input", "theme", "category", "count", "row_share", "column_share", "low", "high", "residual",
                    "p_value", "q_value", "effect", "method", "remark")
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for crosstab, source in crosstabs:
        tests = {test.theme_id: test for test in crosstab.tests}
        for cell in crosstab.cells:
            test = tests[cell.theme_id]
            low, high = cell.interval or (None, None)
            figures = (cell.row_share, cell.column_share, low, high, cell.residual, test.p, test.q, test.effect)
            rows.append(
                (
                    name_variable(crosstab.variable, words),
                    source.name if source else "",
                    words.theme(cell.theme_id),
                    name_category(crosstab.variable, cell.category, words),
                    count_cell(cell.count),
                    *(Number(value, "" if value is None else f"{value:.4g}") for value in figures),
                    words(f"method_{test.method}") if test.method else "",
                    words(f"why_{test.why}") if test.why else "",
                )
            )
    return Table("crosstabs", words("crosstabs"), columns, tuple(rows))


def all_crosstabs(summary: Summary) -> list[tuple[Crosstab, SourceFacts | None]]:
    """Those over all inputs, then those of each sheet."""
    whole: list[tuple[Crosstab, SourceFacts | None]] = [(crosstab, None) for crosstab in summary.crosstabs]
    return whole + [(crosstab, source) for source in summary.sources for crosstab in source.crosstabs]


def edges_table(summary: Summary, words: Words, most: int | None = None) -> Table:
    """Pairs of words and themes that stand in the same opinions, strongest first."""
    labels = label_nodes(summary, words)
    columns = (words("pair_a"), words("pair_b"), words("both"), words("jaccard"))
    rows = tuple(
        (
            labels[edge.a],
            labels[edge.b],
            count_cell(edge.count),
            Number(edge.jaccard, f"{edge.jaccard:.2f}"),
        )
        for edge in summary.network.edges[:most]
    )
    return Table("network", words("network"), columns, rows)


def key_words_table(summary: Summary, words: Words) -> Table:
    """The words that mark each theme, and how often each is said with it and without it."""
    columns = ("theme", "word", "with_theme", "without_theme", "occurrences", "count_rest", "log_ratio")
    rows = tuple(
        (
            words.theme(word.category),
            word.label,
            opinions_cell(word.opinion_ids),
            count_cell(word.n_rest),
            count_cell(word.count),
            count_cell(word.count_rest),
            Number(word.log_ratio, f"{word.log_ratio:.1f}"),
        )
        for word in summary.keyness.words
    )
    return Table("key-words", words("key_words"), tuple(map(words, columns)), rows)


def audit_table(source: SourceFacts, words: Words) -> Table:
    """Every number of the prose that was held against the tables."""
    columns = (
        words("verdict"),
        words("quote"),
        words("kind"),
        words("scope"),
        words("stated"),
        words("computed"),
        words("place"),
    )
    claims = source.audit.claims
    rows = tuple(
        (
            words(c.verdict.replace(" ", "_") + "_mark"),
            c.quote,
            words(f"kind_{c.kind}"),
            " / ".join(sep.join(items) or words("all") for sep, items in (("・", c.scope.actors), ("・", c.scope.goals), ("", c.scope.grades))),
            c.stated,
            c.computed or "–",
            f"{c.locator.label} ／ {words('table_lines')} {show_places(source.label for source in c.sources)}",
        )
        for c in claims
    )  # fmt: skip
    marked = frozenset(n for n, claim in enumerate(claims) if claim.verdict == "differs")
    return Table(_numbered("audit", source), words("audit"), columns, rows, marked)


def glossary_table(codebook: Codebook, words: Words) -> Table:
    """What each theme is about."""
    rows = tuple(
        (
            words.theme(t.theme_id),
            words.definition(t.theme_id),
            "、".join(t.cues[:6]),
        )
        for t in codebook.themes
    )
    return Table("glossary", words("glossary"), (words("theme"), words("definition"), words("for_example")), rows)


def provenance_table(summary: Summary, words: Words) -> Table:
    """What the report was made from and with."""
    rows: list[tuple[Cell, ...]] = [
        (words("made_with"), f"opinionmine {summary.version}"),
        (words("model"), summary.model_id),
        (words("codebook"), f"{summary.codebook_id}, version {summary.codebook_version}"),
    ]
    for source in summary.sources:
        about = [source.name, f"sha256 {source.sha256}"]
        if source.plan_map:
            about.append(f"{words('plan_used')}: {source.plan_map}")
        if source.linked_to:
            about.append(words("linked_to", name=summary.sources[source.linked_to - 1].name))
        rows.append((f"{words('input')} {source.number}", " ／ ".join(about)))
    return Table("provenance", words("provenance"), (words("what"), words("value")), tuple(rows))


def by_frequency(summary: Summary) -> list[ThemeFacts]:
    """The themes that somebody speaks of, the most frequent first."""
    raised = [theme for theme in summary.themes if theme.opinion_ids]
    return sorted(raised, key=lambda theme: -len(theme.opinion_ids))


def name_goals(source: SourceFacts) -> dict[str, str]:
    """The goals that a map shows, by id: those with ratings, and those that an opinion is linked to."""
    shown = {row.goal_id for row in source.rows} | {cell.goal_id for cell in source.map}
    return {goal_id: f"{goal_id} {title}".strip() for goal_id, title in source.goals.items() if goal_id in shown}


def label_nodes(summary: Summary, words: Words) -> dict[str, str]:
    """What is written at each node of the network."""
    return {n.node_id: words.theme(n.label) if n.is_theme else n.label for n in summary.network.nodes}


def name_variable(variable: str, words: Words) -> str:
    """What a crosstab crosses the themes with, in words; a column of a list by its own name."""
    return words(f"variable_{variable}") if words.has(f"variable_{variable}") else variable


def name_category(variable: str, category: str, words: Words) -> str:
    """A category in words: committee is 委員会の意見; a value of a column as it stands."""
    if variable in ("voice", "stance", "outcome", "side"):
        return words(f"{variable}_{category}")
    if variable in ("source", "sheet"):
        return f"{words('input')} {category}"
    return words("rest") if category == REST else category


def show_places(places: Iterable[str]) -> str:
    """The places of table cells, as short as can be: 12, 14, 20 or 評価!D7; the first twelve of many."""
    labels = list(dict.fromkeys(place for place in places if place))
    return ", ".join(labels[:12]) + (" …" if len(labels) > 12 else "")


def _opens(crosstab: Crosstab, source: SourceFacts | None, theme_id: str, category: str) -> dict[str, str]:
    if crosstab.variable == "grade":
        return {}
    if crosstab.variable == "goal" and source:
        return {"theme": theme_id, "goal": f"{source.number}/{category}", "basis": "named"}
    return {"theme": theme_id, crosstab.variable: category}


def _test(test: CrosstabTest, words: Words) -> tuple[Cell, ...]:
    remark = words(f"why_{test.why}") if test.why else words(f"method_{test.method}")
    effect = Number(test.effect, "–" if test.effect is None else f"{test.effect:.2f}")
    return count_cell(test.n), Number(test.p, show_p(test.p)), Number(test.q, show_p(test.q)), effect, remark


def _grades(row: RatingRow) -> list[Number]:
    return [Number(c.count, f"{c.count} ({show_change(c.change)})") for c in row.counts]


def _achieved(n_achieved: int, n: int) -> tuple[Number, Number]:
    share = n_achieved / n if n else None
    return Number(share, f"{n_achieved}/{n} = {show_share(share)}" if n else "–"), count_cell(n)


def _range(low: str, high: str) -> str:
    return f"{low}–{high}"


def _numbered(name: str, source: SourceFacts) -> str:
    return name if source.number == 1 else f"{name}-{source.number}"
