"""How fast opinions are coded, beside the analyser itself and the usual pipeline: writes docs/benchmarks.md.

    python benchmarks/speed.py [ROUNDS]      Linux with GNU time (package time); the mecab binary (package mecab) is compared where there is one

Every way is run once a round, in turn; a figure is the median of the rounds, with the least and the greatest.
"""

import csv
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import unidic_lite

from opinionmine.japanese.tokenize import tokenize

ROOT = Path(__file__).resolve().parents[1]
# Every second one: three rounds take about ten minutes on two cores.
_MOST_ROWS = 7500


class Way(NamedTuple):
    """Something that is run, how many things it does, and what they are."""

    command: list[str]
    n: int = 0
    unit: str = ""


def main(rounds: int = 3) -> None:
    """Make the corpus, run every way in turn, write the page."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        n, lemmas = write_corpus(work)
        ways = commands(work, n)
        run(
            [
                sys.executable,
                str(ROOT / "benchmarks" / "usual.py"),
                "train",
                str(work / "labelled.jsonl"),
                str(work / "usual.joblib"),
            ],
            work,
        )
        runs = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                runs[name].append(run(way.command, work))
        (ROOT / "docs" / "benchmarks.md").write_text(page(n, lemmas, rounds, ways, runs), "utf-8")


def write_corpus(work: Path) -> tuple[int, int]:
    """Distinct opinions of the corpus as CSV, as lines, and with their labels; how many, and how many different lemmas they have."""
    rows = {}
    for file in sorted((ROOT / "corpora" / "opinions").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            rows[" ".join(row["text"].split())] = row["themes"]
    names = invent_names()
    sources = list(rows)[:: max(1, round(len(rows) / _MOST_ROWS))]
    rows = {f"{text}（{next(names)}の{next(names)}）": rows[text] for text in sources}
    texts = list(rows)
    with (work / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows((str(number), text) for number, text in enumerate(texts, 1))
    (work / "lines.txt").write_text("\n".join(texts) + "\n", "utf-8")
    labelled = (json.dumps({"text": text, "themes": rows[text]}, ensure_ascii=False) for text in texts)
    (work / "labelled.jsonl").write_text("\n".join(labelled) + "\n", "utf-8")
    return len(texts), len({token.lemma for text in texts for token in tokenize(text)})


def invent_names() -> Iterator[str]:
    """Names that no dictionary has, as shops and groups have them: the corpus alone has too few lemmas to say how a larger vocabulary fares."""
    signs = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
    chosen = random.Random(0)
    while True:
        yield "".join(chosen.choices(signs, k=chosen.randint(4, 6)))


def commands(work: Path, n: int) -> dict[str, Way]:
    """What is run, by name."""
    ours = [sys.executable, "-m", "opinionmine"]
    usual = [sys.executable, str(ROOT / "benchmarks" / "usual.py"), "classify", str(work / "usual.joblib")]
    read = [*ours, "classify", str(work / "in.csv"), "-o", str(work / "out.csv")]
    light = [*read, "--model", "light"]
    ways = {
        "python -c pass": Way([sys.executable, "-c", "pass"]),
        "one comment, light": Way([*ours, "classify", "--text", "研修を続けてほしい", "--model", "light"]),
        "opinionmine light, 1 process": Way([*light, "--workers", "1"], n, "opinions"),
        "opinionmine light, 2 processes": Way([*light, "--workers", "2"], n, "opinions"),
        "opinionmine light, no evidence, 1 process": Way([*light, "--no-evidence", "--workers", "1"], n, "opinions"),
        "opinionmine light, no evidence, 2 processes": Way([*light, "--no-evidence", "--workers", "2"], n, "opinions"),
        "opinionmine default, 1 process": Way([*read, "--workers", "1"], n, "opinions"),
        "opinionmine default, 2 processes": Way([*read, "--workers", "2"], n, "opinions"),
        "usual pipeline": Way([*usual, str(work / "in.csv"), str(work / "usual.csv")], n, "opinions"),
    }
    if mecab := shutil.which("mecab"):
        dictionary = ["-r", "/dev/null", "-d", unidic_lite.DICDIR, "-Owakati"]
        ways["mecab -Owakati"] = Way(
            [mecab, *dictionary, str(work / "lines.txt"), "-o", str(work / "wakati.txt")], n, "opinions"
        )
    # Two sheets hold no opinion, which `read` tells by its exit status.
    found = sorted((ROOT / "corpora" / "sheets" / "samples").glob("*.pdf"))
    sheets = [sheet for sheet in found if sheet.stem not in ("h5", "j6")]
    ways[f"read {len(sheets)} sheets in PDF"] = Way(
        [*ours, "read", *map(str, sheets), "-o", str(work / "sheets.json")], sum(map(count_pages, sheets)), "pages"
    )
    for size in (500, 2000):
        rows = (work / "in.csv").read_text("utf-8").splitlines()[: size + 1]
        (work / f"{size}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        report = [*ours, "report", str(work / f"{size}.csv"), "--model", "light", "--workers", "1"]
        ways[f"report, light, {size} opinions"] = Way([*report, "-o", str(work / "r.html")], size, "opinions")
    return ways


def count_pages(file: Path) -> int:
    """Pages of a PDF file."""
    with pypdfium2.PdfDocument(file) as document:
        return len(document)


def run(command: Sequence[str], work: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds of it and its children, and peak memory in MB, as GNU time says."""
    figures, log = work / "time.txt", work / "log"
    with log.open("wb") as out:
        measured = ["/usr/bin/time", "-o", str(figures), "-f", "%e %U %S %M", *command]
        if subprocess.run(measured, stdout=out, stderr=out).returncode:
            raise RuntimeError(f"{' '.join(command)}: {log.read_text('utf-8')}")
    wall, user, system, kilobytes = map(float, figures.read_text().split())
    return wall, user + system, kilobytes / 1024


