"""One sheet to be filled in: what may be typed where, and how it looks on the screen and on paper."""

from __future__ import annotations

from typing import Any

from smartmap.review.workbook.layout import CELL, COLUMNS, FONT, height

HEAD = 3
"""Rows above the table: title, hint, headings."""

A3, A4 = 8, 9  # paper, as spreadsheets number it
_SOMETIMES = ("parents", "code", "indicator", "opd", "second", "third")  # hidden on a sheet where they are empty
_FREE_TEXT = {
    "error_type": "information",
    "error_title": "Bukan dari daftar",
    "error_message": "Teks bebas tetap dibaca.",
}
# Cells nobody fills in are guarded by refusing what is typed, not by locking: no spreadsheet program sorts or deletes
# rows with a locked cell in them. What gets past that (pasting, emptying) shows by the checksum of the row.
_READ_ONLY = {
    "validate": "custom",
    "value": "=FALSE()",
    "ignore_blank": False,
    "error_type": "stop",
    "error_title": "Kolom ini hanya dibaca",
    "error_message": "Isi kolom kuning saja.",
}


def make_formats(book: Any) -> dict[str, Any]:
    """Make the formats of a workbook."""
    base = FONT | {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#999999"}
    open_ = base | {"locked": False}
    return {
        "title": book.add_format(FONT | {"bold": True, "font_size": 14}),
        "note": book.add_format(FONT | {"italic": True, "font_color": "#444444"}),
        "wrap": book.add_format(FONT | {"text_wrap": True, "valign": "top"}),
        "bold": book.add_format(FONT | {"bold": True, "valign": "top", "text_wrap": True}),
        "head": book.add_format(base | {"bold": True, "bg_color": "#D9E2EC"}),
        "head_fill": book.add_format(base | {"bold": True, "bg_color": "#FFE699"}),
        "row": book.add_format(FONT | {"locked": False}),
        "cell": book.add_format(open_),
        "fill": book.add_format(open_ | {"bg_color": "#FFF9E5"}),
    }


def add_sheet(
    book: Any, name: str, title: str, rows: list[dict[str, str]], formats: dict[str, Any], *, people: bool
) -> None:
    """Add a sheet with a row per programme.

    Parameters
    ----------
    rows : list of dict
        Texts by the keys of :data:`smartmap.review.workbook.layout.COLUMNS`; what is missing stays empty.
    people : bool
        Whether there is a list of people to choose from.
    """
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title[:CELL], formats["title"])
    sheet.write_string(1, 0, "Isi kolom kuning. Petunjuk dan definisi ada di lembar pertama.", formats["note"])
    shown = {key for row in rows for key, text in row.items() if text}
    for place, column in enumerate(COLUMNS):
        hidden = column.hidden or (column.key in _SOMETIMES and column.key not in shown)
        sheet.set_column(place, place, column.width, None, {"hidden": hidden})
        sheet.write_string(HEAD - 1, place, column.heading, formats["head_fill" if column.filled else "head"])
    for number, row in enumerate(rows, 1):
        _write_row(sheet, HEAD + number - 1, row | {"no": str(number)}, formats)
    last = HEAD + max(len(rows), 1) - 1
    _guard(sheet, last, people=people)
    _arrange(sheet, last)


def _write_row(sheet: Any, number: int, row: dict[str, str], formats: dict[str, Any]) -> None:
    visible = ((row.get(column.key, ""), column.width) for column in COLUMNS if not column.hidden)
    sheet.set_row(number, height(visible), formats["row"])
    for place, column in enumerate(COLUMNS):
        text = row.get(column.key, "")
        form = formats["fill" if column.filled else "cell"]
        if text:  # as a string, whatever it begins with: = + - @ are text here
            sheet.write_string(number, place, text[:CELL], form)
        else:
            sheet.write_blank(number, place, None, form)


def _guard(sheet: Any, last: int, *, people: bool) -> None:
    """Say what may be typed into each column."""
    places = {column.key: place for place, column in enumerate(COLUMNS)}
    letter = chr(ord("A") + places["decision"])
    lists = {
        "decision": "=daftar_keputusan",
        "sub": f'=INDIRECT("sub_"&SUBSTITUTE(${letter}{HEAD + 1}," ","_"))',
        "further": "=daftar_dimensi",
    }
    if people:
        lists["person"] = "=daftar_orang"
    for key, place in places.items():
        if key in lists:
            guard: dict[str, object] = {"validate": "list", "source": lists[key], **_FREE_TEXT}
        elif COLUMNS[place].filled:
            continue
        else:
            guard = _READ_ONLY
        sheet.data_validation(HEAD, place, last, place, guard)


def _arrange(sheet: Any, last: int) -> None:
    places = {column.key: place for place, column in enumerate(COLUMNS)}
    sheet.freeze_panes(HEAD, places["text"] + 1)
    sheet.autofilter(HEAD - 1, 0, last, len(COLUMNS) - 1)  # with the hidden columns: a sort must take them along
    sheet.repeat_rows(HEAD - 1)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RHalaman &P dari &N")
    sheet.fit_to_pages(1, 0)
    # Locked are title and headings only.
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True,
                       "delete_rows": True, "insert_rows": True})  # fmt: skip
