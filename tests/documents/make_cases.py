"""Documents as governments write them, made from the facts in tests/cases/documents/programmes.csv.

Each maker writes one shape and says what a reader must find in it; ``MAKERS`` names them all.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

FACTS = Path(__file__).parents[1] / "cases" / "documents" / "programmes.csv"


class Fact(NamedTuple):
    """A programme as the facts have it."""

    misi_no: str
    misi: str
    field: str
    code: str
    program: str
    opd: str
    indicators: tuple[str, ...]


class Expected(NamedTuple):
    """What a reader must find of a programme; None where the shape does not say it."""

    text: str
    level: str = "program"
    code: str | None = None
    opd: str | None = None
    misi: str | None = None
    indicator: str | None = None


Made = tuple[Path, list[Expected]]
Maker = Callable[[Path], Made]
MAKERS: dict[str, Maker] = {}


def facts() -> list[Fact]:
    """Give all facts, in order."""
    lines = [line for line in FACTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Fact(**{**row, "indicators": tuple(row["indicators"].split("|"))}) for row in csv.DictReader(lines)]


def maker(function: Maker) -> Maker:
    """Put a maker on the list."""
    MAKERS[function.__name__] = function
    return function


def expected(fact: Fact, *named: str) -> Expected:
    """Give what must be found of a fact, with the fields named."""
    given = {
        "code": fact.code,
        "opd": fact.opd,
        "misi": f"Misi {fact.misi_no}: {fact.misi}",
        "indicator": "; ".join(fact.indicators),
    }
    return Expected(fact.program, **{name: given[name] for name in named})


# --- workbooks


def save_book(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), more: Any = None) -> Path:
    """Write rows as an XLSX by openpyxl; ``more`` are further sheets by name."""
    import openpyxl

    book = openpyxl.Workbook()
    for number, (name, content) in enumerate({"Tabel": rows, **(more or {})}.items()):
        sheet = book.active if number == 0 else book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    for box in merged:
        book.worksheets[0].merge_cells(box)
    book.save(path)
    return path


@maker
def plain_sheet(folder: Path) -> Made:
    """A heading and a row per programme."""
    rows = [["No", "Kode", "Program", "Perangkat Daerah", "Pagu"]]
    rows += [[number, f.code, f.program, f.opd, 1_000_000 * number] for number, f in enumerate(facts(), 1)]
    return save_book(folder / "plain.xlsx", rows), [expected(f, "code", "opd") for f in facts()]


@maker
def titles_and_two_header_rows(folder: Path) -> Made:
    """Titles above, two rows of heading, numbers of the columns, a total below, missions merged downwards."""
    rows: list[list[Any]] = [
        ["TABEL 7.1"], ["PROGRAM PRIORITAS KABUPATEN CONTOH TAHUN 2025-2029"], [],
        ["No", "Misi", "Program Prioritas", "Indikator Kinerja", "Target", None, "Perangkat Daerah Penanggung Jawab"],
        [None, None, None, None, "2025", "2026", None], list(range(1, 8)),
    ]  # fmt: skip
    merged = ["A1:G1", "A2:G2", "E4:F4", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "G4:G5"]
    begin, before = 7, ""
    for number, f in enumerate(facts(), 1):
        new = f.misi_no != before
        if new and before:
            merged.append(f"B{begin}:B{len(rows)}")
        begin = len(rows) + 1 if new else begin
        before = f.misi_no
        misi = f"Misi {f.misi_no}: {f.misi}" if new else None
        rows.append([number, misi, f.program, "\n".join(f"- {item}" for item in f.indicators), 80, 85.5, f.opd])
    merged.append(f"B{begin}:B{len(rows)}")
    rows.append([None, None, "JUMLAH", None, None, None, None])
    path = save_book(folder / "titles.xlsx", rows, merged)
    return path, [expected(f, "opd", "misi", "indicator") for f in facts()]


@maker
def row_per_indicator(folder: Path) -> Made:
    """A row per indicator, the programme merged over its rows."""
    rows: list[list[Any]] = [["No", "Program", "Indikator Program", "Satuan", "Target 2025", "OPD"]]
    merged = []
    for number, f in enumerate(facts(), 1):
        start = len(rows) + 1
        for place, item in enumerate(f.indicators):
            first = place == 0
            rows.append(
                [number if first else None, f.program if first else None, item, "%", 90, f.opd if first else None]
            )
        if len(f.indicators) > 1:
            merged += [f"{letter}{start}:{letter}{len(rows)}" for letter in "ABF"]
    path = save_book(folder / "indicators.xlsx", rows, merged)
    return path, [expected(f, "opd", "indicator") for f in facts()]


@maker
def programme_repeated_per_indicator(folder: Path) -> Made:
    """A row per indicator with everything repeated, as databases export it."""
    rows = [["visi_teks", "misi_teks", "nama_program", "indikator", "target_awal", "satuan", "pagu_1", "nama_skpd"]]
    for f in facts():
        rows += [
            ["Maju bersama", f"Misi {f.misi_no}: {f.misi}", f.program, item, 1, "%", 5, f.opd] for item in f.indicators
        ]
    return save_book(folder / "export.xlsx", rows), [expected(f, "opd", "misi", "indicator") for f in facts()]


@maker
def split_codes(folder: Path) -> Made:
    """A code split over three columns that a spreadsheet took for numbers; rows of affairs between."""
    rows: list[list[Any]] = [["Kode", None, None, "Urusan/Bidang Urusan/Program", "Indikator", "OPD"]]
    before = ""
    for f in facts():
        one, two, three = map(int, f.code.split("."))
        if f.field != before:
            rows.append([one, two, None, f"URUSAN PEMERINTAHAN BIDANG {f.field.upper()}", None, None])
            before = f.field
        rows.append([one, two, three, f.program.upper(), f.indicators[0], f.opd])
    path = save_book(folder / "split.xlsx", rows, ["A1:C1"])
    return path, [expected(f, "code", "opd")._replace(text=f.program.upper()) for f in facts()]


@maker
def sipd_brackets(folder: Path) -> Made:
    """A SIPD export: codes inside the text, outcomes in brackets, offices as rows."""
    rows: list[list[Any]] = [["Bidang Urusan/Program/Kegiatan", "Outcome", "Indikator", "Target"]]
    before = ""
    for f in facts():
        if f.opd != before:
            rows.append([f.opd.upper(), None, None, None])
            rows.append([f"{f.code[:4]} URUSAN PEMERINTAHAN BIDANG {f.field.upper()}", None, None, None])
            before = f.opd
        rows.append([f"{f.code} {f.program}", "[Meningkatnya layanan]", " ".join(f"[{i}]" for i in f.indicators), "5"])
    path = save_book(folder / "sipd.xlsx", rows)
    return path, [expected(f, "code", "indicator")._replace(opd=f.opd.upper()) for f in facts()]


@maker
def several_tables_on_a_sheet(folder: Path) -> Made:
    """A table per mission, one below the other, the second with other columns."""
    rows: list[list[Any]] = []
    for misi in ("1", "2", "3", "4"):
        kept = [f for f in facts() if f.misi_no == misi]
        rows += [[f"Misi {misi}: {kept[0].misi}"], []]
        if misi in "13":
            rows.append(["No", "Program", "OPD", "Indikator"])
            rows += [[n, f.program, f.opd, f.indicators[0]] for n, f in enumerate(kept, 1)]
        else:
            rows.append(["No", "Perangkat Daerah", "Kode", "Nama Program"])
            rows += [[n, f.opd, f.code, f.program] for n, f in enumerate(kept, 1)]
        rows.append([])
    return save_book(folder / "several.xlsx", rows), [expected(f, "opd") for f in facts()]


@maker
def sheet_per_mission(folder: Path) -> Made:
    """A cover and a sheet per mission."""
    head = ["No", "Kode Rekening", "Uraian Program", "SKPD"]
    sheets = {
        f"Misi {misi}": [head, *([n, f.code, f.program, f.opd] for n, f in enumerate(facts(), 1) if f.misi_no == misi)]
        for misi in "1234"
    }
    path = save_book(folder / "sheets.xlsx", [["LAMPIRAN"], ["Kabupaten Contoh"]], more=sheets)
    return path, [expected(f, "code", "opd") for f in facts()]


@maker
def level_column(folder: Path) -> Made:
    """A column of levels beside the text; missions are items too."""
    rows: list[list[Any]] = [["Tingkat", "Kode", "Uraian", "Pelaksana"]]
    wanted = []
    before = ""
    for f in facts():
        if f.misi_no != before:
            rows.append([f"Misi {f.misi_no}", None, f.misi, None])
            wanted.append(Expected(f.misi, "misi"))
            before = f.misi_no
        rows.append(["Program", f.code, f.program, f.opd])
        wanted.append(expected(f, "code", "opd")._replace(misi=f.misi))
    return save_book(folder / "levels.xlsx", rows), wanted


@maker
def old_windows_csv(folder: Path) -> Made:
    """Semicolons and Windows letters, decimal commas."""
    path = folder / "lama.csv"
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["NO", "MISI", "NAMA PROGRAM", "TARGET", "OPD PENANGGUNGJAWAB"])
        writer.writerows(
            [n, f"Misi {f.misi_no}: {f.misi}", f"{f.program} – tahap ½", "12,5", f.opd]
            for n, f in enumerate(facts(), 1)
        )
    return path, [expected(f, "opd", "misi")._replace(text=f"{f.program} – tahap ½") for f in facts()]


@maker
def tabs_in_utf16(folder: Path) -> Made:
    """What a spreadsheet calls Unicode text."""
    path = folder / "teks.txt"
    lines = ["Kode\tProgram\tOPD", *(f"{f.code} \t{f.program}\t{f.opd}" for f in facts())]
    path.write_bytes("\r\n".join(lines).encode("utf-16"))
    return path, [expected(f, "code", "opd") for f in facts()]


@maker
def three_levels(folder: Path) -> Made:
    """Programme, activity and sub-activity in columns of their own, each on its row, codes with blanks behind."""
    rows: list[list[Any]] = [["Kode Rekening", "Program", "Kegiatan", "Sub Kegiatan", "Pagu Indikatif (Rp)", "Lokasi"]]
    wanted = []
    for f in facts():
        activity, part = (
            f"Koordinasi Pelaksanaan {f.program}",
            f"Penyusunan Dokumen {f.program.removeprefix('Program ')}",
        )
        rows.append([f"{f.code} ", f.program, None, None, "144.902.000", None])
        rows.append([f"{f.code}.2.01 ", None, activity, None, "44.902.000", None])
        rows.append([f"{f.code}.2.01.0001\n", None, None, part, "4.902.000", "Kab. Contoh, Semua Kecamatan"])
        rows.append([None, None, None, "Jumlah", "4.902.000", None])
        wanted += [
            expected(f, "code"),
            Expected(activity, "kegiatan", f"{f.code}.2.01"),
            Expected(part, "sub_kegiatan", f"{f.code}.2.01.0001"),
        ]
    return save_book(folder / "tiga.xlsx", rows), wanted


BRANDS = (
    "LENTERA (Lampu Penerangan Jalan Sampai Desa)", "Satu Juta Satu Pekarangan", "Mompotau Stunting",
    "GERBANG EMAS: Gerakan Bangkit Ekonomi Masyarakat", "Ambulans Desa Siaga 24 Jam", "Satu Data Kabupaten",
    "e-Retribusi Pasar berbasis QRIS", "Kampung Iklim dan Bank Sampah Induk", "Pusat Kreasi Anak Muda",
    "Sekolah Lapang Petani Milenial",
)  # fmt: skip


@maker
def flagship_programmes(folder: Path) -> Made:
    """Free names without any code, among official ones; the heading says "Program Unggulan"."""
    rows: list[list[Any]] = [["NO.", "PROGRAM UNGGULAN", "PENJELASAN", "PD PENGAMPU"]]
    names = [*BRANDS, *(f.program for f in facts()[:20])]
    rows += [[f"{n}.", name, "Dilaksanakan bertahap", "Bappeda"] for n, name in enumerate(names, 1)]
    wanted = [Expected(name, opd="Bappeda") for name in names]
    return save_book(folder / "unggulan.xlsx", rows), wanted


@maker
def plain_text_list(folder: Path) -> Made:
    """A numbered list, one programme a line."""
    path = folder / "daftar.txt"
    path.write_text("\n".join(f"{n}. {f.program}" for n, f in enumerate(facts(), 1)), encoding="utf-8")
    return path, [expected(f)._replace(level="") for f in facts()]


# --- Word


def _fill(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for cells, row in zip((line.cells for line in table.rows), rows, strict=True):
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    return table


@maker
def word_table(folder: Path) -> Made:
    """Two rows of heading, missions merged downwards, text before and after."""
    import docx

    document = docx.Document()
    document.add_heading("Program Prioritas", 1)
    document.add_paragraph("Program prioritas pembangunan daerah disajikan pada tabel berikut.")
    rows = [["No", "Misi", "Program", "Target", "", "Perangkat Daerah"], ["", "", "", "2025", "2026", ""]]
    spans: list[tuple[int, int]] = []
    before = ""
    for number, f in enumerate(facts(), 1):
        if f.misi_no != before:
            spans.append((len(rows), len(rows)))
            before = f.misi_no
        spans[-1] = (spans[-1][0], len(rows))
        first = spans[-1][0] == len(rows)
        rows.append([str(number), f"Misi {f.misi_no}: {f.misi}" if first else "", f.program, "10", "11", f.opd])
    table = _fill(document, rows)
    table.cell(0, 3).merge(table.cell(0, 4))
    for place in (0, 1, 2, 5):
        table.cell(0, place).merge(table.cell(1, place))
    for start, end in spans:
        table.cell(start, 1).merge(table.cell(end, 1))
    document.add_paragraph("Sumber: Bappeda, 2025")
    path = folder / "tabel.docx"
    document.save(str(path))
    return path, [expected(f, "opd", "misi") for f in facts()]


@maker
def word_table_per_office(folder: Path) -> Made:
    """A table per office, the office in a line above it, with a glossary before."""
    import docx

    document = docx.Document()
    _fill(document, [["Singkatan", "Kepanjangan"], ["OPD", "Organisasi Perangkat Daerah"]])
    for opd in dict.fromkeys(f.opd for f in facts()):
        document.add_paragraph(f"Perangkat Daerah : {opd}")
        kept = [f for f in facts() if f.opd == opd]
        _fill(document, [["Kode", "Program", "Indikator"], *([f.code, f.program, f.indicators[0]] for f in kept)])
    path = folder / "per-opd.docx"
    document.save(str(path))
    return path, [expected(f, "code", "opd") for f in facts()]


@maker
def word_narrative(folder: Path) -> Made:
    """Vision, missions, goals and programmes in running text and lists."""
    import docx

    document = docx.Document()
    wanted = [Expected("Terwujudnya Kabupaten Contoh yang maju, mandiri, dan sejahtera", "visi")]
    document.add_heading("3.1 Visi dan Misi", 1)
    document.add_paragraph("Visi: “Terwujudnya Kabupaten Contoh yang maju, mandiri, dan sejahtera”")
    document.add_paragraph("Visi tersebut dijabarkan ke dalam 4 (empat) misi sebagai berikut:")
    missions = dict.fromkeys((f.misi_no, f.misi) for f in facts())
    for _, misi in missions:
        document.add_paragraph(f"{misi};", style="List Number")
        wanted.append(Expected(misi, "misi"))
    document.add_paragraph("Keempat misi ini saling mendukung. Misi 2 sangat menentukan pertumbuhan daerah.")
    for number, misi in missions:
        document.add_heading(f"Penjabaran Misi {number}", 2)
        document.add_paragraph(f"Misi {number} ini menjawab isu strategis daerah dan sejalan dengan Asta Cita.")
        goal = f"Meningkatnya capaian bidang {number} bagi seluruh warga"
        document.add_paragraph(f"Tujuan {number}.1: {goal}")
        wanted.append(Expected(goal, "tujuan", misi=misi))
        document.add_paragraph(f"Program prioritas untuk mewujudkan misi {number} adalah:")
        for place, f in enumerate((f for f in facts() if f.misi_no == number), 1):
            document.add_paragraph(f"{place}) {f.program};")
            wanted.append(expected(f)._replace(misi=misi))
        document.add_paragraph("Seluruh program tersebut dilaksanakan secara bertahap mulai tahun 2025.")
    path = folder / "narasi.docx"
    document.save(str(path))
    return path, wanted


@maker
def word_table_cut_into_pieces(folder: Path) -> Made:
    """One table that its author cut every ten rows, some pieces with the heading again."""
    import docx

    document = docx.Document()
    head = ["No", "Misi", "Program", "Indikator", "OPD"]
    before = ""
    for start in range(0, len(facts()), 10):
        rows = [head] if start % 20 == 0 else []
        for number, f in enumerate(facts()[start : start + 10], start + 1):
            misi = "" if f.misi_no == before else f"Misi {f.misi_no}: {f.misi}"
            before = f.misi_no
            rows.append([str(number), misi, f.program, "\n".join(f.indicators), f.opd])
        _fill(document, rows)
        document.add_paragraph("Lanjutan Tabel 3.2")
    path = folder / "lanjutan.docx"
    document.save(str(path))
    return path, [expected(f, "opd", "misi") for f in facts()]


# --- PDF


def _pdf(path: Path, story: Sequence[Any], **options: Any) -> Path:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import SimpleDocTemplate

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 25, "RPJMD Kabupaten Contoh Tahun 2025-2029")
        canvas.drawRightString(780, 25, f"Bab VII - {document.page}")

    SimpleDocTemplate(str(path), pagesize=landscape(A4), **options).build(
        list(story), onFirstPage=foot, onLaterPages=foot
    )
    return path


def _cells(rows: Sequence[Sequence[str]], size: int = 8, split: bool = False) -> list[list[Any]]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle("cell", fontSize=size, leading=1.2 * size, splitLongWords=int(split))
    return [[Paragraph(text.replace("&", "&amp;"), style) for text in row] for row in rows]


def _grid(rows: Sequence[Sequence[Any]], widths: Sequence[int], style: Sequence[Any], repeat: int = 1) -> Any:
    from reportlab.platypus import Table

    return Table(list(rows), colWidths=list(widths), repeatRows=repeat, style=list(style))


LINES = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
OPEN = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
]


def _text(text: str) -> Any:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph

    return Paragraph(text, getSampleStyleSheet()["Normal"])


@maker
def pdf_ruled(folder: Path) -> Made:
    """Lines, repeated heading, many pages."""
    rows = [["No", "Kode", "Program", "Indikator Kinerja", "Target 2025", "Perangkat Daerah"]]
    rows += [[str(n), f.code, f.program, f.indicators[0], "12,5", f.opd] for n, f in enumerate(facts(), 1)]
    table = _grid(_cells(rows), (30, 55, 200, 200, 60, 150), LINES)
    path = _pdf(folder / "garis.pdf", [_text("Tabel 7.1 Program Prioritas"), table])
    return path, [expected(f, "code", "opd") for f in facts()]


@maker
def pdf_ruled_narrow(folder: Path) -> Made:
    """Narrow columns that split words, two rows of heading, no heading on later pages, middle alignment."""
    rows = [["No", "Program", "Target", "", "Perangkat Daerah"], ["", "", "2025", "2026", ""]]
    rows += [[str(n), f.program, "10", "11", f.opd] for n, f in enumerate(facts(), 1)]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("SPAN", (2, 0), (3, 0)),
        ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (1, 1)), ("SPAN", (4, 0), (4, 1)),
    ]  # fmt: skip
    table = _grid(_cells(rows, 9, split=True), (28, 52, 40, 40, 90), style, repeat=0)
    path = _pdf(folder / "sempit.pdf", [table])
    return path, [expected(f, "opd") for f in facts()]


@maker
def pdf_merged_missions(folder: Path) -> Made:
    """A table per mission with the mission in a line above, a row per indicator, programmes merged downwards."""
    story: list[Any] = []
    for misi in "1234":
        kept = [f for f in facts() if f.misi_no == misi]
        story.append(_text(f"Misi {misi}: {kept[0].misi}"))
        rows, style = [["No", "Program", "Indikator", "OPD"]], list(LINES)
        for number, f in enumerate(kept, 1):
            start = len(rows)
            rows += [
                [str(number), f.program, item, f.opd] if place == 0 else ["", "", item, ""]
                for place, item in enumerate(f.indicators)
            ]
            style += [("SPAN", (c, start), (c, len(rows) - 1)) for c in (0, 1, 3) if len(rows) - 1 > start]
        story.append(_grid(_cells(rows), (30, 260, 250, 160), style))
    path = _pdf(folder / "misi.pdf", story)
    return path, [expected(f, "opd", "misi", "indicator") for f in facts()]


@maker
def pdf_without_lines(folder: Path) -> Made:
    """No lines at all, heading repeated."""
    rows = [["No", "Kode", "Program", "Perangkat Daerah"]]
    rows += [[str(n), f.code, f.program, f.opd] for n, f in enumerate(facts(), 1)]
    path = _pdf(folder / "tanpa-garis.pdf", [_grid(_cells(rows, 9), (35, 60, 300, 220), OPEN)])
    return path, [expected(f, "code", "opd") for f in facts()]


@maker
def pdf_without_lines_or_numbers(folder: Path) -> Made:
    """No lines, no numbers, no heading on later pages; text around the table."""
    rows = [["Program", "Indikator", "OPD"], *([f.program, f.indicators[0], f.opd] for f in facts())]
    table = _grid(_cells(rows, 9), (260, 230, 200), OPEN, repeat=0)
    words = (
        "Program pembangunan daerah disusun dengan memperhatikan kebutuhan warga dan kemampuan keuangan daerah. " * 5
    )
    path = _pdf(folder / "polos.pdf", [_text(words), table])
    return path, [expected(f, "opd") for f in facts()]


@maker
def pdf_rules_between_rows(folder: Path) -> Made:
    """Only horizontal rules, middle alignment."""
    rows = [["No", "Program", "Perangkat Daerah"], *([str(n), f.program, f.opd] for n, f in enumerate(facts(), 1))]
    style = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    path = _pdf(folder / "mendatar.pdf", [_grid(_cells(rows, 9), (35, 220, 150), style)])
    return path, [expected(f, "opd") for f in facts()]


@maker
def pdf_rows_broken_by_pages(folder: Path) -> Made:
    """Rows that go on over the page's end."""
    rows = [["No", "Program", "Perangkat Daerah"], *([str(n), f.program, f.opd] for n, f in enumerate(facts(), 1))]
    from reportlab.platypus import Table

    table = Table(_cells(rows, 11), colWidths=[40, 110, 110], repeatRows=1, style=LINES, splitInRow=1, splitByRow=1)
    path = _pdf(folder / "terbelah.pdf", [table], topMargin=60, bottomMargin=60)
    return path, [expected(f, "opd") for f in facts()]


