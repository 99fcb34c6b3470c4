"""Print sheets to PDF in layouts that spoil them, read them back, and count what is wrong and not said.

    python -m benchmarks.printed_sheets

Needs LibreOffice. The rows are those of tests/cases/documents/programmes.csv. A name counts as wrong if it is none of
the sheet's; a mission or office beside a right name as wrong if it is another one, as missing if there is none. Where
something is missing or wrong, a doubt, a row or a page that was left out must speak of it. Nothing stays on the disk.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import Any

from tests.documents.make_cases import Fact, facts

from smartmap.documents.read import read
from smartmap.errors import SmartmapError

MISSIONS = {"No": 5, "Misi": 28, "Program": 45, "Perangkat Daerah": 30}
INDICATORS = {"No": 5, "Program": 45, "Indikator Kinerja": 40, "Perangkat Daerah": 35}
NARROW = {"No": 5, "Program": 25, "Indikator Kinerja": 25, "Perangkat Daerah": 25}
UNNUMBERED = {"Program": 30, "Indikator Kinerja": 30, "Perangkat Daerah": 25}
BLANK = {"No": 5, "Program": 30, "Keterangan": 30, "Perangkat Daerah": 30}

LAYOUTS: dict[str, dict[str, Any]] = {
    "missions merged, text in the middle": {"columns": MISSIONS},
    "missions merged, text at the top": {"columns": MISSIONS, "upright": "top"},
    "missions merged, text at the bottom": {"columns": MISSIONS, "upright": "bottom"},
    "missions merged, heading once": {"columns": MISSIONS, "repeated": False},
    "missions written upwards": {"columns": {**MISSIONS, "Misi": 8}, "turned": True},
    "missions in narrow columns": {
        "columns": {"No": 5, "Misi": 9, "Program": 14, "Perangkat Daerah": 12}, "wide": False,
    },
    "missions without lines": {"columns": MISSIONS, "lines": ""},
    "missions, lines between columns": {"columns": MISSIONS, "lines": "lr"},
    "cells cut off": {"columns": {**NARROW, "Program": 20}, "wrapped": False},
    "some cells cut off": {
        "columns": {**NARROW, "Program": 75, "Perangkat Daerah": 50}, "wrapped": False, "fitted": True,
    },
    "text over empty cells": {"columns": BLANK, "wrapped": False},
    "text over the last column": {"columns": {"No": 5, "Perangkat Daerah": 40, "Program": 30}, "wrapped": False},
    "text over the last column, no lines": {
        "columns": {"No": 5, "Perangkat Daerah": 40, "Program": 30}, "wrapped": False, "lines": "",
    },
    "rows of one line": {"columns": {**INDICATORS, "Program": 70}, "height": 15},
    "rows of one line, narrow": {"columns": NARROW, "height": 15},
    "rows of two lines, narrow": {"columns": NARROW, "height": 26, "upright": "top"},
    "a frame only": {"columns": INDICATORS, "lines": "frame"},
    "a frame only, no numbers": {"columns": {**UNNUMBERED, "Program": 45}, "lines": "frame"},
    "lines between columns": {"columns": INDICATORS, "lines": "lr", "upright": "top"},
    "lines between columns, no numbers": {"columns": UNNUMBERED, "lines": "lr", "upright": "top"},
    "lines between rows": {"columns": INDICATORS, "lines": "tb"},
    "no lines": {"columns": NARROW, "lines": "", "upright": "top"},
    "no lines, numbers in the middle": {"columns": NARROW, "lines": ""},
    "no lines, no numbers": {"columns": UNNUMBERED, "lines": "", "upright": "top"},
    "bands of grey": {"columns": INDICATORS, "lines": "", "bands": True},
    "wider than the paper": {"columns": {**INDICATORS, "Program": 70, "Indikator Kinerja": 60}},
    "narrow columns": {
        "columns": {"No": 4, "Program": 12, "Indikator Kinerja": 12, "Perangkat Daerah": 12}, "wide": False,
    },
}  # fmt: skip


def cells(fact: Fact, number: int, columns: Sequence[str]) -> list[str | int | None]:
    """Give a fact's cells; a column it does not know stays empty."""
    known = {
        "No": number, "Misi": mission(fact), "Program": fact.program, "Indikator Kinerja": fact.indicators[0],
        "Perangkat Daerah": fact.opd,
    }  # fmt: skip
    return [known.get(column) for column in columns]


def mission(fact: Fact) -> str:
    return f"Misi {fact.misi_no}: {fact.misi}"


