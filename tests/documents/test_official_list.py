"""Taking an official list from a government's own file."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from smartmap import DocumentError
from smartmap.documents.official_list import import_list
from smartmap.official_list import Item, read_list

ROWS = [
    ("Kode Rekening", "Nomenklatur"),
    ("1.02.02", "PROGRAM PEMENUHAN UPAYA KESEHATAN PERORANGAN DAN UPAYA KESEHATAN MASYARAKAT"),
    ("1.02.02.2.01", "Penyediaan Fasilitas Zeta"),
    ("1.02.02.2.01.0001", "Pembangunan Gedung Zeta"),
    ("9.99.99.2.01", "Penataan Zeta yang Asing"),
    ("", "Catatan tanpa kode"),
]


def write_csv(folder: Path) -> Path:
    path = folder / "resmi.csv"
    path.write_text("\n".join(";".join(row) for row in ROWS), encoding="utf-8")
    return path


def write_xlsx(folder: Path) -> Path:
    path = folder / "resmi.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "DAFTAR NOMENKLATUR")
        for number, row in enumerate(ROWS, 2):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return path


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_codes_and_names_are_found_by_meaning(tmp_path: Path, write: object) -> None:
    found = import_list(write(tmp_path), tmp_path / "list.csv")  # type: ignore[operator]
    items = {item.code: item for item in read_list(tmp_path / "list.csv")}
    assert set(items) == {"1.02.02", "1.02.02.2.01", "1.02.02.2.01.0001", "9.99.99.2.01"}
    assert items["1.02.02.2.01.0001"] == Item(
        "1.02.02.2.01.0001", "sub_kegiatan", "Pembangunan Gedung Zeta", items["1.02.02"].name
    )
    assert found.levels == {"program": 1, "kegiatan": 2, "sub_kegiatan": 1}
    assert found.unknown == {"9.99.99": 1}
    assert found.without_code == ["Catatan tanpa kode"]


def test_columns_of_levels_give_the_items_above_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Kode,Program,Kegiatan,Sub Kegiatan\n"
        "1.02.02.2.01.0001,Program Kesehatan Zeta,Penyediaan Zeta,Pembangunan Zeta\n",
        encoding="utf-8",
    )
    import_list(path, tmp_path / "list.csv")
    assert [(item.code, item.name) for item in read_list(tmp_path / "list.csv")] == [
        ("1.02.02", "Program Kesehatan Zeta"),
        ("1.02.02.2.01", "Penyediaan Zeta"),
        ("1.02.02.2.01.0001", "Pembangunan Zeta"),
    ]


def test_a_list_that_is_there_stays_unless_told(tmp_path: Path) -> None:
    source = write_csv(tmp_path)
    import_list(source, tmp_path / "list.csv")
    with pytest.raises(DocumentError, match="already exists"):
        import_list(source, tmp_path / "list.csv")
    import_list(source, tmp_path / "list.csv", overwrite=True)
    with pytest.raises(DocumentError, match="also an input"):
        import_list(source, source, overwrite=True)
    with pytest.raises(DocumentError, match=r"\.csv"):
        import_list(source, tmp_path / "list.xlsx")


def test_a_file_without_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Program\nPengelolaan Zeta\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="--columns"):
        import_list(path, tmp_path / "list.csv")
    assert not (tmp_path / "list.csv").exists()
