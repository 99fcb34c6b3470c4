from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from tests.documents.conftest import result_of

from smartmap.documents.read import read
from smartmap.documents.write import write
from smartmap.errors import MissingExtraError
from smartmap.records import Programme, Result


def results() -> list[Result]:
    one, two = (("misi", "Misi 1: Manusia unggul"),), (("misi", "Misi 2: Ekonomi rakyat"),)
    items = [
        Programme("Program Pengelolaan Pendidikan", code="1.01.02", opd="Dinas Pendidikan", parents=one),
        Programme("Program Pengembangan UMKM\x01", parents=two),
        Programme("Program tanpa misi"),
        Programme("Program Pembinaan Perpustakaan", parents=one),
    ]
    return [result_of(item) for item in items]


def test_grouped_by_mission_with_repeated_heading_in_landscape(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    assert write(results(), path) == 4
    document = docx.Document(str(path))
    section, table = document.sections[0], document.tables[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
    first = [row.cells[0].text for row in table.rows]
    assert first == ["No", "Misi 1: Manusia unggul", "1", "2", "Misi 2: Ekonomi rakyat", "3", "(tanpa misi)", "4"]
    assert [cell.text for cell in table.rows[2].cells][1:4] == [
        "Program Pengelolaan Pendidikan", "1.01.02", "Dinas Pendidikan",
    ]  # fmt: skip
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:cantSplit" in table.rows[2]._tr.xml


def test_read_back_with_missions(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    write(results(), path, language="en")
    items = read(path).programmes
    assert [item.text for item in items[:2]] == ["Program Pengelolaan Pendidikan", "Program Pembinaan Perpustakaan"]
    assert items[0].opd == "Dinas Pendidikan"


def test_missing_extra_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "docx":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"smartmap\[docx\]"):
        write(results(), tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_under_each_of_its_missions_with_one_number_and_no_empty_column(tmp_path: Path) -> None:
    both = (("misi", "Misi 2: Ekonomi rakyat"), ("misi", "Misi 1: Manusia unggul"))
    items = [Programme("Program Sekolah", parents=both[1:]), Programme("Program Pasar", parents=both)]
    path = tmp_path / "a.docx"
    write([result_of(item) for item in items], path, language="en")
    table = docx.Document(str(path)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["No", "Programme", "Dimension", "Sub-dimension", "Status"]
    first = [row.cells[0].text for row in table.rows]
    assert first == ["No", "Misi 1: Manusia unggul", "1", "2", "Misi 2: Ekonomi rakyat", "2"]
