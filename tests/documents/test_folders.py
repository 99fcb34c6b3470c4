from __future__ import annotations

from pathlib import Path

import pytest
from tests.documents.conftest import FakeSuggester

from smartmap.documents.classify import classify
from smartmap.errors import DocumentError


def fill(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "dua.txt").write_text("Program Desa Wisata\n")
    (folder / "satu.csv").write_text("Program\nProgram Jalan\n")
    (folder / "a.csv").write_text("Program\nProgram Air Minum\n")
    (folder / "foto.png").write_bytes(b"\x89PNG")
    (folder / "~$satu.xlsx").write_bytes(b"x")
    (folder / ".DS_Store").write_bytes(b"x")


def test_every_known_file_in_order_and_others_reported(tmp_path: Path, suggester: FakeSuggester) -> None:
    fill(tmp_path)
    out = tmp_path / "hasil.csv"
    for _ in range(2):  # the second time, the output lies in the folder
        summary = classify(tmp_path, suggester, out, overwrite=True)
        text = out.read_text(encoding="utf-8-sig")
        places = [text.index(name) for name in ("Air Minum", "Program Jalan", "Desa Wisata")]
        assert places == sorted(places)
        assert summary.programmes == 3
        assert [(Path(name).name, error.code) for name, error in summary.failed.items()] == [
            ("foto.png", "document_unknown")
        ]


def test_folder_with_nothing_to_read(tmp_path: Path, suggester: FakeSuggester) -> None:
    (tmp_path / "foto.png").write_bytes(b"\x89PNG")
    with pytest.raises(DocumentError) as caught:
        classify(tmp_path, suggester, tmp_path / "x.csv")
    assert caught.value.code == "document_folder_empty"
    assert not (tmp_path / "x.csv").exists()


def test_unreadable_files_only(tmp_path: Path, suggester: FakeSuggester) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "b.bin").write_bytes(b"x")
    with pytest.raises(DocumentError) as caught:
        classify(tmp_path, suggester, tmp_path / "x.csv")
    assert caught.value.code == "document_damaged"
