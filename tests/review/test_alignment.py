"""The alignment table in its three forms."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from smartmap.errors import DocumentError
from smartmap.records import Programme
from smartmap.review import Review
from smartmap.review.alignment import COLUMNS, write
from smartmap.store import Store
from store.builder import Desk


def test_all_three_forms_say_the_same_and_compute_nothing(file_store: Store, tmp_path: Path) -> None:
    desk = Desk(file_store, ("=1+1", "Ambulans"))
    parents = (("misi", "Misi 1"), ("sasaran", "Sehat"))
    desk.ids += file_store.add_programmes(desk.mapping, [Programme("Gizi", code="1.02.02", parents=parents)])
    desk.say(desk.rina, "living.health", 2, further=("society",), reason="gizi", stage="bimtek2")
    for ending in ("xlsx", "csv", "jsonl"):
        assert write(Review(file_store), desk.mapping, tmp_path / f"a.{ending}") == 3
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    xlsx = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        plain = list(csv.reader(stream))
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sheet["F2"].data_type == "s"
    assert plain[1][5] == "'=1+1"
    assert [list(line.values()) for line in lines] == xlsx
    assert plain[2:] == xlsx[1:]
    row = lines[2]
    assert list(row) == list(COLUMNS)
    assert (row["Misi"], row["Sasaran"], row["Kode"]) == ("Misi 1", "Sehat", "1.02.02")
    assert (row["Dimensi"], row["Dimensi lain"], row["Tahap"]) == ("Smart Living", "Smart Society", "bimtek2")
    assert row["Alasan"] == "Rina: gizi"


def test_a_file_that_is_there_is_not_written_over(file_store: Store, tmp_path: Path) -> None:
    desk = Desk(file_store)
    (tmp_path / "a.csv").write_text("mine")
    for name in ("a.csv", "a.docx"):
        with pytest.raises(DocumentError):
            write(Review(file_store), desk.mapping, tmp_path / name)
    assert (tmp_path / "a.csv").read_text() == "mine"
