"""Parquet for those who go on with the results in other tools."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents import parquet as module
from smartmap.documents.classify import classify
from smartmap.errors import MissingExtraError

from .conftest import FakeSuggester

Make = Callable[..., Path]
TEXT = "Kode,Program,OPD\n1.01.02,Program Sekolah,A\n,Program Rapat,B\n,Program penunjang,C\n"


def test_columns_and_values(
    text_file: Make, suggester: FakeSuggester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(module, "GROUP", 2)
    out = tmp_path / "out.parquet"
    classify(text_file(TEXT), suggester, out)
    assert parquet.ParquetFile(out).num_row_groups == 2
    rows = parquet.read_table(out).to_pylist()
    assert [row["status"] for row in rows] == ["suggested", "review", "support"]
    first, last = rows[0], rows[-1]
    assert (first["code"], first["opd"], first["row"]) == ("1.01.02", "A", 2)
    assert (first["dimension"], first["sub_dimension"], first["probability"]) == ("society", "society.learning", 0.8)
    assert (first["dimension_2"], first["evidence"]) == ("economy", ["Program"])
    assert last["dimension"] is None


def test_without_pyarrow(
    text_file: Make, suggester: FakeSuggester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError) as caught:
        classify(text_file(TEXT), suggester, tmp_path / "out.parquet")
    assert "smartmap[parquet]" in caught.value.message("id")