def make(
    path: Path, columns: dict[str, int], *, lines: str = "lrtb", upright: str = "center", wrapped: bool = True,
    repeated: bool = True, turned: bool = False, wide: bool = True, fitted: bool = False, bands: bool = False,
    height: int = 0,
) -> None:  # fmt: skip
    """Write a workbook in a layout."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, PatternFill, Side
    from openpyxl.worksheet.properties import PageSetupProperties

    book, thin = Workbook(), Side(style="thin")
    sheet = book.active
    for row in (["Tabel 7.1 Program Prioritas"], [], list(columns)):
        sheet.append(row)
    for number, fact in enumerate(facts(), 1):
        sheet.append(cells(fact, number, list(columns)))
    last = sheet.max_row
    for place, (name, width) in enumerate(columns.items(), 1):
        sheet.column_dimensions[chr(64 + place)].width = width
        start = 4
        for _, group in groupby(facts(), key=mission):
            end = start + len(list(group)) - 1
            if name == "Misi":
                sheet.merge_cells(start_row=start, end_row=end, start_column=place, end_column=place)
            start = end + 1
        for row in range(3, last + 1):
            cell = sheet.cell(row, place)
            ends = {"l": place == 1, "r": place == len(columns), "t": row in (3, 4), "b": row == last}
            sides = {side: thin if side in lines or (lines == "frame" and ends[side]) or (lines == "lr" and ends[side])
                     else None for side in "lrtb"}  # fmt: skip
            cell.border = Border(left=sides["l"], right=sides["r"], top=sides["t"], bottom=sides["b"])
            angle = 90 if turned and name == "Misi" and row > 3 else 0
            cell.alignment = Alignment(wrap_text=wrapped, vertical=upright, textRotation=angle)
            if bands and row % 2 == 0:
                cell.fill = PatternFill("solid", fgColor="DDDDDD")
    for row in range(4, last + 1):
        known = zip(columns.items(), sheet[row], strict=True)
        texts = [(name, width, str(cell.value or "")) for (name, width), cell in known]
        deep = max(ceil(1.25 * len(text) / width) for name, width, text in texts if name != "Misi")
        sheet.row_dimensions[row].height = height or (13.5 * deep + 2 if wrapped else 15)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape" if wide else "portrait", 9
    if fitted:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0
    if repeated:
        sheet.print_title_rows = "3:3"
    book.save(path)


def report(name: str, path: Path, columns: Sequence[str]) -> tuple[int, int]:
    """Print a line for a layout; give wrong names, and wrong missions and offices of which nothing is said."""
    by_name = {fact.program: fact for fact in facts()}
    try:
        reading = read(path)
    except SmartmapError as error:
        print(f"{name:38} {error.code}", flush=True)
        return 0, 0
    found = {" ".join(item.text.split()): item for item in reading.programmes}
    right = [item for text, item in found.items() if text in by_name]
    said = any(table.doubts for table in reading.tables) or any(item.is_loss for item in reading.skipped)
    pairs = []
    for item in right:
        fact = by_name[" ".join(item.text.split())]
        pairs += [(dict(item.parents).get("misi"), mission(fact))] if "Misi" in columns else []
        pairs += [(item.opd, fact.opd)] if "Perangkat Daerah" in columns else []
    missing = sum(not got for got, _ in pairs)
    beside = sum(bool(got) and got != want for got, want in pairs)
    wrong = len(found) - len(right)
    unsaid = "" if said or not (missing or beside) else ", not said"
    names = f"names read {len(right):3} of {len(by_name)}, wrong {wrong}"
    print(f"{name:38} {names}; beside them missing {missing:3}, wrong {beside}{unsaid}", flush=True)
    return wrong, 0 if said else missing + beside


def main() -> None:
    if not shutil.which("soffice"):
        raise SystemExit("LibreOffice (soffice) is needed")
    totals = [0, 0]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number, (_, options) in enumerate(LAYOUTS.items()):
            make(folder / f"{number:02}.xlsx", **options)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        books = sorted(map(str, folder.glob("*.xlsx")))
        subprocess.run(
            ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *books],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        for number, (name, options) in enumerate(LAYOUTS.items()):
            counts = report(name, folder / f"{number:02}.pdf", list(options["columns"]))
            totals = [total + count for total, count in zip(totals, counts, strict=True)]
    print(f"wrong names {totals[0]}, missions and offices missing or wrong that nothing is said of {totals[1]}")


if __name__ == "__main__":
    main()
