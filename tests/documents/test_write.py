from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from smartmap.documents.read import Skipped, read
from smartmap.documents.table import columns
from smartmap.documents.write import write
from smartmap.errors import LANGUAGES, DocumentError
from smartmap.records import Place, Programme, Result

from .conftest import FakeSuggester, result_of

PROGRAMMES = [
    Programme("Program Sekolah", "1", "1.01.02", "program", "Dinas A", parents=(("misi", "Misi 1"),),
              place=Place("a.csv", row=2)),
    Programme("Program Rapat", "2", "", "program", "Dinas B", place=Place("b.pdf", page=3, row=4)),
    Programme("Program kosong", "3"),
    Programme("Program penunjang", "4"),
    Programme("=HYPERLINK(\"http://x\")", "5"),
]  # fmt: skip


@pytest.fixture
def results(suggester: FakeSuggester) -> list[Result]:
    return [item for item in suggester.suggest_many(PROGRAMMES) if isinstance(item, Result)]


def test_jsonl_has_the_record_and_where_it_was_read(results: list[Result], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert write(results, out) == 5
    first = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert first["suggestions"][0]["dimension"] == "society"
    assert first["place"] == {"file": "a.csv", "sheet": "", "page": None, "row": 2}
    assert first["programme"]["opd"] == "Dinas A"
    assert first["programme"]["parents"] == [["misi", "Misi 1"]]
    assert read(out).programmes[0].code == "1.01.02"


@pytest.mark.parametrize("language", LANGUAGES)
def test_csv(results: list[Result], tmp_path: Path, language: str) -> None:
    out = tmp_path / "out.csv"
    write(results, out, language=language)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == columns(language)
    assert rows[1][2:5] == ["Program Sekolah", "program", "Dinas A"]
    assert rows[1][6] == "Smart Society"
    assert rows[1][8:11] == ["0.8", "Smart Economy", "0.15"]
    assert "Program" in rows[1][11]
    assert rows[4][6:9] == ["", "", ""]
    assert rows[5][2].startswith("'=")
    assert read(out).programmes[0].text == "Program Sekolah"


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook(results: list[Result], tmp_path: Path, language: str) -> None:
    out = tmp_path / "out.xlsx"
    write(results, out, language=language, skipped=[Skipped(Place("a.csv", row=9), "JUMLAH", "row_total")])
    book = openpyxl.load_workbook(out)
    names = {
        "id": ["Hasil", "Ringkasan", "Matriks", "Celah", "Perlu dibahas", "Dilewati"],
        "en": ["Results", "Summary", "Matrix", "Gaps", "To discuss", "Skipped"],
    }
    assert book.sheetnames == names[language]
    table, summary, matrix, gaps, review, skipped = book.worksheets
    assert [cell.value for cell in table[1]] == columns(language)
    assert table.auto_filter.ref == "A1:O6"
    assert table.freeze_panes == "D2"
    assert table["C6"].data_type == "s"
    assert table["C6"].value == '=HYPERLINK("http://x")'
    assert table["G2"].fill.fgColor.rgb not in ("00000000", "FFFFFFFF")
    assert [row[1].value for row in summary.iter_rows(min_row=2, max_row=6)] == [2, 1, 1, 1, 5]
    first_column = [row[0].value for row in matrix.iter_rows()]
    assert {"Misi 1", "Dinas A", "Dinas B"} <= set(first_column)
    said = [cell.value for row in gaps.iter_rows() for cell in row]
    assert "Program kosong" in said
    assert review["C2"].value == "Program Rapat"
    assert skipped["D2"].value == "JUMLAH"


def test_rows_of_the_workbook_are_as_high_as_their_text(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    write([result_of(Programme(text)) for text in ("Program pendek", "PROGRAM PANJANG " * 12)], out)
    heights = openpyxl.load_workbook(out).worksheets[0].row_dimensions
    assert heights[2].height <= 30 < 60 <= heights[3].height <= 90


def test_existing_output_is_left_alone_unless_asked(results: list[Result], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    with pytest.raises(DocumentError) as caught:
        write(results, out)
    assert caught.value.code == "output_exists"
    assert out.read_text() == "mine"
    write(results, out, overwrite=True)
    assert "Program Sekolah" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.docz", "output_suffix"), ("tidak/ada.csv", "output_no_folder"), ("tidak/ada/", "output_no_folder")],
)
def test_impossible_targets(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        write([], f"{tmp_path}/{name}")
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.xlsx"])
def test_nothing_is_left_of_an_interrupted_run(tmp_path: Path, name: str) -> None:
    def broken() -> Iterator[Result]:
        yield result_of(PROGRAMMES[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(broken(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", deny)
    with pytest.raises(DocumentError) as caught:
        write([], tmp_path / "a.csv")
    assert caught.value.code == "output_denied"
