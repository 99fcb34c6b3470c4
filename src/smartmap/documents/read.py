"""Read the programmes of a file: ``read`` takes a whole file, ``stream`` row after row in bounded memory.

1. what the file holds, by its content (:mod:`~smartmap.documents.kinds`)
2. rows of clean text (``plain``, ``delimited``, ``sheets``, ``word``, ``pdf``; lists of items in ``records``, items
   named in running text in ``narrative``)
3. the heading and what its columns mean (``layout``, ``headings``)
4. rows to drafts: filled down, totals and headings left out (``rows``)
5. rows of one programme folded into one (``drafts``)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from os import PathLike
from pathlib import Path

from smartmap.documents import records
from smartmap.documents.drafts import fold_all, fold_neighbours
from smartmap.documents.kinds import RUNNING_KINDS, SHEET_KINDS, TEXT_KINDS, kind_of
from smartmap.documents.layout import SAMPLE, SEARCHED, Wishes, find_layout, guess_layout
from smartmap.documents.reading import Doubt, Reading, Skipped, Table
from smartmap.documents.rows import TableReader
from smartmap.documents.tables import Sheet, no_column, page_ranges, read_sheets, titles
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
        CSV, TSV, XLSX, XLS, ODS, DOCX, PDF, JSON Lines, JSON or plain text; told by content, not by suffix.
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
    MissingExtraError
        If what reads this kind of file is not installed.
    """
    path = Path(path)
    wishes = Wishes(text_column, dict(columns or {}), tuple(context_columns or ()))
    kind = kind_of(path)
    if kind in SHEET_KINDS or kind == "csv":
        reading = _read_tables(path, _sheets(path, kind, sheet), wishes)
    elif kind in RUNNING_KINDS:
        reading = _read_running(path, kind, wishes)
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


def _sheets(path: Path, kind: str, sheet: str | int | None) -> Iterator[Sheet]:
    if kind == "csv":
        from smartmap.documents.delimited import rows

        yield Sheet("", list(rows(path)))
        return
    from smartmap.documents.sheets import fill_merged, grids

    for grid in grids(path, kind, sheet):
        yield Sheet(grid.name, fill_merged(grid), grid.hidden)


def _read_tables(path: Path, sheets: Iterable[Sheet], wishes: Wishes) -> Reading:
    held = list(sheets)
    tables, items = read_sheets(path, held, wishes)
    if not tables:
        filled = [sheet for sheet in held if any(map(any, sheet.rows))]
        if not filled:
            raise DocumentError("document_empty", file=str(path))
        raise no_column(path, filled[0].name, filled[0].rows)
    return Reading(tuple(tables), *fold_all(items))


def _read_running(path: Path, kind: str, wishes: Wishes) -> Reading:
    """Read a document of text and tables: its tables, and missions, goals and programmes named in its text."""
    from smartmap.documents.narrative import plain_list, read_narrative

    skipped: list[Skipped] = []
    if kind == "docx":
        from smartmap.documents.word import read_word

        sheets, paragraphs = read_word(path)
    else:
        from smartmap.documents.pdf import read_pdf

        pages = read_pdf(path)
        sheets, paragraphs, skipped = pages.sheets, pages.paragraphs, pages.skipped
    tables, items = read_sheets(path, sheets, wishes)
    told = list(read_narrative(path, paragraphs))
    if not tables and not told:
        tables, items = read_sheets(path, [plain_list(paragraphs)], Wishes())
    programmes, left = fold_all([*told, *items])
    if not programmes:
        unsure = {item.place.page or 0 for item in [*skipped, *left] if item.reason in ("page_table", "row_cut")}
        if unsure:
            raise DocumentError("document_unsure", file=str(path), pages=page_ranges(unsure))
        raise DocumentError("document_nothing", file=str(path))
    if told:
        count = len(fold_all(told)[0])
        doubts = (Doubt("doubt_running_text", {"count": count}),)
        tables = [Table(path.name, "", told[0].place.page, (), {"text": "-"}, len(told), count, doubts), *tables]
    return Reading(tuple(tables), programmes, skipped + left)


def _stream_rows(path: Path, wishes: Wishes) -> Iterator[Programme | Skipped]:
    from smartmap.documents.delimited import rows

    source = rows(path)
    top = list(islice(source, SEARCHED + SAMPLE))
    layout = find_layout(top, wishes, file=str(path)) or guess_layout(top, wishes, file=str(path))
    if layout is None:
        raise (no_column(path, "", top) if any(map(any, top)) else DocumentError("document_empty", file=str(path)))
    place = Place(path.name)
    reader = TableReader(layout, top[layout.first : layout.first + SAMPLE])
    numbered = ((replace(place, row=number), row) for number, row in enumerate(chain(top, source), 1))
    above = list(islice(numbered, layout.header[0] if layout.header else layout.first))
    below = islice(numbered, layout.first - len(above), None)
    return fold_neighbours(chain(titles(reader, above), reader.read(below)))


# --- nothing found


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
