from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from smartmap.documents import classify as module
from smartmap.documents.classify import classify
from smartmap.documents.sheets import grids
from smartmap.errors import DocumentError
from smartmap.load import load_suggester

from .conftest import FakeSuggester

Make = Callable[..., Path]
TEXT = (
    "Program,OPD\nProgram Sekolah,A\nProgram Rapat,B\nProgram penunjang,C\nProgram kosong,D\nProgram galat,E\nJUMLAH,\n"
)


def test_summary_counts(text_file: Make, suggester: FakeSuggester, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    calls: list[tuple[int, int | None]] = []
    summary = classify(text_file(TEXT), suggester, out, progress=lambda done, total: calls.append((done, total)))
    assert summary.programmes == 4
    assert summary.statuses == {"suggested": 1, "review": 1, "support": 1, "none": 1}
    assert summary.dimensions == {"society": 2}
    assert summary.sub_dimensions == {"society.learning": 2}
    assert summary.reasons == {"row_error": 1, "row_total": 1}
    assert summary.tables[0].programmes == 5
    assert calls[-1] == (5, 5)
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["1", "2", "3", "4"]


def test_large_text_files_are_streamed(
    text_file: Make, suggester: FakeSuggester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STREAMED", 10)
    calls: list[tuple[int, int | None]] = []
    summary = classify(text_file(TEXT), suggester, tmp_path / "out.csv", progress=lambda *call: calls.append(call))
    assert summary.programmes == 4
    assert calls[-1] == (5, 7)  # lines of the file


def test_a_bad_file_beside_a_good_one(text_file: Make, suggester: FakeSuggester, tmp_path: Path) -> None:
    good, bad = text_file(TEXT), text_file(b"", "b.xlsx")
    summary = classify([bad, good], suggester, tmp_path / "out.xlsx", language="en")
    assert summary.programmes == 4
    assert summary.failed[str(bad)].code == "document_zero"


def test_only_bad_files_leave_no_output(text_file: Make, suggester: FakeSuggester, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        classify(text_file(b"", "b.xlsx"), suggester, tmp_path / "out.csv")
    assert caught.value.code == "document_zero"
    assert not (tmp_path / "out.csv").exists()


def test_output_over_its_input_is_refused(text_file: Make, suggester: FakeSuggester) -> None:
    path = text_file(TEXT)
    with pytest.raises(DocumentError) as caught:
        classify(path, suggester, path, overwrite=True)
    assert caught.value.code == "output_input"


def test_a_doubt_about_a_table_reaches_summary_workbook_and_report(text_file: Make, tmp_path: Path) -> None:
    source = text_file("x,y\nPeningkatan layanan warga,1\nPembangunan jalan desa,2\n", "tanpa-judul.csv")
    summary = classify(source, FakeSuggester(), tmp_path / "a.xlsx")
    assert [doubt.code for table in summary.tables for doubt in table.doubts] == ["doubt_guessed"]
    assert "doubt_guessed" not in summary.reasons
    last = list(grids(tmp_path / "a.xlsx", "xlsx"))[-1].rows
    assert [row[3] for row in last if row[0] == "tanpa-judul.csv"] == ["(perlu diperiksa)"]
    classify(source, FakeSuggester(), tmp_path / "a.html")
    assert "perlu diperiksa di berkas asal (1)" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_items_are_counted_by_level(tmp_path: Path) -> None:
    plan = tmp_path / "rencana.csv"
    text = "Level;Uraian\nMisi 1;Mewujudkan tata kelola yang bersih\nProgram;Program pengelolaan sampah\n"
    plan.write_text(text, encoding="utf-8")
    out = tmp_path / "hasil.xlsx"
    summary = classify(plan, load_suggester("none"), out)
    assert summary.levels == {"misi": 1, "program": 1}
    sheet = openpyxl.load_workbook(out)["Ringkasan"]
    assert "1 misi, 1 program" in [str(row[0]).strip() for row in sheet.iter_rows(values_only=True)]
    html = tmp_path / "hasil.html"
    classify(plan, load_suggester("none"), html)
    assert "<small>1 misi, 1 program</small>" in html.read_text("utf-8")
