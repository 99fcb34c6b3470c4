"""Documents that LibreOffice 7.4 wrote from the made cases: expected.csv says what is in them.

``overprinted.pdf`` is a sheet with columns too narrow for their text, printed: letters lie on letters.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.documents.make_cases import Expected, facts
from tests.documents.test_cases import LEAST, fields_right, measure

from smartmap.documents.read import read
from smartmap.errors import DocumentError

FOLDER = Path(__file__).parents[1] / "cases" / "documents" / "libreoffice"
BESIDE = ("code", "opd", "misi", "indicator")


def wanted() -> dict[str, list[Expected]]:
    files: dict[str, list[Expected]] = {}
    with (FOLDER / "expected.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            beside = (row[name] or None for name in BESIDE)
            files.setdefault(row["file"], []).append(Expected(row["text"], row["level"], *beside))
    return files


WANTED = wanted()


@pytest.mark.parametrize("name", WANTED)
def test_recall_and_precision(name: str) -> None:
    found = read(FOLDER / name).programmes
    least = LEAST.get(Path(name).suffix[1:], 0.98)
    assert min(measure(found, WANTED[name])) >= least
    assert fields_right(found, WANTED[name]) >= least


def test_letters_on_letters_are_not_guessed() -> None:
    with pytest.raises(DocumentError) as caught:
        read(FOLDER / "overprinted.pdf")
    assert caught.value.code == "document_unsure"


@pytest.mark.parametrize("name", [name for name in WANTED if name.startswith("printed_")])
def test_no_name_of_a_printed_sheet_is_read_in_part(name: str) -> None:
    reading = read(FOLDER / name)
    names = {fact.program for fact in facts()}
    assert {item.text for item in reading.programmes} <= names
    cut = sum(item.reason == "row_cut" for item in reading.skipped)
    assert len(reading.programmes) + cut == len(names)
