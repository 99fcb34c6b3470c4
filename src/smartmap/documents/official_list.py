"""Taking a government's official list from its own file (CSV, XLSX and so on), columns found by meaning."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap.documents.cells import one_line
from smartmap.documents.read import read
from smartmap.documents.table import harmless
from smartmap.documents.write import check_target, replacing
from smartmap.errors import DocumentError
from smartmap.official_list import COLUMNS, Item, load_list
from smartmap.text.codes import read_code

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.records import Programme

_LEVELS = {3: "program", 5: "kegiatan", 6: "sub_kegiatan"}  # by how many parts a code has


@dataclass(frozen=True)
class Imported:
    """What was taken from a file.

    Parameters
    ----------
    out : path
        The list.
    levels : mapping of str to int
        Items taken, by level.
    without_code : list of str
        Names that stand there without a code and were left out.
    unknown : mapping of str to int
        Codes of programmes that the shipped table does not know, with their number of items: these items are shown, but
        nothing is suggested by them.
    skipped : list of Skipped
        Rows that the reader left out.
    """

    out: Path
    levels: Mapping[str, int]
    without_code: list[str]
    unknown: Mapping[str, int]
    skipped: list[Skipped]


def import_list(
    path: str | Path,
    out: str | Path,
    *,
    sheet: str | int | None = None,
    columns: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Imported:
    """Read a file with codes and names and write the list that :func:`smartmap.load_suggester` takes.

    Parameters
    ----------
    path : path
        Any table that ``smartmap read`` understands, with a column of codes.
    out : path
        Ends in ``.csv``.
    sheet, columns
        As for :func:`smartmap.documents.read.read`.
    overwrite : bool
        Whether a list that is there already may be replaced.

    Raises
    ------
    DocumentError
        If the file cannot be read, has no codes, or the list cannot be written.
    """
    target = Path(out)
    check_target(target, overwrite, (".csv",))
    if target.exists() and target.resolve() == Path(path).resolve():
        raise DocumentError("output_input", file=str(target))
    reading = read(path, sheet=sheet, columns=columns)
    without_code: list[str] = []
    items = _with_programmes(_items(reading.programmes, without_code))
    if not items:
        raise DocumentError("list_no_codes", file=str(path))
    with replacing(target) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(cell) for cell in item] for item in items)
    found = load_list(target)
    unknown = Counter(item.code[:7] for item in found.items if not item.sub_dimension)
    return Imported(target, Counter(item.level for item in items), without_code, unknown, reading.skipped)


def _items(programmes: Iterable[Programme], without_code: list[str]) -> list[Item]:
    """Give each row's item, and the items above it, with as many parts of its code as their level has."""
    items: list[Item] = []
    above: list[Item] = []
    for row in programmes:
        code, name = read_code(row.code), one_line(row.text)
        parts = code.split(".")
        if len(parts) not in _LEVELS:
            without_code.append(name)
            continue
        items.append(Item(code, _LEVELS[len(parts)], name, ""))
        for level, text in row.parents:
            length = next((count for count, known in _LEVELS.items() if known == level), len(parts))
            if length < len(parts):
                above.append(Item(".".join(parts[:length]), level, one_line(text), ""))
    # A parent that has a row of its own was only read from the rows before, which may belong to another code.
    own = {(item.level, item.name) for item in items}
    return [*items, *(item for item in above if (item.level, item.name) not in own)]


def _with_programmes(items: Iterable[Item]) -> list[Item]:
    """Give each item once, with its programme's name where the list has one name for that code."""
    once = sorted(dict.fromkeys(items))
    names: dict[str, set[str]] = {}
    for item in once:
        if item.level == "program":
            names.setdefault(item.code, set()).add(item.name)
    return [
        item._replace(program=next(iter(found)))
        if len(found := names.get(item.code[:7], set())) == 1 and item.level != "program"
        else item
        for item in once
    ]
