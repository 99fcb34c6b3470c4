"""The workbook of results: all results, counts, matrices, gaps, what must be discussed, what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.documents import table
from smartmap.errors import DocumentError, message
from smartmap.records import STATUSES, Result

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.taxonomy import Taxonomy

MOST_ROWS = 1_048_575
_LONGEST = 32_767  # characters of a cell
_WIDTHS = (6, 18, 60, 12, 34, 24, 18, 30, 12, 18, 12, 50, 28, 18, 8)
_COLOURS = ("#DCE6F5", "#FBE3D6", "#FFF2CC", "#DDEFD9", "#E8DDF0", "#D5EFEA", "#F5DCE4", "#E9E9E9")
"""Fills that stay apart on screen and, as different greys, on a black and white printer."""

Cell = str | int | float


class WorkbookWriter:
    """Keeps one row a result until the end, when the sheets that need all of them are written."""

    def __init__(self, temporary: Path, path: Path, taxonomy: Taxonomy, language: str) -> None:
        import xlsxwriter

        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        self._book = xlsxwriter.Workbook(str(temporary), options)
        self._path, self._taxonomy, self._language = path, taxonomy, language
        self._rows: list[tuple[list[Cell], str]] = []  # cells, dimension
        self._review: list[tuple[float, list[Cell], str]] = []
        self._skipped: list[Skipped] = []
        self._status: Counter[str] = Counter()
        self._dimensions: Counter[str] = Counter()
        self._subs: Counter[str] = Counter()
        self._by_misi: dict[str, Counter[str]] = {}
        self._by_opd: dict[str, Counter[str]] = {}
        self._unmapped: list[list[Cell]] = []

    # --- taking results

    def result(self, result: Result) -> None:
        """Take a result."""
        if len(self._rows) >= MOST_ROWS:
            raise DocumentError("output_rows", file=str(self._path), limit=MOST_ROWS)
        cells = table.row(len(self._rows) + 1, result, self._taxonomy, self._language)
        first = result.suggestions[0] if table.is_mapped(result) else None
        dimension = first.dimension if first else ""
        self._rows.append((cells, dimension))
        self._status[result.status] += 1
        if first:
            self._dimensions[dimension] += 1
            self._subs[first.sub_dimension] += 1
            self._count(result, dimension)
        if result.status == "none":
            self._unmapped.append(cells)
        if result.status == "review":
            second = result.suggestions[1].probability if len(result.suggestions) > 1 else 0.0
            self._review.append(((first.probability if first else 0.0) - second, cells, dimension))

    def _count(self, result: Result, dimension: str) -> None:
        programme, _ = table.parts(result)
        missions = [text for level, text in programme.parents if level == "misi"]
        if programme.level == "misi":
            missions = [result.text]
        for misi in missions or [table.label("without_misi", self._language)]:
            self._by_misi.setdefault(" ".join(misi.split()), Counter())[dimension] += 1
        opd = " ".join(programme.opd.split()) or table.label("without_opd", self._language)
        self._by_opd.setdefault(opd, Counter())[dimension] += 1

    def skipped(self, skipped: Skipped) -> None:
        """Take a skipped row."""
        self._skipped.append(skipped)

    # --- writing

    def close(self) -> None:
        """Write all sheets."""
        import xlsxwriter

        self._formats()
        self._results("results", self._rows)
        self._summary()
        self._matrix()
        self._gaps()
        self._review.sort(key=lambda item: item[0])  # closest call first
        self._results("review", [(cells, dimension) for _, cells, dimension in self._review])
        self._left_out()
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise DocumentError("output_denied", file=str(self._path), why=str(error)) from error

    def _formats(self) -> None:
        base = {"valign": "top", "text_wrap": True}
        add = self._book.add_format
        self._head = add({**base, "bold": True, "bottom": 1, "bg_color": "#404040", "font_color": "#FFFFFF"})
        self._plain, self._bold = add(base), add({**base, "bold": True})
        self._percent = add({**base, "num_format": "0%"})
        self._fills = {
            dimension: add(
                {**base, "bg_color": _COLOURS[place % len(_COLOURS)], "border": 1, "border_color": "#BFBFBF"}
            )
            for place, dimension in enumerate(self._taxonomy.ids)
        }

    def _sheet(self, key: str, widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(table.sheet_name(key, self._language))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _write(self, sheet: Any, row: int, cells: Iterable[Cell], style: Any = None) -> None:
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, place, cell[:_LONGEST], style or self._plain)
            else:
                sheet.write_number(
                    row, place, cell, style or (self._percent if isinstance(cell, float) else self._plain)
                )

    def _results(self, key: str, rows: Sequence[tuple[list[Cell], str]]) -> None:
        sheet = self._sheet(key, _WIDTHS)
        headings = table.columns(self._language)
        self._write(sheet, 0, headings, self._head)
        sheet.freeze_panes(1, 3)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
        column = list(table.columns(self._language)).index(table.label("dimension", self._language))
        for number, (cells, dimension) in enumerate(rows, 1):
            self._write(sheet, number, cells)
            if dimension in self._fills:
                for place in (column, column + 1):
                    sheet.write_string(number, place, str(cells[place]), self._fills[dimension])

    def _summary(self) -> None:
        sheet = self._sheet("summary", (44, 12, 12))
        total = len(self._rows)
        count, share = table.label("count", self._language), table.label("share", self._language)
        row = 0
        self._write(sheet, row, [table.label("status", self._language), count, share], self._head)
        for status in STATUSES:
            row += 1
            number = self._status[status]
            self._write(sheet, row, [message(f"status_{status}", self._language), number, _share(number, total)])
        row += 1
        self._write(sheet, row, [table.label("total", self._language), total], self._bold)
        row += 2
        self._write(sheet, row, [table.label("dimension", self._language), count, share], self._head)
        mapped = sum(self._dimensions.values())
        for dimension in self._taxonomy.dimensions:
            row += 1
            number = self._dimensions[dimension.id]
            self._write(sheet, row, [self._name(dimension.id), number, _share(number, mapped)], self._bold)
            sheet.write_number(row, 2, _share(number, mapped), self._percent)
            sheet.write_string(row, 0, self._name(dimension.id), self._fills[dimension.id])
            for sub in dimension.subs:
                row += 1
                number = self._subs[sub.id]
                self._write(sheet, row, [f"    {self._name(sub.id)}", number, _share(number, mapped)])
        sheet.freeze_panes(1, 0)

    def _matrix(self) -> None:
        sheet = self._sheet("matrix", (60, *(16 for _ in self._taxonomy.ids), 10))
        row = 0
        for key, counts in (("misi", self._by_misi), ("opd", self._by_opd)):
            names = [self._name(dimension) for dimension in self._taxonomy.ids]
            total = table.label("total", self._language)
            self._write(sheet, row, [table.label(key, self._language), *names, total], self._head)
            first = row + 1
            for name, numbers in sorted(counts.items(), key=lambda pair: pair[0].casefold()):
                row += 1
                cells = [numbers[dimension] for dimension in self._taxonomy.ids]
                self._write(sheet, row, [name, *cells, sum(cells)])
            if row >= first:
                shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FA7D6"}
                sheet.conditional_format(first, 1, row, len(self._taxonomy.ids), shades)
            row += 3

    def _gaps(self) -> None:
        sheet = self._sheet("gaps", (24, 44, 60, 34))
        self._write(sheet, 0, [table.label("empty_subs", self._language)], self._bold)
        row = 1
        heads = [table.label("dimension", self._language), table.label("sub_dimension", self._language)]
        self._write(sheet, row, heads, self._head)
        empty = [sub for sub in self._taxonomy.subs if not self._subs[sub.id]]
        for sub in empty:
            row += 1
            self._write(sheet, row, [self._name(sub.dimension), self._name(sub.id)])
        if not empty:
            row += 1
            self._write(sheet, row, [table.label("nothing", self._language)])
        row += 2
        self._write(sheet, row, [table.label("unmapped", self._language)], self._bold)
        row += 1
        shown = ("no", "code", "programme", "opd")
        self._write(sheet, row, [table.label(key, self._language) for key in shown], self._head)
        for cells in self._unmapped:
            row += 1
            self._write(sheet, row, [cells[0], cells[1], cells[2], cells[4]])
        if not self._unmapped:
            self._write(sheet, row + 1, [table.label("nothing", self._language)])

    def _left_out(self) -> None:
        sheet = self._sheet("skipped", (28, 18, 8, 60, 60))
        keys = ("file", "sheet", "row", "text", "reason")
        self._write(sheet, 0, [table.label(key, self._language) for key in keys], self._head)
        sheet.freeze_panes(1, 0)
        for number, item in enumerate(self._skipped[:MOST_ROWS], 1):
            row: Cell = item.place.row if item.place.row is not None else ""
            where = table.sheet_or_page(item.place, self._language)
            cells = [item.place.file, where, row, item.text, item.message(self._language)]
            self._write(sheet, number, cells)

    def _name(self, label: str) -> str:
        return wording.dimension_name(label, self._taxonomy, self._language)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