@maker
def pdf_text_and_tables(folder: Path) -> Made:
    """Missions in running text, then a table per mission of two shapes, on the same pages."""
    story: list[Any] = [_text("Misi pembangunan daerah adalah sebagai berikut:")]
    missions = dict.fromkeys((f.misi_no, f.misi) for f in facts())
    story += [_text(f"{number}. {misi};") for number, misi in missions]
    story.append(
        _text("Misi tersebut dijabarkan ke dalam program pada tabel berikut. Setiap program memiliki indikator.")
    )
    for number, _ in missions:
        kept = [f for f in facts() if f.misi_no == number]
        story.append(_text(f"Tabel 3.{number} Program dan penanggung jawabnya"))
        if number in "13":
            rows = [["No", "Program", "OPD"], *([str(n), f.program, f.opd] for n, f in enumerate(kept, 1))]
            widths = [30, 280, 200]
        else:
            rows = [["Perangkat Daerah", "Kode", "Nama Program"], *([f.opd, f.code, f.program] for f in kept)]
            widths = [180, 60, 280]
        story.append(_grid(_cells(rows), widths, LINES))
    path = _pdf(folder / "campur.pdf", story)
    return path, [*(Expected(misi, "misi") for _, misi in missions), *(expected(f, "opd") for f in facts())]


@maker
def pdf_flagship_narrow(folder: Path) -> Made:
    """Free names in narrow columns, centred, without lines."""
    rows = [["No", "Program Unggulan", "PD"], *([str(n), name, "Bappeda"] for n, name in enumerate(BRANDS, 1))]
    style = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    path = _pdf(folder / "unggulan.pdf", [_grid(_cells(rows, 9), (35, 130, 90), style)])
    return path, [Expected(name, opd="Bappeda") for name in BRANDS]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for each in MAKERS.values():
        print(each(target)[0])
