"""Small files of programmes, and a suggester that knows one rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from smartmap.errors import SmartmapError, TextError
from smartmap.records import Evidence, Programme, Result, Suggestion, Versions
from smartmap.taxonomy import Taxonomy, load_taxonomy

VERSIONS = Versions("0", "kominfo6/1", "sha256:0", "none")


def result_of(programme: Programme, dimension: str = "society", sub: str = "society.learning") -> Result:
    """A result with a first suggestion and a second one."""
    text = programme.text
    offered = (
        Suggestion(dimension, sub, 0.8, 0.1, (Evidence("rule:x/y", text[:7], 0, min(7, len(text)), 2.0),)),
        Suggestion("economy", "economy.welfare", 0.15, 0.0, ()),
    )
    return Result(programme.id, text, "suggested", offered, (dimension,), None, VERSIONS, -3.0, programme=programme)


class FakeSuggester:
    """Support for *penunjang*, nothing for *kosong*, review for *rapat*, an error for *galat*; else learning."""

    taxonomy: Taxonomy = load_taxonomy()
    versions: Versions = VERSIONS
    context: bool = True
    decisions: str = ""

    def suggest_many(
        self, items: Iterable[str | Programme], *, on_error: str = "raise", n_jobs: int | None = 1
    ) -> Iterator[Result | SmartmapError]:
        for item in items:
            programme = item if isinstance(item, Programme) else Programme(item)
            lowered = programme.text.lower()
            if "galat" in lowered:
                yield TextError("text_type", found="galat")
                continue
            done = result_of(programme)
            if "penunjang" in lowered or "kosong" in lowered:
                status = "support" if "penunjang" in lowered else "none"
                done = Result(done.id, done.text, status, (), (), None, VERSIONS, 0.0, programme=programme)
            elif "rapat" in lowered:
                done = Result(
                    done.id, done.text, "review", done.suggestions, (), "close_call", VERSIONS, 0.0, programme=programme
                )
            yield done


@pytest.fixture
def suggester() -> FakeSuggester:
    return FakeSuggester()


Rows = Sequence[Sequence[object]]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of rows as XLSX; ``merged`` are ranges (first row, first column, last row, last column)."""

    def make(
        sheets: dict[str, Rows] | Rows, merged: Sequence[tuple[int, int, int, int]] = (), name: str = "a.xlsx"
    ) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
        for title, rows in (sheets if isinstance(sheets, dict) else {"Lembar1": sheets}).items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell not in ("", None):
                        sheet.write(number, place, cell)
            for box in merged:
                sheet.merge_range(*box, rows[box[0]][box[1]])
        book.close()
        return path

    return make


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file."""

    def make(content: str | bytes, name: str = "a.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make
