from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents.read import read
from smartmap.errors import DocumentError

Make = Callable[..., Path]


def test_titles_two_header_rows_and_merged_cells(workbook: Make) -> None:
    rows = [
        ["PROGRAM PRIORITAS KABUPATEN CONTOH", "", "", "", "", "", ""],
        [],
        ["No", "Misi", "Program", "Indikator Kinerja", "Target", "", "Perangkat Daerah"],
        ["", "", "", "", "2025", "2026", ""],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "Misi 1: Maju", "Program Pengelolaan Pendidikan", "APS", 90, 91, "Dinas Pendidikan"],
        ["", "", "", "Rata-rata lama sekolah", 8, 9, ""],
        [2, "", "Program Pembinaan Perpustakaan", "Kunjungan", 100, 110, "Dinas Perpustakaan"],
    ]
    merged = [(0, 0, 0, 6), (2, 4, 2, 5), (2, 2, 3, 2), (5, 1, 7, 1), (5, 2, 6, 2), (5, 6, 6, 6)]
    reading = read(workbook(rows, merged))
    first, second = reading.programmes
    assert (first.text, first.indicator) == ("Program Pengelolaan Pendidikan", "APS; Rata-rata lama sekolah")
    assert second.parents == (("misi", "Misi 1: Maju"),)
    assert (first.place.sheet, first.place.row, second.place.row) == ("Lembar1", 6, 8)
    assert reading.tables[0].header_rows == (3, 4)
    assert [item.reason for item in reading.skipped] == ["row_title", "row_numbering"]


def test_heading_over_code_and_name(workbook: Make) -> None:
    rows = [["Program", "", "OPD"], ["1.01.02", "Program Pengelolaan Pendidikan", "Dinas A"]]
    item = read(workbook(rows, [(0, 0, 0, 1)])).programmes[0]
    assert (item.code, item.text, item.level) == ("1.01.02", "Program Pengelolaan Pendidikan", "program")


def test_several_sheets_and_one_by_name_or_number(workbook: Make) -> None:
    table = [["Program"], ["Program Jalan"]]
    path = workbook({"Pendidikan": [["Program"], ["Program Sekolah"]], "Jalan": table, "Sampul": [["Rahasia"]]})
    reading = read(path)
    assert [item.place.sheet for item in reading.programmes] == ["Pendidikan", "Jalan"]
    assert [(item.reason, item.place.sheet) for item in reading.skipped] == [("sheet_no_table", "Sampul")]
    assert [item.text for item in read(path, sheet="jalan").programmes] == ["Program Jalan"]
    assert [item.text for item in read(path, sheet=2).programmes] == ["Program Jalan"]


def test_two_tables_on_a_sheet(workbook: Make) -> None:
    rows = [
        ["No", "Program", "OPD"],
        [1, "Program Jalan", "Dinas PU"],
        [],
        ["No", "OPD", "Indikator", "Program Prioritas"],
        [1, "Dinas A", "Persentase naik", "Program Sekolah"],
    ]
    reading = read(workbook(rows))
    assert [(item.text, item.opd) for item in reading.programmes] == [
        ("Program Jalan", "Dinas PU"), ("Program Sekolah", "Dinas A"),
    ]  # fmt: skip
    assert len(reading.tables) == 2


def test_column_asked_for_may_be_on_one_sheet_only(workbook: Make) -> None:
    path = workbook({"A": [["Program"], ["Program Jalan"]], "B": [["Program", "Catatan"], ["x", "Program Desa"]]})
    reading = read(path, text_column="Catatan")
    assert [item.text for item in reading.programmes] == ["Program Desa"]
    assert [(item.reason, item.place.sheet) for item in reading.skipped] == [("sheet_no_table", "A")]
    with pytest.raises(DocumentError) as caught:
        read(path, text_column="Lokasi")
    assert caught.value.code.startswith("document_column")


def test_wrong_sheet_lists_sheets(workbook: Make) -> None:
    with pytest.raises(DocumentError, match="Sheets: Lembar1") as caught:
        read(workbook([["Program"], ["Program Jalan"]]), sheet="Hasil")
    assert caught.value.code == "document_sheet"


def test_workbook_named_csv_is_read_by_content(workbook: Make, text_file: Make) -> None:
    path = workbook([["Program"], ["Program Jalan"]], name="b.xlsx").rename
    assert read(path(text_file(b"x", "c.csv"))).programmes[0].text == "Program Jalan"


def test_text_named_xlsx_is_read_by_content(text_file: Make) -> None:
    path = text_file("Program;OPD\nProgram Jalan;Dinas PU\n", "a.xlsx")
    assert read(path).programmes[0].opd == "Dinas PU"


def test_numbers_only(workbook: Make) -> None:
    with pytest.raises(DocumentError) as caught:
        read(workbook([["No", "Nilai"], [1, 2], [2, 4]]))
    assert caught.value.code == "document_no_text"
    assert "Lembar1" in caught.value.message("id")


def test_empty_workbook(workbook: Make) -> None:
    with pytest.raises(DocumentError) as caught:
        read(workbook([]))
    assert caught.value.code == "document_empty"


def test_outcomes_below_their_programmes(workbook: Make) -> None:
    rows = [
        ["Kode", "Program/Outcome", "Indikator"],
        ["", "Meningkatnya layanan tanpa program di atasnya", "Indeks"],
        ["2.11.11", "PENGELOLAAN PERSAMPAHAN", ""],
        ["", "Meningkatnya sampah yang terkelola", "Persentase sampah"],
    ]
    reading = read(workbook(rows))
    item = reading.programmes[0]
    assert (item.text, item.outcome) == ("PENGELOLAAN PERSAMPAHAN", "Meningkatnya sampah yang terkelola")
    assert (item.indicator, len(reading.programmes)) == ("Persentase sampah", 1)
    assert [left.place.row for left in reading.skipped] == [2]


def test_programmes_that_nothing_tells_from_outcomes_stay_programmes(workbook: Make) -> None:
    rows = [["Program/Outcome", "OPD"], ["Bank Sampah Induk", ""], ["Kampung Iklim", ""], ["Satu Data", ""]]
    assert [item.text for item in read(workbook(rows)).programmes] == [
        "Bank Sampah Induk",
        "Kampung Iklim",
        "Satu Data",
    ]


def test_lines_of_a_cell_are_values_of_their_own_where_the_targets_beside_it_say_so(workbook: Make) -> None:
    rows = [
        ["Program", "Indikator", "Target"],
        ["Program Pasar", "Jumlah pasar\nJumlah kios", "3\n12,5"],
        ["Program Jalan", "Panjang jalan\nyang mantap", "90"],
    ]
    assert [item.indicator for item in read(workbook(rows)).programmes] == [
        "Jumlah pasar; Jumlah kios", "Panjang jalan yang mantap",
    ]  # fmt: skip
