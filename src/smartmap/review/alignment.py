"""The alignment table of a master plan: what holds for every programme, and who decided it at which stage."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap import wording
from smartmap.errors import message
from smartmap.review.sight import seen_decisions, seen_holding
from smartmap.review.workbook.layout import CELL, FONT, height
from smartmap.review.workbook.sheet import A3
from smartmap.review.workbook.write import check_target
from smartmap.store.holding import answers_of
from smartmap.store.records import Decision, Mapping, Person
from smartmap.taxonomy import Taxonomy

if TYPE_CHECKING:
    from smartmap.review.review import Review

COLUMNS = (
    "No", "Misi", "Tujuan", "Sasaran", "Kode", "Program", "Indikator", "Target", "Pagu", "OPD", "Dimensi",
    "Sub-dimensi", "Dimensi lain", "Inisiatif/aplikasi", "Keterangan", "Diusulkan", "Keputusan pokja",
    "Keputusan ketua", "Keputusan pendamping", "Alasan", "Keadaan", "Tahap", "Diputuskan oleh", "Tanggal", "ID",
    "Rantai",
)  # fmt: skip
"""Of domain reference section 3; Target, Pagu, Inisiatif and Keterangan are the writer's to fill in."""

_WIDTHS = {
    "No": 5, "Kode": 9, "Program": 34, "Target": 12, "Pagu": 12, "Dimensi": 16, "Alasan": 32, "Keadaan": 14, "Tahap": 9,
    "Diputuskan oleh": 16, "Tanggal": 11,
}  # characters; others 18  # fmt: skip
_PROOF = 2  # columns at the end that stay off the paper
_COMPUTES = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula in a CSV file
_LEVELS = {"misi": "Misi", "tujuan": "Tujuan", "sasaran": "Sasaran"}
_SOMETIMES = ("Misi", "Tujuan", "Sasaran", "Kode", "Indikator", "OPD")  # hidden where a plan has none
_STANDING = {"Keputusan pokja": "pokja", "Keputusan ketua": "lead", "Keputusan pendamping": "adviser"}


def write(
    review: Review,
    mapping: str | Mapping,
    path: str | Path,
    *,
    viewer: str | Person | None = None,
    overwrite: bool = False,
    language: str = "id",
) -> int:
    """Write the table as XLSX, CSV or JSONL, by the ending of the name, and give the number of its rows.

    In a blind mapping it shows what the viewer may see.
    """
    path = Path(path)
    check_target(path, (".xlsx", ".csv", ".jsonl"), overwrite)
    rows = table(review, mapping, viewer=viewer, language=language)
    part = path.with_name(path.name + ".part")
    {".xlsx": _xlsx, ".csv": _csv, ".jsonl": _jsonl}[path.suffix.lower()](part, rows)
    part.replace(path)
    return len(rows)


def table(
    review: Review, mapping: str | Mapping, *, viewer: str | Person | None = None, language: str = "id"
) -> list[dict[str, str]]:
    """Give the rows of the table; every one carries the hash of the last decision on it."""
    store = review.store
    found = store.mapping(mapping)
    taxonomy = review.taxonomy(found)
    person = None if viewer is None else store.person(viewer.id if isinstance(viewer, Person) else viewer)
    log: dict[str, list[Decision]] = {}
    for decision in store.decisions(found):
        log.setdefault(decision.programme, []).append(decision)
    rows: list[dict[str, str]] = []
    for item, holding in zip(store.programmes(found), store.holdings(found), strict=True):
        seen = seen_decisions(found, holding, log.get(item.id, []), person)
        held = seen_holding(found, holding, person)
        programme = item.programme
        row = dict.fromkeys(COLUMNS, "") | {
            "No": str(item.position), "Kode": programme.code, "Program": programme.text,
            "Indikator": programme.indicator, "OPD": programme.opd, "ID": item.id,
            "Keadaan": message(f"label_state_{held.state}", language),
            "Diusulkan": _named((item.label,), taxonomy, language),
        }  # fmt: skip
        texts = [*programme.parents, *([(programme.level, programme.text)] if programme.level in _LEVELS else [])]
        for level, text in texts:
            if level in _LEVELS:
                name = _LEVELS[level]
                row[name] = f"{row[name]}; {text}" if row[name] else text
        if held.holds and held.primary:
            row["Dimensi"] = wording.dimension_name(taxonomy.dimension_of(held.primary), taxonomy, language)
            row["Sub-dimensi"] = _named((held.primary,), taxonomy, language) if "." in held.primary else ""
            row["Dimensi lain"] = _named(held.further, taxonomy, language)
        answers = answers_of(seen)
        for column, standing in _STANDING.items():
            row[column] = "; ".join(_said(one, taxonomy, language) for one in answers if one.standing == standing)
        row["Alasan"] = "; ".join(f"{one.name}: {one.reason}" for one in answers if one.reason)
        decisive = next((one for one in seen if one.id == held.decision), None)
        if decisive is not None:
            row |= {"Tahap": decisive.stage, "Diputuskan oleh": decisive.name, "Tanggal": decisive.at[:10]}
        row["Rantai"] = seen[-1].hash[:16] if seen else ""
        rows.append(row)
    return rows


def _named(labels: tuple[str, ...], taxonomy: Taxonomy, language: str) -> str:
    return "; ".join(wording.dimension_name(label, taxonomy, language) for label in labels if label)


def _said(decision: Decision, taxonomy: Taxonomy, language: str) -> str:
    labels = _named((decision.primary, *decision.further), taxonomy, language)
    stage = f", {decision.stage}" if decision.stage else ""
    return f"{labels or message(f'label_verdict_{decision.verdict}', language)} ({decision.name}{stage})"


def _xlsx(path: Path, rows: list[dict[str, str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Penyelarasan")
        base = FONT | {"border": 1, "border_color": "#999999", "text_wrap": True, "valign": "top"}
        head, cell = book.add_format(base | {"bold": True, "bg_color": "#D9E2EC"}), book.add_format(base)
        for place, name in enumerate(COLUMNS):
            empty = name in _SOMETIMES and not any(row[name] for row in rows)
            sheet.set_column(place, place, _WIDTHS.get(name, 18), None, {"hidden": empty})
            sheet.write_string(0, place, name, head)
        for number, row in enumerate(rows, 1):
            sheet.set_row(number, height((row[name], _WIDTHS.get(name, 18)) for name in COLUMNS))
            for place, name in enumerate(COLUMNS):
                sheet.write_string(number, place, row[name][:CELL], cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, max(len(rows), 1), len(COLUMNS) - 1 - _PROOF)
        sheet.fit_to_pages(1, 0)


def _csv(path: Path, rows: list[dict[str, str]]) -> None:
    # With a byte order mark, or Excel reads UTF-8 as something else; with an apostrophe where it would compute.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for row in rows:
            cells = (row[name] for name in COLUMNS)
            writer.writerow([f"'{cell}" if cell.startswith(_COMPUTES) else cell for cell in cells])


def _jsonl(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
