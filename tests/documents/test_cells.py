from __future__ import annotations

import datetime

import pytest

from smartmap.documents.cells import (
    as_text,
    clean,
    is_number,
    is_numbering,
    is_total,
    parts,
    unbracket,
    without_bullet,
)


def test_cells_as_a_reader_sees_them() -> None:
    assert [as_text(cell) for cell in (1.0, 1.5, None, True, datetime.date(2025, 1, 2))] == [
        "1", "1.5", "", "TRUE", "2025-01-02",
    ]  # fmt: skip


def test_control_characters_go_and_wording_stays() -> None:
    assert clean(" Program\x00 Jalan_x000D_\nDesa\ufeff ") == "Program Jalan\nDesa"


@pytest.mark.parametrize(
    "text", ["JUMLAH", "Total", "Sub Total", "Jumlah Total Program", "TOTAL PAGU INDIKATIF DINAS X"]
)
def test_total(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["Program Jumlah Penduduk", "Totalitas Layanan Publik", "Jumlahkan"])
def test_no_total(text: str) -> None:
    assert not is_total(text)


def test_numbering_row() -> None:
    assert is_numbering(["1", "2", "3", "4"])
    assert is_numbering(["(1)", "(2)", "", "(4)", "(5)"])
    assert is_numbering(["1", "2", "3", "4 = 2 + 3"])
    assert not is_numbering(["1", "100", "75", "3"])
    assert not is_numbering(["1"])


def test_numbers_and_marks_for_no_data() -> None:
    assert all(map(is_number, ["144.902", "7,00-7,50", "N/A", "Tidak Ada Data", "-", "Rp 1.000,00", ""]))
    assert not is_number("A 1")


def test_several_values_in_a_cell() -> None:
    assert parts("1. Angka satu\n2. Angka dua\nyang panjang") == ["Angka satu", "Angka dua yang panjang"]
    assert parts("Persentase jalan\nmantap") == ["Persentase jalan mantap"]
    assert parts("") == []


def test_brackets_and_bullets() -> None:
    assert unbracket("[Naiknya mutu] [Turunnya angka]") == "Naiknya mutu; Turunnya angka"
    assert unbracket("Program [A]") == "Program [A]"
    assert without_bullet("- Program A") == "Program A"
    assert without_bullet("3) Program A") == "Program A"