def page(
    n: int, lemmas: int, rounds: int, ways: dict[str, Way], runs: dict[str, list[tuple[float, float, float]]]
) -> str:
    """The figures as Markdown."""

    def cell(values: Sequence[float], digits: int = 1) -> str:
        low, middle, high = min(values), statistics.median(values), max(values)
        return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"

    lines = [
        "# Speed",
        "",
        "Written by `make bench`; do not edit by hand. Nothing here is a test: another machine has other figures.",
        "",
        f"n = {n} distinct opinions of the corpus, two invented names added to each, with {lemmas} different lemmas, in CSV, out as CSV; "
        f"{rounds} rounds in turn, median (least to greatest). {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}. "
        "Processor time is that of all processes, memory that of the first one.",
        "",
        "| way | wall, s | processor, s | a second | memory, MB |",
        "|---|---|---|---|---|",
    ]
    for name, own in runs.items():
        wall, processor, memory = zip(*own, strict=True)
        way = ways[name]
        rate = f"{way.n / statistics.median(wall):,.0f} {way.unit}" if way.n else ""
        lines.append(f"| {name} | {cell(wall, 2)} | {cell(processor, 2)} | {rate} | {cell(memory, 0)} |")
    lines += ["", "## Ratios, round by round", "", "| of | to | wall | processor |", "|---|---|---|---|"]
    pairs = [
        ("opinionmine light, no evidence, 1 process", "mecab -Owakati"),
        ("opinionmine light, 1 process", "mecab -Owakati"),
        ("opinionmine default, 1 process", "mecab -Owakati"),
        ("usual pipeline", "opinionmine light, no evidence, 1 process"),
        ("usual pipeline", "opinionmine light, 1 process"),
        ("opinionmine light, 1 process", "opinionmine light, 2 processes"),
        ("opinionmine default, 1 process", "opinionmine default, 2 processes"),
        ("report, light, 2000 opinions", "report, light, 500 opinions"),
        ("one comment, light", "python -c pass"),
    ]
    for a, b in pairs:
        if a in runs and b in runs:
            both = list(zip(runs[a], runs[b], strict=True))
            wall, processor = ([x[part] / max(y[part], 1e-3) for x, y in both] for part in (0, 1))
            lines.append(f"| {a} | {b} | {cell(wall, 2)} | {cell(processor, 2)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
