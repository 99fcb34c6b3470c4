"""Save real programme tables in the shapes governments use, read them back, and report recall and precision.

    python benchmarks/documents.py FOLDER --rows 200

FOLDER holds CSV files with a column of programmes, offices and indicators. Programmes are compared by wording,
and apart from that with their office.
Where LibreOffice is installed, it also writes XLS, ODS and PDF. Nothing stays on the disk.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from smartmap.documents.headings import role_of
from smartmap.documents.read import read
from smartmap.errors import SmartmapError

Rows = list[list[str]]
HEAD = ["No", "Program", "Indikator Kinerja", "Perangkat Daerah"]


def table_of(path: Path, most: int) -> Rows:
    """Give programme, indicator and office of each row."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    columns = {}
    for place, heading in enumerate(rows[0]):
        columns.setdefault(role_of(heading).name, place)
    return [[row[columns[role]] for role in ("program", "indicator", "opd")] for row in rows[1 : most + 1]]


def xlsx_plain(path: Path, rows: Rows) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [HEAD, *([number, *row] for number, row in enumerate(rows, 1))]:
        book.active.append(row)
    book.save(path.with_suffix(".xlsx"))


def xlsx_merged(path: Path, rows: Rows) -> None:
    """Titles, two rows of heading, numbered columns, programmes and offices merged downwards, a total."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["TABEL 7.2 PROGRAM PRIORITAS DAERAH"])
    sheet.append(["No", "Program Prioritas", "Indikator", "Target", None, "Perangkat Daerah Penanggung Jawab"])
    sheet.append([None, None, None, "2025", "2026", None])
    sheet.append(list(range(1, 7)))
    boxes, start = ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"], 5
    for number, row in enumerate(rows, 1):
        same = number > 1 and (row[0], row[2]) == (rows[number - 2][0], rows[number - 2][2])
        start = start if same else sheet.max_row + 1
        first, text, opd = (None, None, None) if same else (number, row[0], row[2])
        sheet.append([first, text, row[1], "12,5", "13", opd])
        after = rows[number] if number < len(rows) else ["", "", ""]
        if sheet.max_row > start and (row[0], row[2]) != (after[0], after[2]):
            boxes += [f"{letter}{start}:{letter}{sheet.max_row}" for letter in "ABF"]
    sheet.append([None, "JUMLAH TOTAL", None, "1.000"])
    for box in boxes:
        sheet.merge_cells(box)
    book.save(path.with_suffix(".xlsx"))


def docx_table(path: Path, rows: Rows) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Tabel 7.2 Program prioritas")
    table = document.add_table(len(rows) + 1, len(HEAD), style="Table Grid")
    for line, row in zip(table.rows, [HEAD, *([str(n), *row] for n, row in enumerate(rows, 1))], strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    document.save(str(path.with_suffix(".docx")))


def _pdf(path: Path, rows: Rows, style: Sequence[tuple], size: int) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    letters = ParagraphStyle("cell", fontSize=size, leading=1.2 * size)
    texts = [HEAD, *([str(number), *row] for number, row in enumerate(rows, 1))]
    cells = [[Paragraph(escape(text), letters) for text in row] for row in texts]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *style]
    table = Table(cells, colWidths=(35, 270, 250, 170), repeatRows=1, style=style)
    SimpleDocTemplate(str(path.with_suffix(".pdf")), pagesize=landscape(A4)).build([table])


def pdf_ruled(path: Path, rows: Rows) -> None:
    _pdf(path, rows, [("GRID", (0, 0), (-1, -1), 0.5, "black")], 8)


def pdf_open(path: Path, rows: Rows) -> None:
    _pdf(path, rows, [("BOTTOMPADDING", (0, 0), (-1, -1), 5), ("TOPPADDING", (0, 0), (-1, -1), 4)], 9)


LAYOUTS: dict[str, tuple[Callable[[Path, Rows], None], str, tuple[str, ...]]] = {
    "xlsx_plain": (xlsx_plain, "xlsx", ("ods",)),
    "xlsx_merged": (xlsx_merged, "xlsx", ("xls", "ods")),
    "docx_table": (docx_table, "docx", ("docx", "pdf")),
    "pdf_ruled": (pdf_ruled, "pdf", ()),
    "pdf_open": (pdf_open, "pdf", ()),
}


def convert(path: Path, kind: str, folder: Path) -> Path:
    out = folder / "libreoffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return out / f"{path.stem}.{kind}"


def pair(text: str, opd: str) -> tuple[str, str]:
    return " ".join(text.split()).casefold(), " ".join(opd.split()).casefold()


def report(name: str, path: Path, rows: Rows) -> None:
    wanted = {pair(row[0], row[2]) for row in rows if row[0].strip()}
    try:
        found = {pair(item.text, item.opd) for item in read(path).programmes}
    except SmartmapError as error:
        print(f"{name:45} {error.code}", flush=True)
        return
    texts, asked = {text for text, _ in found}, {text for text, _ in wanted}
    right = len(texts & asked)
    offices = len(wanted & found) / len(wanted)
    recall, precision = right / len(asked), right / max(1, len(texts))
    print(f"{name:45} recall {recall:.3f}  precision {precision:.3f}  with the right office {offices:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of each table, from the top")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for source in sorted(given.folder.glob("*.csv")):
            rows = table_of(source, given.rows)
            for name, (make, suffix, kinds) in LAYOUTS.items():
                path = Path(place) / f"{source.stem[:20]}-{name}.{suffix}"
                make(path, rows)
                report(path.name, path, rows)
                for kind in kinds if shutil.which("soffice") else ():
                    report(f"{path.name} -> {kind}", convert(path, kind, Path(place)), rows)


if __name__ == "__main__":
    main()
