"""A file as it was understood, on the screen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap.cli.screen import console, say

if TYPE_CHECKING:
    from smartmap.documents.reading import Reading
    from smartmap.records import Place


def show_reading(reading: Reading, most: int, language: str) -> None:
    """Show tables, columns, doubts, the first programmes and the first rows left out."""
    from rich.markup import escape
    from rich.table import Table

    from smartmap import wording

    out = console()
    for table in reading.tables:
        page = _page(table.page)
        where = " · ".join(filter(None, (Path(table.file).name, table.sheet, page)))
        out.print(f"[bold]{escape(where)}[/bold]")
        if table.header_rows:
            header = ", ".join(map(str, table.header_rows))
            out.print(say("read_table", header=header, rows=table.rows, programmes=table.programmes))
        else:
            out.print(say("read_headless", rows=table.rows, programmes=table.programmes))
        for role, heading in table.columns.items():
            if heading != "-":  # running text and lists have no columns
                out.print(f"  {say(f'role_{role}')}: {escape(heading)}")
        for doubt in table.doubts:
            out.print(f"  [yellow]? {escape(doubt.message(language))}[/yellow]")
    items = reading.programmes[:most]
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    rows = {
        "label_page": [str(item.place.page or "") for item in items],
        "label_row": [str(item.place.row or "") for item in items],
        "label_level": [item.level.replace("_", " ") for item in items],
        "label_code": [item.code for item in items],
        "label_text": [item.text for item in items],
        "label_opd": [item.opd for item in items],
    }
    filled = {heading: cells for heading, cells in rows.items() if any(cells)}
    for heading in filled:
        shown.add_column(say(heading), overflow="fold")
    for cells in zip(*filled.values(), strict=True):
        shown.add_row(*map(escape, cells))
    out.print(shown)
    losses = [item for item in reading.skipped if item.is_loss]
    levels = Counter(item.level for item in reading.programmes)
    out.print(say("read_total", counted=wording.counted(levels, language), skipped=len(losses)))
    for left in losses[:most]:
        out.print(f"  {where_of(left.place)}: {left.text} ({left.message(language)})", style="dim", markup=False)
    out.print()


def where_of(place: Place) -> str:
    """Say where a row stands: sheet or table, page, row."""
    row = f"{say('label_row').lower()} {place.row}" if place.row else ""
    return ", ".join(filter(None, (place.sheet, _page(place.page), row))) or place.file


def _page(page: int | None) -> str:
    return f"{say('label_page').lower()} {page}" if page else ""
