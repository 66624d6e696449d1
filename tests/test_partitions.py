"""Many files of comments, here and on a cluster; and Parquet."""

import csv
import os
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from opinionmine.cli import main

pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = ("研修を毎年続けて、担い手を増やしてほしい。", "民生委員と学校が話し合える場がない。", "", "祭りが楽しかった。")


def run(*arguments):
    return CliRunner().invoke(main, ["classify", "--model", "light", *map(str, arguments)])


def write_lists(folder, n_files, n_rows):
    folder.mkdir()
    for k in range(n_files):
        rows = "".join(f'{k}-{n},"{TEXTS[(n + k) % 4]}"\n' for n in range(n_rows))
        (folder / f"p{k}.csv").write_text(f"番号,意見\n{rows}", "utf-8")
    return sorted(folder.iterdir())


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "opinionmine.json"}


def coded_alone(files, folder):
    """What each file gives when it is coded for itself."""
    folder.mkdir()
    for file in files:
        assert run(file, "-o", folder / file.name).exit_code == 0
    return contents(folder)


@pytest.mark.parametrize("as_pattern", [False, True])
def test_every_file_of_a_folder_is_coded_once(tmp_path, as_pattern):
    files = write_lists(tmp_path / "data", 3, 70)
    whole = coded_alone(files, tmp_path / "alone")
    given, out = tmp_path / "data" / "*.csv" if as_pattern else tmp_path / "data", tmp_path / "out"
    result = run(given, "-o", out)
    assert (result.exit_code, contents(out)) == (0, whole)
    assert "[3/3] p2.csv: 70 rows = 52 coded + 18 without text" in result.stderr
    assert result.stderr.endswith(f"{out}: 3 files coded, 0 were there (判定 3 件、既存 0 件).\n")
    # What is there is not made again, but for an input that was changed.
    changed = out / "p1.csv"
    (out / "p2.csv").unlink()
    os.utime(changed, (1, 1))
    kept = (out / "p0.csv").stat().st_mtime_ns
    assert f"{out}: 2 files coded, 1 were there" in run(given, "-o", out).stderr
    assert contents(out) == whole and (out / "p0.csv").stat().st_mtime_ns == kept


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    write_lists(tmp_path / "data", 3, 5)
    (tmp_path / "data" / "p1.csv").write_text('番号,意見\n1,"研修\n', "utf-8")
    (tmp_path / "data" / "p2.csv").write_text("番号,意見\n1,研修\n2,遠い,不便\n", "utf-8")
    result = run(tmp_path / "data", "-o", tmp_path / "out")
    assert result.exit_code == 2 and "p1.csv: not a CSV table" in result.stderr
    assert sorted(contents(tmp_path / "out")) == ["p0.csv", "p2.csv", "p2.csv.rejected.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["data"], "several files are coded to files in a folder: name it with -o"),
        (["data", "-o", "out.csv"], "name it with -o, such as -o coded/"),
        (["data", "-o", "x/y"], "x/y: cannot be used as a folder of results"),
        (["none/*.csv", "-o", "out"], "there is none; expected files that end in .csv"),
        (["data/*", "-o", "out"], "memo.txt is none of them"),
        (["twice", "-o", "out"], "two files are named a; their results would be one file"),
        (["data", "-o", "other"], "it holds results of another model or other options"),
        (["data", "-o", "data"], "data: the inputs are in it, and results bear their names"),
        (["data", "-o", "out", "--scheduler", "nonsense://x"], "--scheduler nonsense://x: no answer"),
        (["data/p0.csv", "--engine", "dask", "-o", "o.csv"], "--engine and --scheduler speak of many files"),
        (
            ["data", "-o", "out", "--engine", "dask", "--scheduler", "nonsense://x"],
            "--scheduler nonsense://x: no answer",
        ),
    ],
)
def test_faults_around_many_files(tmp_path, monkeypatch, arguments, message):
    write_lists(tmp_path / "data", 2, 2)
    (tmp_path / "data" / "memo.txt").write_text("メモ", "utf-8")
    (tmp_path / "twice").mkdir()
    for name in ("a.csv", "a.jsonl"):
        (tmp_path / "twice" / name).write_text("意見\n研修\n", "utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "opinionmine.json").write_text('{"model": "another"}', "utf-8")
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2 and message in result.stderr


def test_a_cluster_that_loses_a_worker_loses_no_file(tmp_path):
    """A scheduler and two workers, processes of their own; one is killed when the first results are there."""
    pytest.importorskip("distributed")
    files = write_lists(tmp_path / "data", 12, 200)
    whole = coded_alone(files, tmp_path / "alone")
    out, known = tmp_path / "out", tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = [
        subprocess.Popen(
            [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", known],
            **quiet,
        )
    ]
    try:
        while not known.exists() or not known.stat().st_size:
            assert begun[0].poll() is None
            time.sleep(0.05)
        worker = [*dask, "worker", "--scheduler-file", known, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        begun += [subprocess.Popen(worker, cwd=tmp_path, **quiet) for _ in range(2)]
        address = known.read_text("utf-8").split('"address": "')[1].split('"')[0]
        command = [sys.executable, "-m", "opinionmine", "classify", tmp_path / "data", "-o", out, "--model", "light"]
        run = subprocess.Popen(
            [*command, "--engine", "dask", "--scheduler", address], stderr=subprocess.PIPE, text=True
        )
        while not any(out.glob("p*.csv")):
            assert run.poll() is None
            time.sleep(0.02)
        begun[1].kill()
        _, told = run.communicate()
    finally:
        for process in begun:
            process.kill()
            process.wait()
    assert run.returncode == 0 and f"{out}: 12 files coded, 0 were there" in told, told
    assert {name: content for name, content in contents(out).items() if not name.startswith(".")} == whole


def test_parquet_in_and_out_says_what_csv_says(tmp_path):
    texts = [*TEXTS, "研修を続けて"]
    days = ["2025-10-04", "2026-03-31", None, "いつか", "2025"]
    table = pa.table(
        {"番号": pa.array([3, 1, 4, 1, 5]), "意見": texts, "受付日": days, "点": [0.5, 1.0, None, 2.0, 3.5]}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    for name in ("o.parquet", "o.csv"):
        result = run(tmp_path / "a.parquet", "-o", tmp_path / name)
        assert result.exit_code == 0 and "5 rows = 4 coded + 1 without text" in result.stderr
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        printed = list(csv.DictReader(file))
    assert [(r["番号"], r["意見"], r["受付日"], r["点"]) for r in rows] == [
        ("3", TEXTS[0], "2025-10-04", "0.5"),
        ("1", TEXTS[1], "2026-03-31", "1.0"),
        ("4", "", "", ""),
        ("1", TEXTS[3], "いつか", "2.0"),
        ("5", "研修を続けて", "2025", "3.5"),
    ]
    assert [r["fiscal_year"] for r in rows] == [2025, 2025, None, None, 2025]
    for row, line in zip(rows, printed, strict=True):
        assert ";".join(row["themes"] or []) == line["themes"] and (row["outcome"] or "") == line["outcome"]
        assert {k: f"{v:.4f}" for k, v in row.items() if k.startswith("p_") and v is not None} == {
            k: v for k, v in line.items() if k.startswith("p_") and v
        }
        spans = [row["意見"][e["start"] : e["end"]] for e in row["evidence"] or []]
        assert spans == [e["text"] for e in row["evidence"] or []]
    assert any(row["evidence"] for row in rows)
    # Read again, what was added is made anew.
    result = run(tmp_path / "o.parquet", "-o", tmp_path / "again.parquet")
    assert "columns of results are made anew" in result.stderr
    assert pq.read_table(tmp_path / "again.parquet").to_pylist() == rows


def test_what_is_no_parquet_file_is_told_so(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no")
    result = run(tmp_path / "a.parquet", "-o", tmp_path / "o.csv")
    assert result.exit_code == 2 and "not a Parquet file, or a damaged one" in result.stderr
    result = run(tmp_path / "b.parquet", "-o", tmp_path / "o.csv")
    assert result.exit_code == 2 and "b.parquet: no such file" in result.stderr
    result = run("--text", "研修", "--format", "parquet")
    assert result.exit_code == 2 and "parquet needs a file: name it with -o" in result.stderr
