"""The alignment table of a master plan as a Word document: landscape, grouped by misi, heading on every page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from smartmap import wording
from smartmap.documents import colours, table
from smartmap.documents.cells import clean, one_line
from smartmap.documents.counts import Cross, missions
from smartmap.errors import MissingExtraError, message

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.records import Result
    from smartmap.taxonomy import Taxonomy

_COLUMNS = ("no", "programme", "code", "opd", "dimension", "sub_dimension", "status")
_OPTIONAL = ("code", "opd")  # left out where no programme has one
_WIDTHS = (1.1, 7.6, 2.1, 5.2, 3.4, 4.1, 2.4)  # centimetres, 25.9 in all
_MARGIN = 1.9
_TWIPS = 567  # of a centimetre
_HEAD, _GROUP = "D9E2F3", "F2F2F2"


class Row(NamedTuple):
    """A programme's cells without its number, and the dimension that colours them."""

    cells: list[str]
    dimension: str


class WordWriter:
    """Keeps one row a result until the end, when they are written mission by mission.

    A programme that serves several missions stands under each of them, with the same number.
    """

    def __init__(self, temporary: Path, path: Path, taxonomy: Taxonomy, language: str) -> None:
        try:
            import docx
        except ImportError as error:
            raise MissingExtraError("output_extra", file=str(path), extra="smartmap[docx]") from error
        self._document = docx.Document()
        self._temporary, self._taxonomy, self._language = temporary, taxonomy, language
        self._missions = Cross()
        self._groups: dict[str, list[Row]] = {}
        self._repeated = False

    def result(self, result: Result) -> None:
        """Take a result."""
        programme, _ = table.parts(result)
        first = result.suggestions[0] if table.is_mapped(result) else None
        names = [self._name(first.dimension), self._name(first.sub_dimension)] if first else ["", ""]
        status = message(f"status_{result.status}", self._language)
        row = Row([result.text, programme.code, programme.opd, *names, status], first.dimension if first else "")
        keys = dict.fromkeys(self._missions.add(misi, row.dimension) for misi in missions(result) or [""])
        for key in keys:
            self._groups.setdefault(key, []).append(row)
        self._repeated = self._repeated or len(keys) > 1

    def skipped(self, skipped: Skipped) -> None:
        """Leave it out."""

    def close(self) -> None:
        """Write the document."""
        self._page()
        self._document.add_heading(table.label("alignment", self._language), 1).paragraph_format.space_before = 0
        if self._repeated:
            self._document.add_paragraph(table.label("repeated", self._language))
        shown, widths = self._columns()
        made = self._document.add_table(0, len(shown), style="Table Grid")
        made.autofit = False
        made._tbl.tblPr.append(_borders())
        made._tbl.tblPr.append(_margins())
        for column, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.set(_w("w"), str(round(width * _TWIPS)))
        headings = [table.label(_COLUMNS[place], self._language) for place in shown]
        made._tbl.append(_row(headings, widths, fills=[_HEAD] * len(shown), bold=True, header=True))
        numbers: dict[int, int] = {}
        for key, misi, _ in self._missions.rows():
            if self._missions:
                made._tbl.append(_row([self._heading(misi)], [sum(widths)], fills=[_GROUP], bold=True, span=len(shown)))
            for row in self._groups[key]:
                number = numbers.setdefault(id(row), len(numbers) + 1)
                cells = [str(number), *row.cells]
                fill = colours.tint(self._taxonomy, row.dimension)[1:] if row.dimension else ""
                fills = [fill if _COLUMNS[place] == "dimension" else "" for place in shown]
                made._tbl.append(_row([cells[place] for place in shown], widths, fills=fills))
        self._document.save(str(self._temporary))

    def _columns(self) -> tuple[list[int], list[float]]:
        """Give the columns that hold anything, by place, and their widths; the programme takes what others leave."""
        rows = [row for group in self._groups.values() for row in group]
        shown = [
            place
            for place, key in enumerate(_COLUMNS)
            if key not in _OPTIONAL or not rows or any(row.cells[place - 1] for row in rows)
        ]
        spare = sum(_WIDTHS) - sum(_WIDTHS[place] for place in shown)
        return shown, [_WIDTHS[place] + (spare if _COLUMNS[place] == "programme" else 0) for place in shown]

    def _heading(self, misi: str) -> str:
        if not misi:
            return table.label("without_misi", self._language)
        label = table.label("misi", self._language)
        return misi if misi.casefold().startswith(("misi", label.casefold())) else f"{label}: {misi}"

    def _page(self) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(9)
        style.paragraph_format.space_after = Pt(0)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        foot._p.append(_element("fldSimple", instr="PAGE"))

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


def _borders() -> Any:
    made = _element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        made.append(_element(side, val="single", sz="4", space="0", color="A6ACB3"))
    return made


def _margins() -> Any:
    made = _element("tblCellMar")
    for side, twips in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85)):
        made.append(_element(side, w=str(twips), type="dxa"))
    return made


def _row(
    cells: Sequence[str],
    widths: Sequence[float],
    *,
    fills: Sequence[str],
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
    for text, width, fill in zip(cells, widths, fills, strict=True):
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
