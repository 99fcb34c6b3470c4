"""The alignment table of a master plan as a Word document: landscape, grouped by misi, heading on every page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.documents import table
from smartmap.documents.cells import clean, one_line
from smartmap.errors import MissingExtraError

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.records import Result
    from smartmap.taxonomy import Taxonomy

_COLUMNS = ("no", "programme", "code", "opd", "dimension", "sub_dimension", "status")
_WIDTHS = (1.1, 8.4, 2.3, 4.9, 3.4, 3.6, 2.2)  # centimetres, 25.9 in all
_MARGIN = 1.9
_TWIPS = 567  # of a centimetre
_HEAD, _GROUP = "D9E2F3", "F2F2F2"


class WordWriter:
    """Keeps one row a result until the end, when they are written mission by mission."""

    def __init__(self, temporary: Path, path: Path, taxonomy: Taxonomy, language: str) -> None:
        try:
            import docx
        except ImportError as error:
            raise MissingExtraError("output_extra", file=str(path), extra="smartmap[docx]") from error
        self._document = docx.Document()
        self._temporary, self._taxonomy, self._language = temporary, taxonomy, language
        self._groups: dict[str, list[list[str]]] = {}

    def result(self, result: Result) -> None:
        """Take a result."""
        programme, _ = table.parts(result)
        missions = [text for level, text in programme.parents if level == "misi"]
        if programme.level == "misi":
            missions = [result.text]
        first = result.suggestions[0] if table.is_mapped(result) else None
        names = [self._name(first.dimension), self._name(first.sub_dimension)] if first else ["", ""]
        cells = [result.text, programme.code, programme.opd, *names, wording.status(result, self._language)]
        self._groups.setdefault(one_line("; ".join(missions)), []).append(cells)

    def skipped(self, skipped: Skipped) -> None:
        """Leave it out."""

    def close(self) -> None:
        """Write the document."""
        self._page()
        self._document.add_heading(table.label("alignment", self._language), 1)
        made = self._document.add_table(0, len(_COLUMNS), style="Table Grid")
        made.autofit = False
        for column, width in zip(made._tbl.tblGrid.gridCol_lst, _WIDTHS, strict=True):
            column.set(_w("w"), str(round(width * _TWIPS)))
        headings = [table.label(key, self._language) for key in _COLUMNS]
        made._tbl.append(_row(headings, _WIDTHS, fill=_HEAD, bold=True, header=True))
        number = 0
        grouped = any(self._groups)
        for misi in sorted(self._groups, key=lambda misi: not misi):  # those without a mission come last
            if grouped:
                name = self._heading(misi)
                made._tbl.append(_row([name], [sum(_WIDTHS)], fill=_GROUP, bold=True, span=len(_COLUMNS)))
            for cells in self._groups[misi]:
                number += 1
                made._tbl.append(_row([str(number), *cells], _WIDTHS))
        self._document.save(str(self._temporary))

    def _heading(self, misi: str) -> str:
        if not misi:
            return table.label("without_misi", self._language)
        label = table.label("misi", self._language)
        return misi if misi.casefold().startswith(("misi", label.casefold())) else f"{label}: {misi}"

    def _page(self) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm, Pt

        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(9)
        style.paragraph_format.space_after = Pt(0)

    def _name(self, label: str) -> str:
        return wording.dimension_name(label, self._taxonomy, self._language) if label else ""


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(_w(key), value)
    return made


def _row(
    cells: Sequence[str],
    widths: Sequence[float],
    *,
    fill: str = "",
    bold: bool = False,
    header: bool = False,
    span: int = 1,
) -> Any:
    """Make a row that no page's end breaks; a group's name stays on the page of the row below it."""
    row, about = _element("tr"), _element("trPr")
    about.append(_element("cantSplit"))
    if header:
        about.append(_element("tblHeader"))
    row.append(about)
    for text, width in zip(cells, widths, strict=True):
        cell, about = _element("tc"), _element("tcPr")
        about.append(_element("tcW", w=str(round(width * _TWIPS)), type="dxa"))
        if span > 1:
            about.append(_element("gridSpan", val=str(span)))
        if fill:
            about.append(_element("shd", val="clear", color="auto", fill=fill))
        cell.append(about)
        cell.append(_paragraph(clean(one_line(text)), bold=bold, keep=span > 1))
        row.append(cell)
    return row


def _paragraph(text: str, *, bold: bool, keep: bool) -> Any:
    paragraph = _element("p")
    if keep:
        about = _element("pPr")
        about.append(_element("keepNext"))
        paragraph.append(about)
    run = _element("r")
    if bold:
        about = _element("rPr")
        about.append(_element("b"))
        run.append(about)
    content = _element("t")
    content.text = text
    run.append(content)
    paragraph.append(run)
    return paragraph
