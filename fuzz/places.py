"""Where the files of a target stand, and which kinds of files its first byte chooses from."""

from __future__ import annotations

from pathlib import Path

SHEETS = (".txt", ".md", ".csv", ".tsv", ".html")
LISTS = (".csv", ".tsv", ".txt", ".jsonl", ".json")


def name_of(content: bytes, endings: tuple[str, ...]) -> tuple[str, bytes]:
    """The first byte chooses the ending of the file name, the others are the file."""
    return (f"hostile{endings[content[0] % len(endings)]}", content[1:]) if content else ("hostile", b"")


def seed_folder(kind: str) -> Path:
    """Such as out/fuzz/text."""
    return Path(__file__).resolve().parents[1] / "out" / "fuzz" / kind
