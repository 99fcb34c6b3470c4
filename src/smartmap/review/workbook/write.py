"""Writing the workbook a pokja fills in, in Indonesian, made to be printed and to be filled in offline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.errors import DocumentError
from smartmap.records import Result
from smartmap.review.workbook.layout import AGREE, COLUMNS, DEFER, GUIDE, META, NOT_MAPPED, checksum
from smartmap.store.records import MappedProgramme, Mapping, Person
from smartmap.taxonomy import Taxonomy

if TYPE_CHECKING:
    from smartmap.review.review import Review

HEAD = 3  # rows above the table: title, hint, headings
CELL = 32_000  # characters a spreadsheet cell holds, a little less than its limit
_GUIDE = (
    "Isi lima kolom kuning saja; kolom lain terkunci (tanpa kata sandi). Baris boleh disaring atau dihapus.",
    f"Keputusan: pilih “{AGREE}”, nama dimensi, “{NOT_MAPPED}”, atau “{DEFER}” bila belum yakin.",
    "Sub-dimensi: daftarnya mengikuti dimensi yang dipilih pada kolom Keputusan.",
    "Dimensi lain: bila program juga mendukung dimensi lain, tulis namanya, dipisah titik koma.",
    "Alasan: wajib diisi bila keputusan berbeda dari saran atau dari anggota lain.",
    "Diputuskan oleh: pilih nama Anda. Satu program boleh diputuskan beberapa orang dengan buku kerja masing-masing.",
    "Saran dibuat oleh program smartmap; keputusan tetap pada pokja.",
)


def write(
    review: Review,
    mapping: str | Mapping,
    path: str | Path,
    *,
    by: str = "pokja",
    only: str = "",
    overwrite: bool = False,
) -> int:
    """Write a workbook with what is to be decided.

    Parameters
    ----------
    by : {"pokja", "opd", "all"}
        One sheet per dimension's pokja, per OPD, or one in all.
    only : str
        Only this pokja or OPD.

    Returns
    -------
    int
        Rows written; a programme routed to two pokja stands on two sheets.
    """
    import xlsxwriter

    path = Path(path)
    check_target(path, (".xlsx",), overwrite)
    found = review.store.mapping(mapping)
    taxonomy = review.taxonomy(found)
    programmes = review.store.programmes(found)
    results = review.store.results([item.suggestion for item in programmes])
    sheets = _sheets(programmes, taxonomy, by, only)
    part = path.with_name(path.name + ".part")
    book = xlsxwriter.Workbook(part, {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        formats = _formats(book)
        _guide(book, found, taxonomy, formats)
        names: set[str] = set()
        people = review.store.people()
        for title, items in sheets:
            _sheet(book, _name(title, names), title, items, results, found, taxonomy, people, formats)
        _lists(book, taxonomy, people)
    finally:
        book.close()
    part.replace(path)  # whole or not at all
    return sum(len(items) for _, items in sheets)


def check_target(path: Path, endings: Sequence[str], overwrite: bool) -> None:
    """Refuse a name whose ending says nothing, and a file that is there."""
    if path.suffix.lower() not in endings:
        raise DocumentError("workbook_format", file=str(path), known=", ".join(endings))
    if path.exists() and not overwrite:
        raise DocumentError("workbook_exists", file=str(path))


def _sheets(
    programmes: list[MappedProgramme], taxonomy: Taxonomy, by: str, only: str
) -> list[tuple[str, list[MappedProgramme]]]:
    if by == "all":
        return [("Semua program", programmes)]
    if by == "opd":
        offices = [only] if only else sorted({item.programme.opd for item in programmes})
        return [
            (office or "Tanpa OPD", [item for item in programmes if item.programme.opd == office]) for office in offices
        ]
    wanted = (taxonomy.dimension_of(taxonomy.read_label(only)),) if only else taxonomy.ids
    sheets = [
        (taxonomy[id].name["id"], [item for item in programmes if id in item.plausible or not item.suggestion])
        for id in wanted
    ]
    left = [item for item in programmes if item.suggestion and not item.plausible]
    return [*sheets, ("Tanpa saran", left)] if left and not only else sheets


def _name(title: str, taken: set[str]) -> str:
    """Make a sheet name: 31 characters, no brackets or slashes, unique."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Lembar"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]} {number}", number + 1
    taken.add(name.casefold())
    return name


def _formats(book: Any) -> dict[str, Any]:
    base = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#999999", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"italic": True, "font_color": "#444444"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "bold": book.add_format({"bold": True, "valign": "top", "text_wrap": True}),
        "head": book.add_format(base | {"bold": True, "bg_color": "#D9E2EC"}),
        "head_fill": book.add_format(base | {"bold": True, "bg_color": "#FFE699"}),
        "cell": book.add_format(base),
        "fill": book.add_format(base | {"bg_color": "#FFF9E5", "locked": False}),
        "review": book.add_format({"bold": True}),
    }


