"""Further layouts of plans: working papers, exports of planning systems, forms of 2025, and what stands in their cells.

Each maker is put on the list of tests/documents/make_cases.py.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.documents.make_cases import (
    LINES,
    Expected,
    Fact,
    Made,
    _cells,
    _fill,
    _grid,
    _pdf,
    expected,
    facts,
    maker,
    save_book,
)  # fmt: skip

VALUES = ("98,64", "N/A", "Tidak Ada Data", "-", "7,00-7,50", "A", "144.902", "≥ 95", "Opini WTP", "12")
OUTCOMES = "Meningkatnya kualitas pelaksanaan {}"


def outcome(fact: Fact) -> str:
    return OUTCOMES.format(fact.program.removeprefix("Program ").lower())


def misi(fact: Fact) -> str:
    return f"Misi {fact.misi_no}: {fact.misi}"


@maker
def working_paper_of_three_tables(folder: Path) -> Made:
    """Vision to programme in one row, indicator, baseline, target, unit and office of each level beside it."""
    rows: list[list[Any]] = [[
        "VISI", "MISI", "TUJUAN RPJMD", "IK TUJUAN", "BASELINE IK TUJUAN", "TARGET IK TUJUAN", "SATUAN IK TUJUAN",
        "OPD PENANGGUNGJAWAB TUJUAN", "SASARAN RPJMD", "IK SASARAN", "BASELINE IK SASARAN", "TARGET IK SASARAN",
        "SATUAN IK SASARAN", "OPD PENANGGUNGJAWAB SASARAN", "PERIODE", "PROGRAM PRIORITAS", "OUTCOME PROGRAM PRIORITAS",
        "IK PROGRAM", "BASELINE IK PROGRAM", "TARGET IK PROGRAM", "SATUAN IK PROGRAM", "OPD PENANGGUNGJAWAB PROGRAM",
    ]]  # fmt: skip
    for number, f in enumerate(facts()):
        for item in f.indicators:
            value, other = VALUES[number % 10], VALUES[(number + 3) % 10]
            rows.append([
                "Maju bersama", misi(f), "Meningkatnya daya saing", "Indeks daya saing", value, other, "Indeks",
                "BAPPEDA", f"Meningkatnya layanan bidang {f.field}", "Indeks layanan", other, value, "Poin", "BAPPEDA",
                "2025-2029",
                f.program, outcome(f), item, value, other, "Persen", f.opd.upper(),
            ])  # fmt: skip
    wanted = [expected(f, "misi", "indicator")._replace(opd=f.opd.upper()) for f in facts()]
    return save_book(folder / "kertas-kerja.xlsx", rows), wanted


@maker
def monitoring_sheet(folder: Path) -> Made:
    """Targets and money of five years, filled down by blanks, the programme of the Renstra in a second column."""
    years = [f"Target Tahun {n}" for n in range(1, 6)]
    money = [f"Pagu Tahun {n}" for n in range(1, 6)]
    head = ["No", "Visi", "Misi", "Tujuan", "Sasaran", "Program", "Indikator", "Target Awal", *years,
            "Target Akhir", "Satuan", *money, "Program Renstra", "Keterangan"]  # fmt: skip
    rows: list[list[Any]] = [["MONITORING RPJMD"], head]
    before = ""
    for number, f in enumerate(facts(), 1):
        new = f.misi_no != before
        before = f.misi_no
        above = [
            "Maju bersama" if number == 1 else None,
            misi(f) if new else None,
            *(["T", "S"] if new else [None, None]),
        ]
        rows.append(
            [
                number,
                *above,
                f.program,
                f.indicators[0],
                "7,1",
                *VALUES[:5],
                "10",
                "%",
                *[1_250_000] * 5,
                f.program,
                None,
            ]
        )
    return save_book(folder / "monev.xlsx", rows), [expected(f, "misi") for f in facts()]


@maker
def database_export(folder: Path) -> Made:
    """Names of database columns, ids and codes of offices and affairs, semicolons, UTF-8 with a mark."""
    path = folder / "data_rpjmd_program.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([
            "id_unik", "visi_teks", "misi_teks", "tujuan_teks", "sasaran_teks", "nama_program", "indikator",
            "target_awal", *(f"target_{n}" for n in range(1, 6)), "target_akhir", "satuan",
            *(f"pagu_{n}" for n in range(1, 6)), "kode_skpd", "nama_skpd", "id_bidang_urusan",
        ])  # fmt: skip
        for number, f in enumerate(facts(), 1):
            for item in f.indicators:
                writer.writerow([
                    number, "Maju bersama", misi(f), "Meningkatnya daya saing", "Meningkatnya layanan", f.program, item,
                    *"1234567", "persen", *["1500000.00"] * 5, f"{f.code[:4]}.0.00.0.00.01.0000", f.opd,
                    100 + number,
                ])  # fmt: skip
    return path, [expected(f, "opd", "misi", "indicator") for f in facts()]


def _consistency(rows: Sequence[Fact]) -> list[list[str]]:
    """Two halves side by side: what the RPJMD says and what the RKPD says of it."""
    table = [
        ["No", "RPJMD", "", "", "RKPD 2026", "", "", "Keterangan", "Perangkat Daerah Penanggung Jawab"],
        ["", "Urusan/Program/Outcome RPJMD", "Indikator", "Target dan Satuan", "Urusan/Program/Outcome RKPD",
         "Indikator", "Target dan Satuan", "", ""],
    ]  # fmt: skip
    before = ""
    for number, f in enumerate(rows, 1):
        if f.field != before:
            table.append(
                ["", f"URUSAN BIDANG {f.field.upper()}", "", "", f"URUSAN BIDANG {f.field.upper()}", "", "", "", ""]
            )
            before = f.field
        half = [f.program, f.indicators[0], "90 %"]
        table.append([str(number), *half, *half, "Konsisten", f.opd])
    return table


@maker
def consistency_form(folder: Path) -> Made:
    """RPJMD beside RKPD, as a sheet."""
    merged = ["B1:D1", "E1:G1", "A1:A2", "H1:H2", "I1:I2"]
    rows = [[cell or None for cell in row] for row in _consistency(facts())]
    return save_book(folder / "konsistensi.xlsx", rows, merged), [expected(f, "opd") for f in facts()]


@maker
def consistency_form_in_word(folder: Path) -> Made:
    """The same in Word."""
    import docx

    document = docx.Document()
    table = _fill(document, _consistency(facts()))
    for left, right in ((1, 3), (4, 6)):
        table.cell(0, left).merge(table.cell(0, right))
    for place in (0, 7, 8):
        table.cell(0, place).merge(table.cell(1, place))
    path = folder / "konsistensi.docx"
    document.save(str(path))
    return path, [expected(f, "opd") for f in facts()]


@maker
def strategies_without_programmes(folder: Path) -> Made:
    """Targets, strategies, policy directions: no programme stands in it, so the directions are the items."""
    rows: list[list[Any]] = [["Sasaran", "Strategi", "Arah Kebijakan"]]
    merged, wanted = [], []
    for number, f in enumerate(facts()[::4]):
        directions = [
            f"Memperluas {f.program.removeprefix('Program ').lower()}",
            f"Memperkuat layanan {f.field.lower()} {number}",
        ]
        start = len(rows) + 1
        rows += [
            [f"Meningkatnya layanan {f.field} {number}", f"Penguatan {f.field} {number}", directions[0]],
            [None, None, directions[1]],
        ]
        merged += [f"A{start}:A{start + 1}", f"B{start}:B{start + 1}"]
        wanted += [Expected(text, "arah_kebijakan") for text in directions]
    return save_book(folder / "strategi.xlsx", rows, merged), wanted


@maker
def cascade_of_an_office(folder: Path) -> Made:
    """Renstra: norms and targets of the RPJMD, goal, target, outcome, output, indicator, programme or activity."""
    rows: list[list[Any]] = [
        ["Tabel 3.1 Teknik Merumuskan Program, Kegiatan dan Subkegiatan"],
        ["NSPK dan Sasaran RPJMD yang Relevan", "Tujuan", "Sasaran", "Outcome", "Output", "Indikator",
         "Program/Kegiatan/Subkegiatan", "Keterangan"],
        ["(01)", "(02)", "(03)", "(04)", "(05)", "(06)", "(07)", "(08)"],
    ]  # fmt: skip
    wanted = []
    for f in facts()[::2]:
        name = f.program.removeprefix("Program ")
        activity, part = f"Pengelolaan Data {name}", f"Penyediaan Dokumen {name}"
        rows += [
            ["NSPK", "Meningkatnya mutu layanan", f"Meningkatnya layanan {f.field}", outcome(f), None, f.indicators[0],
             f"{f.code} - {f.program}", None],
            [None, None, None, None, f"Tersedianya data {name.lower()}", "Jumlah dokumen",
             f"{f.code}.2.01 - {activity}", None],
            [None, None, None, None, "Tersusunnya dokumen", "Jumlah dokumen", f"{f.code}.2.01.0001 - {part}", None],
        ]  # fmt: skip
        wanted += [
            expected(f, "code"), Expected(activity, "kegiatan", f"{f.code}.2.01"),
            Expected(part, "sub_kegiatan", f"{f.code}.2.01.0001"),
        ]  # fmt: skip
    return save_book(folder / "renstra.xlsx", rows), wanted


def _with_outcomes(rows: Sequence[Fact]) -> list[list[str]]:
    """The RPJMD of 2025: an affair, below it programmes, and below each its outcome with the indicators."""
    table = [["Kode", "Bidang Urusan / Program / Outcome", "Indikator Outcome", "Baseline 2024", "Target 2025",
              "Pagu 2025", "Perangkat Daerah"]]  # fmt: skip
    before = ""
    for f in rows:
        if f.field != before:
            table.append([f.code[:4], f"URUSAN PEMERINTAHAN BIDANG {f.field.upper()}", "", "", "", "", ""])
            before = f.field
        table.append([f.code, f.program.upper(), "", "", "", "1.250.000.000", f.opd])
        table += [["", outcome(f) if n == 0 else "", item, "7,5", "8,0", "", ""] for n, item in enumerate(f.indicators)]
    return table


def _wanted_with_outcomes() -> list[Expected]:
    return [expected(f, "code", "opd", "indicator")._replace(text=f.program.upper()) for f in facts()]


@maker
def outcomes_below_programmes(folder: Path) -> Made:
    """The table of 2025 as a sheet."""
    rows = [[cell or None for cell in row] for row in _with_outcomes(facts())]
    return save_book(folder / "rpjmd-2025.xlsx", rows), _wanted_with_outcomes()


@maker
def outcomes_below_programmes_in_word(folder: Path) -> Made:
    """The table of 2025 in Word."""
    import docx

    document = docx.Document()
    document.add_paragraph("Tabel 4.1 Program Perangkat Daerah")
    _fill(document, _with_outcomes(facts()))
    path = folder / "rpjmd-2025.docx"
    document.save(str(path))
    return path, _wanted_with_outcomes()


@maker
def pdf_outcomes_below_programmes(folder: Path) -> Made:
    """The table of 2025 as PDF, heading repeated."""
    table = _grid(_cells(_with_outcomes(facts())), (50, 210, 180, 55, 55, 80, 130), LINES)
    return _pdf(folder / "rpjmd-2025.pdf", [table]), _wanted_with_outcomes()


@maker
def indicators_by_line_breaks(folder: Path) -> Made:
    """Several indicators in a cell without any bullet, a line each, with their values on the same lines beside them."""
    rows: list[list[Any]] = [["No", "Program", "Indikator", "Target", "Satuan", "OPD"]]
    for number, f in enumerate(facts(), 1):
        count = len(f.indicators)
        targets = [VALUES[(number + n) % 10] for n in range(count)]
        rows.append([number, f.program, "\n".join(f.indicators), "\n".join(targets), "\n".join(["%"] * count), f.opd])
    return save_book(folder / "indikator-per-baris.xlsx", rows), [expected(f, "opd", "indicator") for f in facts()]


@maker
def programme_under_several_offices(folder: Path) -> Made:
    """A row per programme and office: the supporting programme recurs under all of them."""
    name = "PROGRAM PENUNJANG URUSAN PEMERINTAHAN DAERAH KABUPATEN/KOTA"
    offices = list(dict.fromkeys(f.opd for f in facts()))
    rows: list[list[Any]] = [["KODE", "NAMA PROGRAM", "SKPD"]]
    wanted = []
    for opd in offices:
        rows.append(["X.XX.01", name, opd])
        wanted.append(Expected(name, opd=opd))
        for f in (f for f in facts() if f.opd == opd):
            rows.append([f.code, f.program, opd])
            wanted.append(expected(f, "code", "opd"))
    return save_book(folder / "per-opd.xlsx", rows), wanted


@maker
def slips_of_the_pen(folder: Path) -> Made:
    """Misspelt headings, blanks and line breaks in codes and names, upper case beside title case."""
    rows: list[list[Any]] = [
        ["NO.", "KODE  REKENING", "PROGAM PRIORITAS", "INDIKATOR KINERJA PROGAM", "PERANGKAT DAERAH PENANGUNG JAWAB"]
    ]
    wanted = []
    for number, f in enumerate(facts(), 1):
        text = f.program.upper() if number % 3 == 0 else f.program
        spaced = text.replace(" ", "  ", 1) if number % 4 == 0 else f"{text} \n"
        rows.append([number, f"{f.code}\n" if number % 2 else f" {f.code} ", spaced, f.indicators[0], f" {f.opd}"])
        wanted.append(expected(f, "code", "opd")._replace(text=text))
    return save_book(folder / "salah-ketik.xlsx", rows), wanted


@maker
def codes_of_all_levels_in_the_text(folder: Path) -> Made:
    """One column of urusan, bidang, program, kegiatan and sub kegiatan, told apart by the code in front alone."""
    rows: list[list[Any]] = [["URUSAN/BIDANG URUSAN/PROGRAM/KEGIATAN/SUB KEGIATAN", "INDIKATOR", "PAGU", "SKPD"]]
    wanted, before = [], ""
    for f in facts():
        if f.field != before:
            rows += [
                [f"{f.code[0]} URUSAN PEMERINTAHAN WAJIB", None, None, None],
                [f"{f.code[:4]} {f.field.upper()}", None, None, None],
            ]
            before = f.field
        name = f.program.removeprefix("Program ")
        activity, part = f"Perencanaan {name}", f"Penyusunan Dokumen {name}"
        rows += [
            [f"{f.code} {f.program}", f.indicators[0], "1.000", f.opd],
            [f"{f.code}.2.01 {activity}", "Jumlah laporan", "700", f.opd],
            [f"{f.code}.2.01.0001 {part}", "Jumlah dokumen", "400", f.opd],
            ["Jumlah Program", None, "1.000", None],
        ]
        wanted += [
            expected(f, "code", "opd"), Expected(activity, "kegiatan", f"{f.code}.2.01", f.opd),
            Expected(part, "sub_kegiatan", f"{f.code}.2.01.0001", f.opd),
        ]  # fmt: skip
    return save_book(folder / "rkpd.xlsx", rows), wanted


@maker
def pdf_split_codes_and_numbered_columns(folder: Path) -> Made:
    """Codes over three columns, numbers of the columns below the heading, affairs between, a total at the end."""
    rows = [["Kode", "", "", "Urusan/Program", "Indikator", "Pagu (Rp)", "OPD"], [f"({n})" for n in range(1, 8)]]
    before = ""
    for f in facts():
        one, two, three = f.code.split(".")
        if f.field != before:
            rows.append([one, two, "", f"URUSAN BIDANG {f.field.upper()}", "", "", ""])
            before = f.field
        rows.append([one, two, three, f.program, f.indicators[0], "1.250.000.000", f.opd])
    rows.append(["", "", "", "JUMLAH", "", "99.000.000.000", ""])
    style = [*LINES, ("SPAN", (0, 0), (2, 0))]
    table = _grid(_cells(rows), (25, 30, 30, 220, 190, 90, 150), style, repeat=2)
    return _pdf(folder / "kode-terpisah.pdf", [table]), [expected(f, "code", "opd") for f in facts()]


@maker
def pdf_missions_merged_over_pages(folder: Path) -> Made:
    """A mission's cell goes on over pages; its text stands on the first of them."""
    rows, before = [["Misi", "Program", "Perangkat Daerah"]], ""
    for f in facts():
        rows.append([misi(f) if f.misi_no != before else "", f.program, f.opd])
        before = f.misi_no
    # a span cannot be broken over pages: drawn without lines between the rows of a mission it looks the same
    style: list[Any] = [("BOX", (0, 0), (-1, -1), 0.5, "black"), ("GRID", (1, 0), (-1, -1), 0.5, "black"),
                        ("LINEBELOW", (0, 0), (0, 0), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]  # fmt: skip
    style += [("LINEABOVE", (0, row), (0, row), 0.5, "black") for row in range(1, len(rows)) if rows[row][0]]
    table = _grid(_cells(rows), (200, 280, 200), style)
    return _pdf(folder / "misi-lanjut.pdf", [table]), [expected(f, "opd", "misi") for f in facts()]
