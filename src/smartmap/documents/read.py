"""Read the programmes of a file: ``read`` takes a whole file, ``stream`` row after row in bounded memory.

1. what the file holds, by its content (:mod:`~smartmap.documents.kinds`)
2. rows of clean text (``plain``, ``delimited``, ``sheets``; lists of items in ``records``)
3. the heading and what its columns mean (``layout``, ``headings``)
4. rows to drafts: filled down, totals and headings left out (``rows``)
5. rows of one programme folded into one (``drafts``)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from os import PathLike
from pathlib import Path

from smartmap.documents import records
from smartmap.documents.cells import one_line, shortened
from smartmap.documents.drafts import Draft, fold_all, fold_neighbours
from smartmap.documents.headings import fold
from smartmap.documents.kinds import SHEET_KINDS, TEXT_KINDS, kind_of
from smartmap.documents.layout import SAMPLE, SEARCHED, Layout, Wishes, find_layout, guess_layout
from smartmap.documents.reading import Doubt, Reading, Skipped, Table
from smartmap.documents.rows import TableReader
from smartmap.errors import DocumentError
from smartmap.records import Place, Programme

__all__ = ["Doubt", "Reading", "Skipped", "Table", "read", "stream"]


def read(
    path: str | PathLike[str],
    *,
    sheet: str | int | None = None,
    text_column: str | None = None,
    columns: Mapping[str, str] | None = None,
    context_columns: Sequence[str] | None = None,
) -> Reading:
    """Read a whole file.

    Parameters
    ----------
    path : path
        CSV, TSV, XLSX, XLS, ODS, JSON Lines, JSON or plain text; told by content, not by suffix.
    sheet : str or int, optional
        Name of a sheet or its number from 1; by default every visible sheet with a table.
    text_column : str, optional
        Heading (or letter) of the column that holds the items, instead of the one found.
    columns : mapping of str to str, optional
        Role to heading, such as ``{"opd": "Pelaksana"}``, instead of the ones found.
    context_columns : sequence of str, optional
        Headings of further columns that say something about the item; read as part of its outcome.

    Returns
    -------
    Reading
        Tables as they were understood, programmes, and skipped rows with reasons.

    Raises
    ------
    DocumentError
        If the file cannot be read, has no column of items, lacks a column asked for, or holds no programme.
    """
    path = Path(path)
    wishes = Wishes(text_column, dict(columns or {}), tuple(context_columns or ()))
    kind = kind_of(path)
    if kind in SHEET_KINDS:
        reading = _read_workbook(path, kind, sheet, wishes)
    elif kind == "csv":
        from smartmap.documents.delimited import rows

        reading = _read_grids(path, [("", list(rows(path)), False)], wishes)
    elif kind in ("txt", "jsonl", "json"):
        reading = _read_list(path, kind, text_column)
    else:
        raise DocumentError("document_kind", file=str(path), found=kind.upper())
    if not reading.programmes:
        raise _nothing_in(path, reading.skipped)
    return reading


def stream(
    path: str | PathLike[str],
    *,
    text_column: str | None = None,
    columns: Mapping[str, str] | None = None,
    context_columns: Sequence[str] | None = None,
) -> Iterator[Programme | Skipped]:
    """Read a text file (CSV, TSV, JSON Lines, plain list) row after row, in order and in bounded memory.

    Rows of one programme are folded only where they follow each other; :func:`read` folds them anywhere.

    Raises
    ------
    DocumentError
        As :func:`read` does; also for a kind of file that cannot be read row by row.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind not in TEXT_KINDS:
        raise DocumentError("document_stream", file=str(path), found=kind.upper())
    wishes = Wishes(text_column, dict(columns or {}), tuple(context_columns or ()))
    return _stream_rows(path, wishes) if kind == "csv" else _items(path, kind, text_column)


# --- lists


def _items(path: Path, kind: str, text_column: str | None) -> Iterator[Programme | Skipped]:
    if kind == "txt":
        return records.from_txt(path)
    return (records.from_jsonl if kind == "jsonl" else records.from_json)(path, text_column)


def _read_list(path: Path, kind: str, text_column: str | None) -> Reading:
    programmes: list[Programme] = []
    skipped: list[Skipped] = []
    for item in _items(path, kind, text_column):
        if isinstance(item, Skipped):
            skipped.append(item)
        else:
            programmes.append(item)
    table = Table(path.name, "", None, (), {"text": "-"}, len(programmes) + len(skipped), len(programmes))
    return Reading((table,), programmes, skipped)


# --- tables

_Sheet = tuple[str, list[list[str]], bool]  # name, rows, hidden


def _read_workbook(path: Path, kind: str, sheet: str | int | None, wishes: Wishes) -> Reading:
    from smartmap.documents.sheets import fill_merged, grids

    return _read_grids(path, ((grid.name, fill_merged(grid), grid.hidden) for grid in grids(path, kind, sheet)), wishes)


