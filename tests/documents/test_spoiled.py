"""Codes that a spreadsheet turned into dates or numbers are read as codes again, and said aloud."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents.read import read
from smartmap.documents.spoiled import Spoiled

Make = Callable[..., Path]


def test_dates_in_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["Kode", "Program", "OPD"],
        [datetime.datetime(2003, 2, 1), "Program Rumah Sakit", "A"],
        ["1.02.04", "Program Puskesmas", "A"],
        [datetime.datetime(2005, 12, 2), "Program Data", "B"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert [item.code for item in reading.programmes] == ["1.02.03", "1.02.04", "2.12.05"]
    (doubt,) = reading.tables[0].doubts
    assert doubt.fields == {"count": 2, "found": "2003-02-01", "code": "1.02.03"}


def test_a_number_that_lost_its_zero(workbook: Make) -> None:
    rows = [["Kode", "", "Program"], [1.02, 2, "Program Rumah Sakit"], [2.1, 3, "Program Tanah"]]
    found = read(workbook(rows, merged=[(0, 0, 0, 1)])).programmes
    assert [item.code for item in found] == ["1.02.02", "2.10.03"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01/02/2003", "1.02.03"),
        ("1-2-03", "1.02.03"),
        ("2025-02-01", "1.02"),  # 1.02 typed in 2025
        ("2003-02-15", "2003-02-15"),  # no urusan has the number 15
        ("1.02.2.01", "1.02.2.01"),
        ("2.1", "2.1"),  # nothing says that second parts have two digits
    ],
)
def test_cells(cell: str, code: str) -> None:
    assert Spoiled([]).mend(cell) == code


def test_whole_codes_raise_no_doubt(workbook: Make) -> None:
    reading = read(workbook([["Kode", "Program"], ["1.02.03", "Program Jalan"]]))
    assert reading.tables[0].doubts == ()
