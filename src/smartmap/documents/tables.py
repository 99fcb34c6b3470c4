"""The tables of a document: found sheet by sheet, read, and their rows folded into programmes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from smartmap.documents.cells import one_line, shortened
from smartmap.documents.drafts import Draft
from smartmap.documents.headings import BEGINS, fold, role_of
from smartmap.documents.layout import SAMPLE, SEARCHED, Layout, Wishes, find_layout, guess_layout
from smartmap.documents.reading import Doubt, Skipped, Table
from smartmap.documents.rows import TableReader, context_word
from smartmap.errors import DocumentError
from smartmap.records import Place

Item = Draft | Skipped

TITLES = 3  # lines above a table that may name the office or the mission


@dataclass(slots=True)
class Sheet:
    """Rows that belong together: a sheet of a workbook, a table of a Word file or of a PDF.

    Parameters
    ----------
    name : str
    rows : list of list of str
    hidden : bool
        A hidden sheet is not read, only named.
    at : list of (page, row)
        Where each row stands, counted from 1 (0 for a line above the table); by default row after row, without pages.
    doubts : list of Doubt
        About how the rows were found, added to the table's own.
    cut : dict of int to set of int
        Row to columns, both from 0, of cells that do not show all of their text.
    """

    name: str
    rows: list[list[str]]
    hidden: bool = False
    at: list[tuple[int | None, int]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    cut: dict[int, set[int]] = field(default_factory=dict)

    def place(self, path: Path, number: int) -> Place:
        """Give the place of a row counted from 0."""
        page, row = self.at[number] if self.at else (None, number + 1)
        return Place(path.name, self.name, page, row or None)


def read_sheets(path: Path, sheets: Iterable[Sheet], wishes: Wishes) -> tuple[list[Table], list[Item]]:
    """Find and read the tables of all sheets; where none has a known heading, columns are judged by their cells."""
    tables: list[Table] = []
    items: list[Item] = []
    without: list[Sheet] = []
    lacking: list[DocumentError] = []
    for sheet in sheets:
        if sheet.hidden:
            items.append(Skipped(Place(path.name, sheet.name), "", "sheet_hidden", {"sheet": sheet.name}))
            continue
        try:
            layouts = _layouts(path, sheet, wishes)
        except DocumentError as error:
            if error.code not in ("document_column", "document_column_unlike"):
                raise
            lacking.append(error)  # other sheets may have the column asked for
            layouts = []
        for number, layout in enumerate(layouts):
            end = layouts[number + 1].header[0] if number + 1 < len(layouts) else len(sheet.rows)
            start = layout.header[0] if number else 0
            tables.append(_read_table(path, sheet, layout, start, end, items))
        if not layouts and any(map(any, sheet.rows)):
            without.append(sheet)
    if not tables and lacking:
        raise lacking[0]
    if not tables:
        return _guess_tables(path, without, wishes, items), items
    items += [Skipped(sheet.place(path, 0), "", "sheet_no_table", {"sheet": sheet.name}) for sheet in without]
    return tables, items


def _guess_tables(path: Path, sheets: Sequence[Sheet], wishes: Wishes, items: list[Item]) -> list[Table]:
    tables = []
    for sheet in sheets:
        layout = guess_layout(sheet.rows, wishes, file=str(path), sheet=sheet.name)
        if layout is not None:
            tables.append(_read_table(path, sheet, layout, 0, len(sheet.rows), items))
    return tables


def _layouts(path: Path, sheet: Sheet, wishes: Wishes) -> list[Layout]:
    """Find the tables of a sheet: a heading of other columns below the first one begins another table."""
    rows, find = sheet.rows, partial(find_layout, wishes=wishes, file=str(path), sheet=sheet.name)
    layout = find(rows)
    if layout is None:
        return []
    layouts = [layout]
    place = layout.first
    while place < len(rows):
        if _may_be_header(rows[place], layouts[-1]):
            further = find(rows[: place + 3], start=place)
            if further is not None and further.header[0] == place:
                further = find(rows[: place + SAMPLE], start=place)
            if further is not None and further.header[0] == place and further.roles != layouts[-1].roles:
                layouts.append(further)
                place = further.first
                continue
        place += 1
    return layouts


def _may_be_header(row: Sequence[str], layout: Layout) -> bool:
    filled = [cell for cell in row if cell]
    if len(filled) < 2 or any(len(cell) > 80 for cell in filled):
        return False
    known = sum(role_of(cell).score > BEGINS for cell in filled)
    if known < max(2, len(filled) // 2):
        return False
    # the same heading again, as on the next page, begins no table
    return not {fold(cell) for cell in filled} <= {fold(heading) for heading in layout.headings}


def _read_table(path: Path, sheet: Sheet, layout: Layout, start: int, end: int, items: list[Item]) -> Table:
    rows = sheet.rows
    reader = TableReader(layout, rows[layout.first : min(end, layout.first + SAMPLE)])
    items += titles(reader, [(sheet.place(path, number), rows[number]) for number in range(start, _top(layout))])
    found = list(_read_rows(reader, path, sheet, range(layout.first, end)))
    items += found
    count = len({item.key for item in found if isinstance(item, Draft)})
    header = tuple(sheet.place(path, number).row or 0 for number in layout.header)
    page = sheet.place(path, layout.first).page if layout.first < len(rows) else None
    doubts = (*layout.doubts, *sheet.doubts, *reader.doubts, *_cut_columns(path, sheet, layout, end))
    return Table(path.name, sheet.name, page, header, layout.shown, reader.rows, count, doubts)


def _read_rows(reader: TableReader, path: Path, sheet: Sheet, numbers: Iterable[int]) -> Iterator[Item]:
    """Read rows, but none whose item is not all to be seen: the rest of its name would be a guess."""
    items = {place for role in reader.layout.items for place in reader.layout.roles[role]}
    for number in numbers:
        place, row = sheet.place(path, number), sheet.rows[number]
        if any(row[cell] for cell in sheet.cut.get(number, set()) & items):
            yield reader.leave_out(place, row, "row_cut")
        else:
            yield from reader.read([(place, row)])


def _cut_columns(path: Path, sheet: Sheet, layout: Layout, end: int) -> Iterator[Doubt]:
    """Say of columns beside the items how many of their cells are not all to be seen, and on which pages."""
    used = {place for places in layout.roles.values() for place in places}
    for place in {place for number in layout.header for place in sheet.cut.get(number, set())} - used:
        page = sheet.place(path, layout.header[0]).page or 0
        yield Doubt("doubt_heading_cut", {"column": layout.headings[place], "page": page})
    for role, places in layout.roles.items():
        if role in layout.items or role == "level":
            continue
        cut = [number for number in range(layout.first, end) if sheet.cut.get(number, set()) & set(places)]
        if cut:
            pages = page_ranges(sheet.place(path, number).page or 0 for number in cut)
            heading = layout.headings[places[0]]
            yield Doubt("doubt_cut", {"column": heading, "count": len(cut), "pages": pages})


def page_ranges(numbers: Iterable[int]) -> str:
    """Give numbers shortly: 1, 2, 3, 7 -> ``1-3, 7``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _top(layout: Layout) -> int:
    return layout.header[0] if layout.header else layout.first


def titles(reader: TableReader, rows: Iterable[tuple[Place, Sequence[str]]]) -> Iterator[Skipped]:
    """Rows above a table: no programmes, but they may name the office or the mission."""
    for place, row in rows:
        if any(row):
            reader.title(row)
            yield Skipped(place, shortened(" | ".join(cell[:400] for cell in row if cell)), "row_title")


def table_titles(above: Sequence[str]) -> list[str]:
    """Choose from the lines above a table those that may be its titles.

    Two missions above a table are a list in running text, and neither is the one its rows serve.
    """
    last = list(above[-TITLES:])
    words = Counter(context_word(text) for text in above[-2 * TITLES :])
    return [text for text in last if words[context_word(text)] == 1 or not context_word(text)]


def no_column(path: Path, sheet: str, rows: Sequence[Sequence[str]]) -> DocumentError:
    """Say which headings there were: the first row with the most filled cells stands for the heading."""
    top = max(rows[:SEARCHED], key=lambda row: sum(map(bool, row)))
    found = ", ".join(f'"{shortened(one_line(cell))[:40]}"' for cell in top[:12] if cell)
    return DocumentError("document_no_text", file=str(path), sheet=sheet or path.name, found=found)