def _read_grids(path: Path, sheets: Iterable[_Sheet], wishes: Wishes) -> Reading:
    tables: list[Table] = []
    items: list[Draft | Skipped] = []
    without: list[_Sheet] = []
    for name, rows, hidden in sheets:
        if hidden:
            items.append(Skipped(Place(path.name, name), "", "sheet_hidden", {"sheet": name}))
            continue
        layouts = _layouts(path, name, rows, wishes)
        if layouts:
            for number, layout in enumerate(layouts):
                end = layouts[number + 1].header[0] if number + 1 < len(layouts) else len(rows)
                start = layouts[number - 1].first if number else 0
                tables.append(
                    _read_table(path, name, rows, layout, start if not number else layout.header[0], end, items)
                )
        elif any(map(any, rows)):
            without.append((name, rows, hidden))
    if not tables:
        tables = _guess_tables(path, without, wishes, items)
    else:
        items += [Skipped(Place(path.name, name), "", "sheet_no_table", {"sheet": name}) for name, _, _ in without]
    programmes, skipped = fold_all(items)
    return Reading(tuple(tables), programmes, skipped)


def _guess_tables(path: Path, sheets: Sequence[_Sheet], wishes: Wishes, items: list[Draft | Skipped]) -> list[Table]:
    tables = []
    for name, rows, _ in sheets:
        layout = guess_layout(rows, wishes, file=str(path), sheet=name)
        if layout is not None:
            tables.append(_read_table(path, name, rows, layout, 0, len(rows), items))
    if not tables:
        if not sheets:
            raise DocumentError("document_empty", file=str(path))
        raise _no_column(path, sheets[0][0], sheets[0][1])
    return tables


def _layouts(path: Path, name: str, rows: list[list[str]], wishes: Wishes) -> list[Layout]:
    """Find the tables of a sheet: a heading of other columns below the first one begins another table."""
    layout = find_layout(rows, wishes, file=str(path), sheet=name)
    if layout is None:
        return []
    layouts = [layout]
    place = layout.first
    while place < len(rows):
        if _may_be_header(rows[place], layouts[-1]):
            further = find_layout(rows[: place + 3], wishes, file=str(path), sheet=name, start=place)
            if further is not None and further.header[0] == place:
                further = find_layout(rows[: place + SAMPLE], wishes, file=str(path), sheet=name, start=place)
            if further is not None and further.header[0] == place and further.roles != layouts[-1].roles:
                layouts.append(further)
                place = further.first
                continue
        place += 1
    return layouts


def _may_be_header(row: Sequence[str], layout: Layout) -> bool:
    from smartmap.documents.headings import BEGINS, role_of

    filled = [cell for cell in row if cell]
    if len(filled) < 2 or any(len(cell) > 80 for cell in filled):
        return False
    known = sum(role_of(cell).score > BEGINS for cell in filled)
    if known < max(2, len(filled) // 2):
        return False
    # the same heading again, as on the next page, begins no table
    return not {fold(cell) for cell in filled} <= {fold(heading) for heading in layout.headings}


def _read_table(
    path: Path,
    name: str,
    rows: list[list[str]],
    layout: Layout,
    start: int,
    end: int,
    items: list[Draft | Skipped],
) -> Table:
    place = Place(path.name, name)
    reader = TableReader(layout, place, rows[layout.first : min(end, layout.first + SAMPLE)])
    items += _titles(reader, place, rows, start, layout)
    found = list(reader.read((number + 1, rows[number]) for number in range(layout.first, end)))
    items += found
    count = len({item.key for item in found if isinstance(item, Draft)})
    header = tuple(number + 1 for number in layout.header)
    return Table(path.name, name, None, header, layout.shown, reader.rows, count, tuple(layout.doubts))


def _titles(
    reader: TableReader, place: Place, rows: Sequence[Sequence[str]], start: int, layout: Layout
) -> Iterator[Skipped]:
    """Rows above a table: no programmes, but they may name the office or the mission."""
    top = layout.header[0] if layout.header else layout.first
    for number in range(start, top):
        if any(rows[number]):
            reader.title(rows[number])
            text = shortened(" | ".join(cell[:400] for cell in rows[number] if cell))
            yield Skipped(Place(place.file, place.sheet, None, number + 1), text, "row_title")


def _stream_rows(path: Path, wishes: Wishes) -> Iterator[Programme | Skipped]:
    from smartmap.documents.delimited import rows

    source = rows(path)
    top = list(islice(source, SEARCHED + SAMPLE))
    layout = find_layout(top, wishes, file=str(path)) or guess_layout(top, wishes, file=str(path))
    if layout is None:
        raise (_no_column(path, "", top) if any(map(any, top)) else DocumentError("document_empty", file=str(path)))
    place = Place(path.name)
    reader = TableReader(layout, place, top[layout.first : layout.first + SAMPLE])
    titles = _titles(reader, place, top, 0, layout)
    below = enumerate(chain(top[layout.first :], source), layout.first + 1)
    return fold_neighbours(chain(titles, reader.read(below)))


# --- nothing found


def _no_column(path: Path, sheet: str, rows: Sequence[Sequence[str]]) -> DocumentError:
    """Say which headings there were: the first row with the most filled cells stands for the heading."""
    top = max(rows[:SEARCHED], key=lambda row: sum(map(bool, row)))
    found = ", ".join(f'"{shortened(one_line(cell))[:40]}"' for cell in top[:12] if cell)
    return DocumentError("document_no_text", file=str(path), sheet=sheet or path.name, found=found)


def _nothing_in(path: Path, skipped: Sequence[Skipped]) -> DocumentError:
    if not skipped:
        return DocumentError("document_empty", file=str(path))
    first = skipped[0]
    return DocumentError(
        "document_no_programmes",
        file=str(path),
        rows=len(skipped),
        row=first.place.row or 1,
        text=first.text[:80],
    )
