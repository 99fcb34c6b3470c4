"""Reading a corpus: every fault is named with file and line."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from smartmap import CorpusError, load_taxonomy
from smartmap.training.corpus import COLUMNS, Row, checksum, read_corpus

GOOD = ("a1", "Bank sampah", "environment.waste", "", "program", "waste", "")


def read(path: Path) -> list[Row]:
    return read_corpus(path, load_taxonomy())


def changed(**cells: str) -> list[str]:
    return [cells.get(column, cell) for column, cell in zip(COLUMNS, GOOD, strict=True)]


def write(folder: Path, *rows: Sequence[str], columns: Sequence[str] = COLUMNS, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(",".join(row) for row in (columns, *rows)) + "\n", encoding="utf-8")
    return path


def test_a_row_is_read(tmp_path: Path) -> None:
    (row,) = read(write(tmp_path, changed(further="living.health;none")))
    assert row == Row("a1", "Bank sampah", "environment.waste", ("living.health", "none"), "program", "waste", "", "a")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([changed(primary="environment.wast")], "corpus_label"),
        ([changed(primary="environment")], "corpus_label"),
        ([changed(primary="")], "corpus_label"),
        ([changed(further="economy.trade")], "corpus_label"),
        ([changed(style="prosa")], "corpus_style"),
        ([changed(text="  ")], "corpus_empty"),
        ([changed(family="")], "corpus_empty"),
        ([["a1", "Bank sampah"]], "corpus_label"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, rows: list[list[str]], code: str) -> None:
    with pytest.raises(CorpusError, match=r"a\.csv:3") as found:
        read(write(tmp_path, changed(id="a0", text="Jalan desa"), *rows))
    assert found.value.code == code


@pytest.mark.parametrize("second", [changed(text="Lain"), changed(id="a2"), changed(id="a2", text="BANK   sampah")])
def test_nothing_stands_there_twice(tmp_path: Path, second: list[str]) -> None:
    with pytest.raises(CorpusError, match=r"a\.csv:3: .* a\.csv:2") as found:
        read(write(tmp_path, GOOD, second))
    assert found.value.code == "corpus_twice"


def test_nothing_stands_in_two_files(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, name="b.csv")
    with pytest.raises(CorpusError, match=r"b\.csv:2: .* a\.csv:2"):
        read(tmp_path)


def test_other_columns(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="expected: id, text, primary"):
        read(write(tmp_path, columns=("id", "text")))


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(",".join(COLUMNS).encode() + b"\na1,\xff\xfe,none,,program,x,\n")
    with pytest.raises(CorpusError, match=r"a\.csv: .* UTF-8"):
        read(tmp_path / "a.csv")


def test_no_corpus(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(CorpusError, match="no corpus here"):
            read(path)


def test_the_checksum_follows_what_rows_say(tmp_path: Path) -> None:
    rows = read(write(tmp_path, GOOD, changed(id="a2", text="Jalan desa")))
    assert checksum(rows) == checksum(rows[::-1])
    assert checksum(rows) == checksum([row._replace(file="b", note="seen") for row in rows])
    assert checksum(rows) != checksum([rows[0]._replace(primary="none"), rows[1]])


def test_the_corpus_has_no_fault() -> None:
    rows = read(Path(__file__).parents[2] / "corpus")
    assert len(rows) > 10_000
    assert {row.primary for row in rows} == {*load_taxonomy().sub_ids, "support", "none"}


def test_a_quotation_mark_never_closed(tmp_path: Path) -> None:
    csv.field_size_limit(131_072)
    with pytest.raises(CorpusError) as caught:
        read(write(tmp_path, ["a1", '"' + "x" * 140_000]))
    assert caught.value.code == "corpus_file"
