"""``smartmap read`` and ``classify`` on folders, pages and interrupted runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.test_commands import Call, call, table  # noqa: F401

from smartmap.cli import classify as module
from smartmap.documents.kept import kept_path
from smartmap.errors import message

CASES = Path(__file__).parents[1] / "cases" / "documents" / "libreoffice"


def test_read_names_the_page(call: Call) -> None:  # noqa: F811
    found = call("read", str(CASES / "wrapped_sheet.pdf"), "--lang", "en", "--most", "30")
    assert found.exit_code == 0
    heading = next(line for line in found.stdout.splitlines() if line.startswith("Page"))
    assert heading.split()[:2] == ["Page", "Row"]
    assert any(line.startswith("2 ") for line in found.stdout.splitlines())


def test_read_shows_each_file_of_a_folder(call: Call, table: Path) -> None:  # noqa: F811
    (table.parent / "lain.jsonl").write_text('{"text": "Program Jalan"}\n', encoding="utf-8")
    (table.parent / "rusak.xlsx").write_bytes(b"PK\x03\x04")
    found = call("read", str(table.parent))
    assert found.exit_code == 0
    assert "Program Jalan" in found.stdout
    assert table.name in found.stdout
    assert "rusak.xlsx" in found.stderr


def test_read_fails_where_nothing_can_be_read(call: Call, tmp_path: Path) -> None:  # noqa: F811
    for name in ("a.xlsx", "b.docx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04")
    assert call("read", str(tmp_path)).exit_code == 3


def test_only_some_of_many_unreadable_files_are_named(call: Call, table: Path) -> None:  # noqa: F811
    for number in range(8):
        (table.parent / f"{number}.xlsx").write_bytes(b"PK\x03\x04")
    found = call("classify", str(table.parent), "-o", str(table.with_name("hasil.csv")))
    assert found.exit_code == 0
    assert len(found.stderr.strip().splitlines()) == 6
    assert message("failed_more", "id", count=3) in found.stderr


def test_an_interrupted_run_says_how_to_go_on(
    call: Call,  # noqa: F811
    table: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "progress_bar", lambda: module._told_of_kept(Path("nothing")))
    out = table.with_name("hasil.csv")
    with monkeypatch.context() as patched:
        from smartmap.documents import classify as documents

        run = documents.classify
        patched.setattr(documents, "classify", lambda *args, **named: run(*args, **{**named, "progress": stop}))
        found = call("classify", str(table), "-o", str(out))
    assert found.exit_code == 130
    assert str(kept_path(out)) in found.stderr
    again = call("classify", str(table), "-o", str(out), "--resume")
    assert again.exit_code == 0
    assert message("resumed", "id", count=1) in again.stdout