def _guide(book: Any, mapping: Mapping, taxonomy: Taxonomy, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, f"Pemetaan {mapping.region} {mapping.period}"[:CELL], formats["title"])
    row = 2
    for number, line in enumerate(_GUIDE, 1):
        sheet.write_string(row, 0, f"Langkah {number}", formats["bold"])
        sheet.write_string(row, 1, line, formats["wrap"])
        row += 1
    for dimension in taxonomy.dimensions:
        row += 1
        sheet.write_string(row, 0, dimension.name["id"], formats["bold"])
        sheet.write_string(row, 1, dimension.definition.get("id", ""), formats["wrap"])
        for sub in dimension.subs:
            row += 1
            sheet.write_string(row, 0, f"   {sub.name['id']} ({sub.code})", formats["wrap"])
            sheet.write_string(row, 1, sub.definition.get("id", ""), formats["wrap"])
    sheet.protect()


def _sheet(
    book: Any,
    name: str,
    title: str,
    items: list[MappedProgramme],
    results: dict[str, Result],
    mapping: Mapping,
    taxonomy: Taxonomy,
    people: list[Person],
    formats: dict[str, Any],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, f"{title}: {mapping.region} {mapping.period}"[:CELL], formats["title"])
    sheet.write_string(1, 0, "Isi kolom kuning. Petunjuk dan definisi ada di lembar pertama.", formats["note"])
    places = {column.key: place for place, column in enumerate(COLUMNS)}
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width, None, {"hidden": column.hidden})
        sheet.write_string(HEAD - 1, place, column.heading, formats["head_fill" if column.filled else "head"])
    for row, item in enumerate(items, HEAD):
        values = _values(item, results.get(item.suggestion), mapping, taxonomy) | {"no": str(row - HEAD + 1)}
        for place, column in enumerate(COLUMNS):
            text = values.get(column.key, "")
            form = formats["fill" if column.filled else "cell"]
            if text:  # as a string, whatever it begins with: = + - @ are text here
                sheet.write_string(row, place, text[:CELL], form)
            else:
                sheet.write_blank(row, place, None, form)
    last = HEAD + max(len(items), 1) - 1
    choose = {
        "error_type": "information",
        "error_title": "Bukan dari daftar",
        "error_message": "Teks bebas tetap dibaca.",
    }
    decision = places["decision"]
    sheet.data_validation(HEAD, decision, last, decision, {"validate": "list", "source": "=daftar_keputusan", **choose})
    letter = chr(ord("A") + decision)
    dependent = f'=INDIRECT("sub_"&SUBSTITUTE(${letter}{HEAD + 1}," ","_"))'
    sheet.data_validation(HEAD, places["sub"], last, places["sub"], {"validate": "list", "source": dependent, **choose})
    further = places["further"]
    sheet.data_validation(HEAD, further, last, further, {"validate": "list", "source": "=daftar_dimensi", **choose})
    if people:
        person = places["person"]
        sheet.data_validation(HEAD, person, last, person, {"validate": "list", "source": "=daftar_orang", **choose})
    sheet.freeze_panes(HEAD, places["text"] + 1)
    sheet.autofilter(HEAD - 1, 0, last, places["person"])
    sheet.repeat_rows(HEAD - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True,
                       "delete_rows": True, "insert_rows": True})  # fmt: skip


def _values(item: MappedProgramme, result: Result | None, mapping: Mapping, taxonomy: Taxonomy) -> dict[str, str]:
    programme = item.programme
    values = {
        "parents": "\n".join(f"{level}: {text}" for level, text in programme.parents),
        "code": programme.code, "text": programme.text, "indicator": programme.indicator, "opd": programme.opd,
        "id": item.id, "version": str(item.version),
        "suggestion": item.suggestion,
        "checksum": checksum(mapping.id, item.id, item.version, item.suggestion, programme.text),
    }  # fmt: skip
    if result is None:
        return values
    keys = ["first", "second", "third"]
    if result.status not in ("suggested", "review"):  # agreeing with the first then means: no dimension
        values[keys.pop(0)] = f"{NOT_MAPPED}\n{wording.status(result)}"
    for key, suggestion in zip(keys, result.suggestions, strict=False):
        label = suggestion.sub_dimension or suggestion.dimension
        names = dict.fromkeys(
            (wording.dimension_name(taxonomy.dimension_of(label), taxonomy), wording.dimension_name(label, taxonomy))
        )
        chance = f"{wording.probability(suggestion.probability)} ({wording.percent(suggestion.probability)})"
        values[key] = f"{': '.join(names)}\n{chance}"
    told = wording.reasons(result.suggestions[0]) if result.suggestions else []
    values["why"] = "\n".join([wording.status(result), *told])
    return values


def _lists(book: Any, taxonomy: Taxonomy, people: Iterable[Person]) -> None:
    sheet = book.add_worksheet(META)
    sheet.very_hidden()
    column = 0

    def name_list(name: str, values: Sequence[str]) -> None:
        nonlocal column
        for row, value in enumerate(values):
            sheet.write_string(row, column, value[:250])
        letters = chr(ord("A") + column) if column < 26 else "A" + chr(ord("A") + column - 26)
        book.define_name(name, f"={META}!${letters}$1:${letters}${max(len(values), 1)}")
        column += 1

    dimensions = [dimension.name["id"] for dimension in taxonomy.dimensions]
    name_list("daftar_dimensi", dimensions)
    name_list("daftar_keputusan", [AGREE, *dimensions, NOT_MAPPED, DEFER])
    name_list("daftar_orang", [f"{person.name} ({person.id})" for person in people])
    for dimension in taxonomy.dimensions[:20]:
        label = re.sub(r"\W", "_", dimension.name["id"])
        name_list(f"sub_{label}", [sub.name["id"] for sub in dimension.subs])
