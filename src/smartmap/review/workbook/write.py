"""Writing the workbook a pokja fills in, in Indonesian, made to be printed and to be filled in offline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.errors import DocumentError
from smartmap.records import Result
from smartmap.review.workbook.layout import AGREE, CELL, DEFER, GUIDE, META, NOT_MAPPED, checksum, height
from smartmap.review.workbook.sheet import A4, add_sheet, make_formats
from smartmap.store.records import MappedProgramme, Mapping, Person
from smartmap.taxonomy import Taxonomy
from smartmap.words import read_word, words

if TYPE_CHECKING:
    from smartmap.review.review import Review

_BY = ("pokja", "opd", "all")
_GUIDE = (
    "Isi lima kolom kuning saja; kolom lain hanya dibaca. Baris boleh diurutkan, disaring, atau dihapus.",
    f"Keputusan: pilih “{AGREE}”, nama dimensi, “{NOT_MAPPED}”, atau “{DEFER}” bila belum yakin.",
    "Sub-dimensi: daftarnya mengikuti dimensi yang dipilih pada kolom Keputusan.",
    "Dimensi lain: bila program juga mendukung dimensi lain, tulis namanya, dipisah titik koma.",
    "Alasan: wajib diisi bila keputusan berbeda dari saran atau dari anggota lain.",
    "Diputuskan oleh: pilih nama Anda. Satu program boleh diputuskan beberapa orang dengan buku kerja masing-masing.",
    "Mencetak: kertas A3 mendatar, lebar satu halaman.",
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
) -> Counter[str]:
    """Write a workbook with what is to be decided.

    Parameters
    ----------
    by : {"pokja", "opd", "all"}
        One sheet per dimension's pokja, per OPD, or one in all.
    only : str
        Only this pokja or OPD.

    Returns
    -------
    Counter of str
        How many programmes of each level were written; one routed to two pokja stands on two sheets and counts once.
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
        formats = make_formats(book)
        _guide(book, found, taxonomy, formats)
        names: set[str] = set()
        people = review.store.people()
        about = f"{found.region} {found.period}"
        for title, items in sheets:
            rows = [_values(item, results.get(item.suggestion), found, taxonomy) for item in items]
            add_sheet(book, _name(title, names), f"{title}: {about}", rows, formats, people=bool(people))
        _lists(book, taxonomy, people)
    finally:
        book.close()
    part.replace(path)  # whole or not at all
    written = {item.id: item.programme.level for _, items in sheets for item in items}
    return Counter(written.values())


def check_target(path: Path, endings: Sequence[str], overwrite: bool) -> None:
    """Refuse a name whose ending says nothing, and a file that is there."""
    if path.suffix.lower() not in endings:
        raise DocumentError("workbook_format", file=str(path), known=", ".join(endings))
    if path.exists() and not overwrite:
        raise DocumentError("workbook_exists", file=str(path))


def _sheets(
    programmes: list[MappedProgramme], taxonomy: Taxonomy, by: str, only: str
) -> list[tuple[str, list[MappedProgramme]]]:
    asked, by = by, read_word("divide", _BY, by)
    if by not in _BY:
        raise DocumentError("workbook_by", found=asked, known=words("divide", _BY))
    if by == "all":
        return [("Semua program", programmes)]
    if by == "opd":
        offices = sorted({item.programme.opd for item in programmes})
        if only and only not in offices:
            near = get_close_matches(only, offices, n=3, cutoff=0.3)
            raise DocumentError("workbook_opd", found=only, hint=", ".join(near) or "-")
        offices = [only] if only else offices
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


def _guide(book: Any, mapping: Mapping, taxonomy: Taxonomy, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(GUIDE)
    widths = (38, 100)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, f"Pemetaan {mapping.region} {mapping.period}"[:CELL], formats["title"])
    row = 1

    def line(left: str, right: str, form: str) -> None:
        nonlocal row
        row += 1
        sheet.set_row(row, height(zip((left, right), widths, strict=True)))
        sheet.write_string(row, 0, left, formats[form])
        sheet.write_string(row, 1, right, formats["wrap"])

    for number, text in enumerate(_GUIDE, 1):
        line(f"Langkah {number}", text, "bold")
    row += 1
    for dimension in taxonomy.dimensions:
        line(dimension.name["id"], dimension.definition.get("id", ""), "bold")
        for sub in dimension.subs:
            line(f"   {sub.name['id']} ({sub.code})", sub.definition.get("id", ""), "wrap")
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.4, bottom=0.4)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


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
