"""Write the seeds of every target, and a dictionary of fragments, to out/fuzz."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from fragments import ALL
from opinionmine.documents.text import decode
from packing import EXCEL_PARTS, WORD_PARTS, join_parts, pack_pdf
from places import LISTS, SHEETS, seed_folder

_ROOT = Path(__file__).resolve().parents[1]
# Characters of one seed.
_LONGEST = 500
_LIST = (
    'id,区分,意見\r\n1,x,"研修を\n続けてほしい"\r\n2,y,\r\n',
    "No.\t受付年度\tご意見\n1\t令和５年度\tサロンを増やす\n",
    "移動支援が必要だ\n\n特になし\n",
    '{"id": "a", "text": "研修を続ける"}\n{"id": "b", "text": null}\n',
    '[{"text": "居場所がほしい", "themes": ["training"]}]',
)


def main() -> None:
    """Write seeds, one file each."""
    for kind, contents in (
        ("text", _text()),
        ("csv", _lists()),
        ("pdf", _pdf()),
        ("docx", _office("docx")),
        ("xlsx", _office("xlsx")),
    ):
        folder = seed_folder(kind)
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(contents):
            (folder / f"seed-{number}").write_bytes(content)
    words = {word.encode("utf-8", "surrogatepass") for word in ALL}
    rows = ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in sorted(words)]
    seed_folder("words.dict").write_text("\n".join(rows) + "\n", "ascii")


def _samples(*endings: str) -> list[Path]:
    return sorted(path for path in (_ROOT / "corpora" / "sheets").rglob("*") if path.suffix in endings)


def _text() -> Iterator[bytes]:
    """Whole sheets are slow and change little when a byte does: pieces of them."""
    for path in _samples(*SHEETS):
        text, _ = decode(path.read_bytes(), path.name)
        for start in range(0, len(text), _LONGEST):
            yield bytes([SHEETS.index(path.suffix)]) + text[start : start + _LONGEST].encode()
    draw = random.Random(0)
    for number in range(40):
        text = "".join(draw.choice(ALL) for _ in range(60))
        yield bytes([number % len(SHEETS)]) + text.encode("utf-8", "ignore")


def _lists() -> Iterator[bytes]:
    for number, text in enumerate(_LIST):
        for encoding in ("utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16"):
            yield bytes([number]) + text.encode(encoding)
    assert len(_LIST) == len(LISTS)


def _office(ending: str) -> Iterator[bytes]:
    for path in _samples(f".{ending}"):
        yield join_parts(path.read_bytes(), WORD_PARTS if ending == "docx" else EXCEL_PARTS)


def _pdf() -> Iterator[bytes]:
    """Small files by hand: the samples are half a megabyte each, mostly fonts."""
    for text in ("1-1 7 11 1 1", "(⇧ 2)", "委員会の意見"):
        yield _write_pdf(text)


def _write_pdf(text: str) -> bytes:
    """One page, one font without glyphs and with a character map."""
    codes = {sign: number for number, sign in enumerate(sorted(set(text)), 1)}
    pairs = "\n".join(f"<{code:04X}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items())
    cmap = f"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap"
    shown = "".join(f"{codes[sign]:04X}" for sign in text)
    page = (
        f"72 700 m 500 700 l S 72 600 400 80 re S BT /F1 10 Tf 1 0 0 1 80 720 Tm <{shown}> Tj 0 -60 Td <{shown}> Tj ET"
    )
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[7 0 R]/Count 1>>",
        "<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000"
        "/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/S/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>",
        f"<</Length {len(cmap)}>>\nstream\n{cmap}\nendstream",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 8 0 R>>",
        f"<</Length {len(page)}>>\nstream\n{page}\nendstream",
    )
    return pack_pdf(objects)


if __name__ == "__main__":
    main()
