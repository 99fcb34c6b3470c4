"""A table in gives the same kind of table out."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import smartmap
from smartmap import TextError, suggest_frame
from smartmap.integrations.frames import LONG, WIDE, BatchSuggester

COLUMNS = {
    "No": [7, 8, 9, 10],
    "Program": ["Pengelolaan sampah terpadu", None, "Daftar isi", "Bantuan sosial UKM"],
    "OPD": ["Dinas LH", None, "", "Dinas Koperasi dan UKM"],
}
KINDS: dict[str, Callable[[Any], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "table": pa.table,
    "batch": pa.RecordBatch.from_pydict,
}


def plain(table: Any) -> dict[str, list[Any]]:
    if isinstance(table, pd.DataFrame):
        return {str(key): [None if pd.isna(v) else v for v in table[key].astype(object)] for key in table}
    found: dict[str, list[Any]] = (
        table.to_dict(as_series=False) if isinstance(table, pl.DataFrame) else table.to_pydict()
    )
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_a_programme(kind: str, suggester: smartmap.Suggester) -> None:
    table = KINDS[kind](COLUMNS)
    out = suggest_frame(table, text="Program", opd="OPD")
    assert type(out) is type(table)
    found = plain(out)
    assert list(found) == [*COLUMNS, *(f"smartmap_{name}" for name in WIDE)]
    assert found["No"] == COLUMNS["No"]
    assert found["smartmap_status"][:3] == ["suggested", None, "none"]
    assert found["smartmap_dimension"][0] == "environment"
    direct = suggester.suggest(smartmap.Programme("Bantuan sosial UKM", opd="Dinas Koperasi dan UKM"))
    assert found["smartmap_probability"][3] == pytest.approx(direct.suggestions[0].probability)
    assert "sampah" in found["smartmap_evidence"][0]
    assert list(plain(table)) == list(COLUMNS)  # left as it was


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_a_suggestion(kind: str, suggester: smartmap.Suggester) -> None:
    found = plain(suggest_frame(KINDS[kind](COLUMNS), "Program", long=True, prefix=""))
    assert list(found) == [*COLUMNS, *LONG]
    result = suggester.suggest("Pengelolaan sampah terpadu")
    n = len(result.suggestions)
    assert found["rank"][:n] == list(range(1, n + 1))
    assert found["dimension"][:n] == [item.dimension for item in result.suggestions]
    assert found["No"][: n + 1] == [7] * n + [8]
    assert found["dimension"][n] is None


def types(table: Any) -> dict[str, Any]:
    if isinstance(table, pd.DataFrame):
        return dict(table.dtypes)
    if isinstance(table, pl.DataFrame):
        return dict(table.schema)
    return {field.name: field.type for field in table.schema}


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_types_do_not_depend_on_what_is_missing(kind: str, long: bool) -> None:
    def new(rows: int) -> dict[str, Any]:
        table = KINDS[kind]({"Program": ["Bank sampah"]})
        found = types(suggest_frame(table[:rows], "Program", long=long))
        return {name: type for name, type in found.items() if name.startswith("smartmap_")}

    missing = types(suggest_frame(KINDS[kind]({"Program": [None]}), "Program", long=long))
    assert new(1) == new(0) == {name: type for name, type in missing.items() if name.startswith("smartmap_")}


def test_a_pandas_index_is_kept() -> None:
    table = pd.DataFrame(COLUMNS, index=["a", "b", "c", "c"])
    assert suggest_frame(table, "Program").index.tolist() == ["a", "b", "c", "c"]
    assert set(suggest_frame(table, "Program", long=True).loc["a", "No"]) == {7}


def test_what_cannot_be_read_is_said() -> None:
    table = pd.DataFrame(COLUMNS)
    with pytest.raises(TextError, match="Kegiatan"):
        suggest_frame(table, "Kegiatan")
    with pytest.raises(TextError, match='Row 1, column "No"'):
        suggest_frame(table, "No")
    with pytest.raises(TextError, match="prefix"):
        suggest_frame(suggest_frame(table, "Program"), "Program")
    with pytest.raises(TextError, match="LazyFrame"):
        suggest_frame(pl.LazyFrame(COLUMNS), "Program")


def test_batches_travel_to_workers_and_say_their_schema() -> None:
    batch = pickle.loads(pickle.dumps(BatchSuggester("Program", opd="OPD", long=True)))  # noqa: S301
    tables = list(batch.each(iter([pd.DataFrame(COLUMNS), pd.DataFrame(COLUMNS)])))
    assert tables[0].equals(tables[1])
    names = [part.split()[0] for part in batch.schema("No bigint", "Program string", "OPD string").split(", ")]
    assert names == list(tables[0].columns)


def test_no_other_library_of_tables_is_loaded() -> None:
    code = (
        "import polars, sys, smartmap\n"
        "smartmap.suggest_frame(polars.DataFrame({'p': ['Bank sampah']}), 'p')\n"
        "print({'pandas', 'pyarrow', 'sklearn'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"
