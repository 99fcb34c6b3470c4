"""The workbook of results: all results, counts, matrices, gaps, what must be discussed, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.documents import colours, table
from smartmap.documents.counts import Counts
from smartmap.errors import DocumentError, message
from smartmap.records import STATUSES, Result

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.taxonomy import Taxonomy

MOST_ROWS = 1_048_575
_LONGEST = 32_767  # characters of a cell
_WIDTHS = (6, 12, 48, 12, 30, 22, 18, 28, 13, 18, 13, 90, 28, 18, 8)
_LINE, _TALLEST = 15.0, 400.0  # points: a line, and what Excel takes as a row's height

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
        self._counts = Counts()
        self._widths: dict[str, Sequence[int]] = {}
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
        self._counts.add(result)
        if result.status == "none":
            self._unmapped.append(cells)
        if result.status == "review":
            second = result.suggestions[1].probability if len(result.suggestions) > 1 else 0.0
            self._review.append(((first.probability if first else 0.0) - second, cells, dimension))

    def skipped(self, skipped: Skipped) -> None:
        """Take a skipped row."""
        self._skipped.append(skipped)

    # --- writing

    def close(self) -> None:
        """Write all sheets."""
        import xlsxwriter

        self._formats()
        self._results("results", self._rows, "probability")
        self._summary()
        self._matrix()
        self._gaps()
        self._review.sort(key=lambda item: item[0])  # closest call first
        closest = [(cells, dimension) for _, cells, dimension in self._review]
        self._results("review", closest, "probability_2")
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
        self._left = add({**base, "align": "left"})
        self._percent = add({**base, "num_format": "0%"})
        self._title = add({"bold": True})
        self._figure = add({**base, "align": "center", "num_format": '0;-0;"–"'})  # nothing is a dash
        self._fills = {
            dimension: add(
                {**base, "bg_color": colours.tint(self._taxonomy, dimension), "border": 1, "border_color": "#BFBFBF"}
            )
            for dimension in self._taxonomy.ids
        }
        self._heads = {
            dimension: add({**base, "bold": True, "bottom": 1, "align": "center",
                            "bg_color": colours.tint(self._taxonomy, dimension)})
            for dimension in self._taxonomy.ids
        }  # fmt: skip

    def _sheet(self, key: str, widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(table.sheet_name(key, self._language))
        self._widths[sheet.name] = widths
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _write(self, sheet: Any, row: int, cells: Sequence[Cell], style: Any = None) -> None:
        # Excel finds a row's height by itself, LibreOffice does not: its lines would lie over each other.
        pairs = zip(cells, self._widths[sheet.name], strict=False)
        lines = max((_lines(cell, width) for cell, width in pairs if isinstance(cell, str)), default=1)
        if lines > 1:
            sheet.set_row(row, min(lines * _LINE, _TALLEST))
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, place, cell[:_LONGEST], style or self._plain)
            else:
                sheet.write_number(
                    row, place, cell, style or (self._percent if isinstance(cell, float) else self._plain)
                )

    def _results(self, key: str, rows: Sequence[tuple[list[Cell], str]], printed: str) -> None:
        """Write a table of results; columns behind ``printed`` show on the screen only, or print would be too small."""
        sheet = self._sheet(key, _WIDTHS)
        headings = table.columns(self._language)
        self._write(sheet, 0, headings, self._head)
        sheet.freeze_panes(1, 3)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
        column = headings.index(table.label("dimension", self._language))
        sheet.print_area(0, 0, max(len(rows), 1), headings.index(table.label(printed, self._language)))
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
            number = self._counts.status[status]
            self._write(sheet, row, [message(f"status_{status}", self._language), number, _share(number, total)])
        row += 1
        self._write(sheet, row, [table.label("total", self._language), total], self._bold)
        row += 1
        self._write(sheet, row, [f"    {wording.counted(self._counts.levels, self._language)}"])
        row += 2
        self._write(sheet, row, [table.label("dimension", self._language), count, share], self._head)
        mapped = sum(self._counts.dimensions.values())
        for dimension in self._taxonomy.dimensions:
            row += 1
            number = self._counts.dimensions[dimension.id]
            self._write(sheet, row, [self._name(dimension.id), number, _share(number, mapped)], self._bold)
            sheet.write_number(row, 2, _share(number, mapped), self._percent)
            sheet.write_string(row, 0, self._name(dimension.id), self._fills[dimension.id])
            for sub in dimension.subs:
                row += 1
                number = self._counts.subs[sub.id]
                self._write(sheet, row, [f"    {self._name(sub.id)}", number, _share(number, mapped)])
        sheet.freeze_panes(1, 0)

    def _matrix(self) -> None:
        sheet = self._sheet("matrix", (60, *(16 for _ in self._taxonomy.ids), 10))
        row = 0
        for key, cross in (("misi", self._counts.misi), ("opd", self._counts.opd)):
            names = [self._name(dimension) for dimension in self._taxonomy.ids]
            total = table.label("total", self._language)
            self._write(sheet, row, [table.label(key, self._language), *names, total], self._head)
            for place, dimension in enumerate(self._taxonomy.ids, 1):
                sheet.write_string(row, place, names[place - 1], self._heads[dimension])
            first = row + 1
            for _, name, numbers in cross.rows():
                row += 1
                cells = [numbers[dimension] for dimension in self._taxonomy.ids]
                self._write(sheet, row, [name or table.label(f"without_{key}", self._language), *cells, sum(cells)])
                for place, number in enumerate(cells, 1):
                    sheet.write_number(row, place, number, self._figure)
            if row >= first:
                # programmes without a name are no measure for the others
                shades = {
                    "type": "2_color_scale", "min_color": "#FFFFFF", "max_color": colours.HEAT[4],
                    "min_type": "num", "min_value": 0, "max_type": "num", "max_value": max(cross.most, 1),
                }  # fmt: skip
                sheet.conditional_format(first, 1, row, len(self._taxonomy.ids), shades)
            row += 3

    def _gaps(self) -> None:
        sheet = self._sheet("gaps", (24, 44, 60, 34))
        sheet.write_string(0, 0, table.label("empty_subs", self._language), self._title)
        row = 1
        heads = [table.label("dimension", self._language), table.label("sub_dimension", self._language)]
        self._write(sheet, row, heads, self._head)
        empty = [sub for sub in self._taxonomy.subs if not self._counts.subs[sub.id]]
        for sub in empty:
            row += 1
            self._write(sheet, row, [self._name(sub.dimension), self._name(sub.id)])
            sheet.write_string(row, 0, self._name(sub.dimension), self._fills[sub.dimension])
        if not empty:
            row += 1
            self._write(sheet, row, [table.label("nothing", self._language)])
        row += 2
        sheet.write_string(row, 0, table.label("unmapped", self._language), self._title)
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
            text = table.label("to_check", self._language) if item.is_doubt else item.text
            cells = [item.place.file, where, row, text, item.message(self._language)]
            self._write(sheet, number, cells)
            if item.place.row is not None:  # to the right it would touch the text beside it
                sheet.write_number(number, 2, item.place.row, self._left)

    def _name(self, label: str) -> str:
        return wording.dimension_name(label, self._taxonomy, self._language)


def _lines(text: str, width: int) -> int:
    """Say about how many lines a text takes in a column so many digits wide."""
    letters = width / (1.25 if text.isupper() else 1.05)
    return sum(ceil(max(len(line), 1) / letters) for line in text.splitlines() or [""])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
