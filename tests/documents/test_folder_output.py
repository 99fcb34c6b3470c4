"""All outputs in a folder."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smartmap.documents import workbook
from smartmap.documents.classify import classify
from smartmap.documents.folder_output import NAMES
from smartmap.documents.write import write
from smartmap.errors import DocumentError
from smartmap.records import Programme, Result

from .conftest import FakeSuggester, result_of

PLAN = "Program;OPD\nProgram Sekolah Dasar;Dinas Pendidikan\nProgram Rapat Koordinasi;Bappeda\n"


def some(*texts: str) -> list[Result]:
    return [result_of(Programme(text, opd="Dinas A", parents=(("misi", "Misi 1: Maju"),))) for text in texts]


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def without(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in missing:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_a_new_folder_holds_everything(tmp_path: Path) -> None:
    assert write(some("Program Sekolah", "Program Taman"), f"{tmp_path}/hasil/") == 2
    assert names(tmp_path / "hasil") == set(NAMES)
    assert [path.name for path in tmp_path.iterdir()] == ["hasil"]
    assert (tmp_path / "hasil" / "hasil.jsonl").read_text(encoding="utf-8").count("\n") == 2


def test_earlier_outputs_stay_unless_asked_and_then_none_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "hasil"
    write(some("Program Sekolah"), f"{out}/")
    (out / "catatan.txt").write_text("mine")
    before = (out / "hasil.html").read_bytes()
    with pytest.raises(DocumentError) as caught:
        write(some("Program Lain"), out)
    assert caught.value.code == "output_exists"
    assert (out / "hasil.html").read_bytes() == before
    without(monkeypatch, "docx", "matplotlib")
    write(some("Program Lain"), out, overwrite=True)
    assert names(out) == {"catatan.txt", "hasil.csv", "hasil.jsonl", "hasil.parquet", "hasil.xlsx"}
    assert "Program Lain" in (out / "hasil.csv").read_text(encoding="utf-8")


def test_a_part_that_is_not_installed_is_named(
    tmp_path: Path, suggester: FakeSuggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "rencana.csv"
    plan.write_text(PLAN, encoding="utf-8")
    without(monkeypatch, "jinja2")
    summary = classify(plan, suggester, f"{tmp_path}/hasil/")
    assert set(summary.unwritten) == {"hasil.html", "gambar/"}
    told = summary.unwritten["hasil.html"].message("id")
    assert '`python -m pip install "smartmap[report]"`' in told
    without(monkeypatch, "docx")
    told = classify(plan, suggester, f"{tmp_path}/lagi/").unwritten["hasil.docx"].message("id")
    assert "smartmap[docx]" in told
    assert ".lagi-" not in told
    assert "hasil.docx" in names(tmp_path / "hasil")
    with pytest.raises(ImportError):
        classify(plan, suggester, tmp_path / "hasil.html")


def test_an_output_that_cannot_hold_all_rows_is_left_out(
    tmp_path: Path, suggester: FakeSuggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    plan = tmp_path / "rencana.csv"
    plan.write_text(PLAN, encoding="utf-8")
    summary = classify(plan, suggester, f"{tmp_path}/hasil/")
    assert set(summary.unwritten) == {"hasil.xlsx"}
    assert summary.unwritten["hasil.xlsx"].message("id").startswith("hasil.xlsx: ")
    assert "hasil.xlsx" not in names(tmp_path / "hasil")
    assert (tmp_path / "hasil" / "hasil.jsonl").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_left_of_an_interrupted_run(tmp_path: Path, there: bool) -> None:
    def broken() -> Iterator[Result]:
        yield from some("Program Sekolah")
        raise KeyboardInterrupt

    out = tmp_path / "hasil"
    if there:
        out.mkdir()
    with pytest.raises(KeyboardInterrupt):
        write(broken(), f"{out}/")
    assert names(tmp_path) == set()
    assert out.exists() is there


def test_results_are_no_input_of_the_next_run(tmp_path: Path, suggester: FakeSuggester) -> None:
    (tmp_path / "rencana.csv").write_text(PLAN, encoding="utf-8")
    for _ in range(2):
        summary = classify(tmp_path, suggester, tmp_path, overwrite=True)
        assert (summary.programmes, summary.failed) == (2, {})


def test_a_result_named_as_input_is_not_destroyed(tmp_path: Path, suggester: FakeSuggester) -> None:
    plan = tmp_path / "hasil.csv"
    plan.write_text(PLAN, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        classify(plan, suggester, tmp_path, overwrite=True)
    assert caught.value.code == "output_input"
    assert plan.read_text(encoding="utf-8") == PLAN


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "hasil").write_text("mine")
    with pytest.raises(DocumentError) as caught:
        write([], f"{tmp_path}/hasil/")
    assert caught.value.code == "output_name_taken"
