"""From the rows of a table to drafts of programmes: what a row is, what fills it down, what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from smartmap.documents.cells import (
    LONGEST,
    is_number,
    is_numbering,
    is_total,
    one_line,
    parts,
    shortened,
    unbracket,
    without_bullet,
)
from smartmap.documents.drafts import Draft
from smartmap.documents.headings import fold
from smartmap.documents.layout import FAMILY, UPPER, Layout
from smartmap.documents.levels import AFFAIR, level_of, listed_apart
from smartmap.documents.reading import Doubt, Skipped
from smartmap.documents.spoiled import Spoiled
from smartmap.records import LEVELS, Place
from smartmap.text.codes import find_code, read_code

Row = Sequence[str]

_LABEL = re.compile(
    r"(?P<label>visi|misi|tujuan|sasaran|strategi|arah\s+kebijakan|program(?:me)?|kegiatan|vision|mission|goal|objective|"
    r"strategy|office|agency|"
    r"(?:nama\s+)?(?:opd|skpd|perangkat\s+daerah|unit\s+(?:kerja|organisasi)|organisasi)|(?:bidang\s+)?urusan)"
    r"\s*(?:ke\s*-?\s*)?(?:\d+(?:\.\d+)*|[ivx]+\b)?\s*[:=]\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PREFIX = re.compile(
    r"(?:(?P<family>sub\s*kegiatan|kegiatan|program)\b|"
    r"(?P<upper>visi|misi|tujuan|sasaran|strategi|arah\s+kebijakan)\s*(?:ke\s*-?\s*)?(?:\d|[ivx]+\b|[:.]))",
    re.IGNORECASE,
)
_AFFAIR = re.compile(r"(?:urusan|bidang\s+urusan|unsur)\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:dinas|badan|kantor|kecamatan|kelurahan|sekretariat|inspektorat|"
    r"rsud|rumah sakit umum|satuan polisi|bagian|satpol)\b",
    re.IGNORECASE,
)
_CODED_NAME = re.compile(r"[\dXx]+(?:\.[\dXx]+)+\.?\s+")
_SHORT_CODE = re.compile(r"[\dXx](?:\s?\.\s?[\dXx]{1,2})?\.?")  # urusan or bidang urusan
_AFFAIR_CODE = re.compile(r"[\dX](?:\.(?:\d\d|XX)\.?\s+|\s+(?=(?:urusan|unsur)\b))", re.IGNORECASE)
_UNIT = 25  # letters of a unit of measure
_BY_DEPTH = {3: "program", 5: "kegiatan", 6: "sub_kegiatan"}
_WIDTHS = (1, 2, 2, 1, 2, 4)  # digits of a code's parts, to pad those a spreadsheet took for numbers


class TableReader:
    """Reads the rows below one heading, in order.

    Parameters
    ----------
    layout : Layout
    sample : sequence of rows
        The first rows: they say whether office and affair are filled down and what a mixed column lists.
    """

    def __init__(self, layout: Layout, sample: Sequence[Row]) -> None:
        self.layout = layout
        self.rows = 0
        self._items = layout.items
        self._headings = [fold(heading) for heading in layout.headings]
        self._used = {column for columns in layout.roles.values() for column in columns}
        self._chain: dict[str, str] = {}  # what holds now, by level
        self._beside = {"opd": "", "field": ""}
        self._current: Draft | None = None
        self._filled_down = {role: self._is_sparse(role, sample) for role in self._beside}
        self._stated = "level" in layout.roles  # its misi and tujuan are items too
        self._apart = listed_apart([self._stated_level(row) for row in sample if any(row)]) if self._stated else set()
        self._mixed = "text" in self._items
        self._spoiled = Spoiled(cell for row in sample for cell in self._code_cells(row))
        self._deep_codes = any(self._code(row, self._cell(row, "text")).count(".") >= 2 for row in sample)
        texts = [self._cell(row, "text") for row in sample] if self._mixed else []
        self._lists_programmes = any(
            self._level(text, self._code(row, text), row) in FAMILY
            for row, text in zip(sample, texts, strict=False)
            if text
        )

    def read(self, rows: Iterable[tuple[Place, Row]]) -> Iterator[Draft | Skipped]:
        """Give a draft or a skipped row for every row that holds anything; rows come with their places."""
        for place, row in rows:
            if any(row):
                self.rows += 1
                yield self._read(place, row)

    def leave_out(self, place: Place, row: Row, reason: str) -> Skipped:
        """Leave a row out for a reason found elsewhere; what it says of the rows below holds."""
        self.rows += 1
        self._fill_down(row)
        self._current = None
        return self._skip(place, row, reason)

    def title(self, row: Row) -> bool:
        """Look at a row above the table, which may name the office, the affair or the mission; True if so."""
        return self._label(row)

    # --- one row

    def _read(self, place: Place, row: Row) -> Draft | Skipped:
        reason = self._useless(row)
        if reason:
            return self._skip(place, row, reason)
        fresh = self._fill_down(row)
        text, level = self._item(row)
        if not text:
            if self._is_label_row(row) and self._label(row):
                return self._skip(place, row, "row_parent")
            return self._without_text(place, row, fresh)
        if is_total(text):
            return self._skip(place, row, "row_total")
        if (
            self._mixed
            and not self._stated
            and self._lists_programmes
            and self._is_label_row(row)
            and self._label(row, UPPER)
        ):
            return self._skip(place, row, "row_parent")
        code = self._code(row, text)
        level = self._level(text, code, row) if level == "text" else self._checked(level, code, row)
        if self._is_context(text, level, code, row):
            return self._skip(place, row, "row_parent")
        if self._is_outcome(row, text, level, code):
            before = self._current
            if before is None:
                return self._skip(place, row, "row_no_text")  # of a programme that was left out itself
            draft = self._draft(place, row, before.text, before.level, before.code, before)
            draft.outcomes.append(one_line(text))
            return draft
        return self._draft(place, row, text, level, code)

    def _useless(self, row: Row) -> str:
        if any(place < len(row) and len(row[place]) > LONGEST for place in self._used):
            return "row_long"
        if is_numbering(row):
            return "row_numbering"
        return "row_header" if self._repeats_header(row) else ""

    def _repeats_header(self, row: Row) -> bool:
        same = filled = 0
        for cell, heading in zip(row, self._headings, strict=False):
            if cell:
                filled += 1
                same += len(cell) <= 150 and heading != "" and fold(cell) == heading
            if filled == 4 and not same:  # most rows are told by their first cells
                return False
        return same > 0 and same >= 0.6 * filled

    def _item(self, row: Row) -> tuple[str, str]:
        """Find the deepest filled item cell and its role; those above it become its parents."""
        found = ("", "")
        for role in self._items:
            cell = unbracket(self._cell(row, role))
            if not cell or is_number(cell):
                continue
            if found[0]:
                self._set(found[1], found[0])
            found = (cell, role)
        return found

    def _without_text(self, place: Place, row: Row, fresh: bool) -> Draft | Skipped:
        first = next(((at, cell) for at, cell in enumerate(row) if cell and not is_number(cell)), (-1, ""))
        beside = [place for role in ("indicator", "outcome") for place in self.layout.roles.get(role, ())]
        if first[1] and first[0] not in beside and is_total(first[1]):
            return self._skip(place, row, "row_total")
        if fresh:
            self._current = None
            return self._skip(place, row, "row_parent")
        goes_on = any(self._cell(row, role) for role in ("indicator", "outcome"))
        if self._current is None or not goes_on:
            return self._skip(place, row, "row_no_text")
        before = self._current  # a further indicator or office of the programme above
        return self._draft(place, row, before.text, before.level, before.code, before)

    def _draft(self, place: Place, row: Row, text: str, level: str, code: str, before: Draft | None = None) -> Draft:
        name = text if before else _without_code(text)
        if level and not before and level not in self._apart:
            self._set(level, name)
        above = LEVELS.index(level) if level else LEVELS.index("program")
        parents = [(item, self._chain[item]) for item in LEVELS[:above] if item in self._chain]
        outcomes = parts(self._cell(row, "outcome"))
        for extra in self.layout.extra:
            if extra < len(row) and row[extra]:
                outcomes.append(one_line(row[extra]))
        if before is None and self._current is not None and _same(self._current, name, code):
            before, code = self._current, self._current.code  # a merged programme cell, filled down
        opd = self._beside_text(row, "opd", before.opd if before else "")
        field = self._beside_text(row, "field", before.field if before else "")
        indicators = [part for part in self._lined(row, self._cell(row, "indicator")) if not is_number(part)]
        outcomes = [part for part in outcomes if not is_number(part)]
        draft = Draft(name, level, code, opd, field, place, parents, outcomes, indicators)
        self._current = draft
        return draft

    def _skip(self, place: Place, row: Row, reason: str) -> Skipped:
        fields = {"limit": LONGEST} if reason == "row_long" else {}
        return Skipped(place, shortened(" | ".join(cell[:400] for cell in row if cell)), reason, fields)

    # --- what is filled down

    def _fill_down(self, row: Row) -> bool:
        """Take the row's parents over; True if one is new."""
        fresh = False
        for role in UPPER:
            if role in self.layout.roles and role not in self._items:
                cell = one_line(self._cell(row, role))
                if cell and not is_number(cell) and self._chain.get(role) != cell:
                    self._set(role, cell)
                    fresh = True
        return fresh

    def _set(self, level: str, text: str) -> None:
        """Let a level hold from here on; what stood below it holds no longer."""
        if level not in LEVELS:
            return
        text = one_line(text)
        if self._chain.get(level) != text:
            for lower in LEVELS[LEVELS.index(level) + 1 :]:
                self._chain.pop(lower, None)
        self._chain[level] = text

    def _beside_text(self, row: Row, role: str, before: str) -> str:
        cell = one_line(unbracket(self._cell(row, role)))
        if role == "opd":
            cell = _CODED_NAME.sub("", cell, count=1)
        if cell and not is_number(cell):
            if self._filled_down[role]:
                self._beside[role] = cell
            return cell
        return before or (self._beside[role] if role not in self.layout.roles or self._filled_down[role] else "")

    def _is_sparse(self, role: str, sample: Sequence[Row]) -> bool:
        rows = [row for row in sample if any(self._cell(row, item) for item in self._items)]
        return sum(bool(self._cell(row, role)) for row in rows) * 2 < len(rows)

    # --- rows that say what holds below them

    def _is_label_row(self, row: Row) -> bool:
        return sum(bool(cell) and not is_number(cell) for cell in row) <= 2

    def _label(self, row: Row, only: Sequence[str] = ()) -> bool:
        """Read ``Perangkat Daerah : Dinas Kesehatan`` and ``Misi 2: …``; True if the row was one of these."""
        cells = [cell for cell in row if cell]
        found = _LABEL.match(" ".join(cells[:3])) if cells else None
        if found is None or not found["rest"].strip(" :"):
            return False
        label, rest = fold(found["label"]), one_line(found["rest"].strip(" :"))
        level = level_of(label)
        if only and level not in only:
            return False
        if level in LEVELS:
            self._set(level, one_line(" ".join(cells[:3])) if level in UPPER else rest)
        else:
            self._beside["field" if "urusan" in label else "opd"] = _CODED_NAME.sub("", rest, count=1)
        self._current = None
        return True

    def _is_context(self, text: str, level: str, code: str, row: Row) -> bool:
        """Say whether a row is a heading for those below it: an affair, an office, a mission."""
        name = _without_code(text)
        stated = self._stated_level(row)
        if stated == AFFAIR:
            self._beside["field"], self._current = one_line(name), None
            return True
        if stated:
            return False
        written = ".".join(self._spoiled.mend(cell).strip(" .") for cell in self._code_cells(row))
        short = self._deep_codes and bool(_SHORT_CODE.fullmatch(written) or _AFFAIR_CODE.match(text))
        if level in ("", "program") and (_AFFAIR.match(name) or (self._mixed and short and not _OFFICE.match(name))):
            self._beside["field"], self._current = one_line(name), None
            return True
        if not self._mixed:
            return False
        if self._lists_programmes and level == "" and _OFFICE.match(name) and not self._cell(row, "opd"):
            self._beside["opd"], self._current = one_line(name), None
            return True
        if self._lists_programmes and level in UPPER:
            self._set(level, text)
            self._current = None
            return True
        return False

    def _is_outcome(self, row: Row, text: str, level: str, code: str) -> bool:
        """Say whether a row of "Program / Outcome" is what the programme above shall bring about.

        Only where programmes can be told apart from it, by code or by their first word.
        """
        heading = " ".join(self._headings[place] for place in self.layout.roles.get("text", ()))
        named = any(word in heading for word in ("outcome", "output", "hasil"))
        return (
            named
            and self._lists_programmes
            and not (level or code or self._cell(row, "opd"))
            and not _PREFIX.match(text)
        )

    # --- cells

    def _cell(self, row: Row, role: str) -> str:
        for place in self.layout.roles.get(role, ()):
            if place < len(row) and row[place]:
                return row[place]
        return ""

    def _lined(self, row: Row, cell: str) -> list[str]:
        """Give the values of a cell; those on lines of their own if the targets beside it stand on as many."""
        lines = cell.splitlines()
        if len(lines) > 1 and len(parts(cell)) == 1:
            beside = (row[place] for place in range(len(row)) if place not in self._used and row[place])
            if any(
                len(other.splitlines()) == len(lines) and all(map(_is_value, other.splitlines())) for other in beside
            ):
                return [one_line(without_bullet(line)) for line in lines]
        return parts(cell)

    def _code_cells(self, row: Row) -> list[str]:
        return [row[place].strip() for place in self.layout.roles.get("code", ()) if place < len(row) and row[place]]

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What a person should look at of the rows read so far."""
        return self._spoiled.doubts

    def _code(self, row: Row, text: str) -> str:
        cells = [self._spoiled.mend(cell) for cell in self._code_cells(row)]
        whole = [code for cell in cells if (code := read_code(cell))]
        if len(cells) > 1 and (joined := _join_code(cells)):
            whole.append(joined)
        if whole:
            return max(whole, key=len)
        found = find_code(text)
        return found.code if found and found.start <= 3 else ""

    def _stated_level(self, row: Row) -> str:
        return level_of(self._cell(row, "level"))

    def _level(self, text: str, code: str, row: Row) -> str:
        stated = self._stated_level(row)
        if stated in LEVELS:
            return stated
        by_code = _BY_DEPTH.get(len(code.split(".")), "") if code else ""
        found = _PREFIX.match(_without_code(text))
        if by_code or found is None:
            return by_code
        return re.sub(
            r"sub_?kegiatan", "sub_kegiatan", re.sub(r"\s+", "_", (found["family"] or found["upper"]).lower())
        )

    def _checked(self, level: str, code: str, row: Row) -> str:
        """Correct a level by what the row states or its code: a column headed "Program" may list activities too."""
        stated = self._stated_level(row)
        if stated in LEVELS and len(self._items) == 1:
            return stated
        depth = _BY_DEPTH.get(len(code.split(".")), "") if code else ""
        if level == "program" and depth and len(self._items) == 1 and not self.layout.roles.get("level"):
            return depth
        return level


def _is_value(text: str) -> bool:
    """Say whether a line is a target or its unit: a number, a grade, a word or two."""
    return is_number(text) or len(text) <= _UNIT


def context_word(text: str) -> str:
    """Give what a line above a table names for its rows: ``misi``, ``perangkat daerah`` …; empty if nothing."""
    found = _LABEL.match(text)
    return fold(found["label"]) if found and found["rest"].strip(" :") else ""


def _join_code(cells: Sequence[str]) -> str:
    """Put a code split over columns together: ``1``, ``2``, ``2`` -> ``1.02.02``."""
    digits = [part.strip() for cell in cells for part in cell.split(".") if part.strip()]
    if not all(part.isdigit() or part.upper() in ("X", "XX") for part in digits) or len(digits) > len(_WIDTHS):
        return ""
    return read_code(".".join(part.zfill(width) for part, width in zip(digits, _WIDTHS, strict=False)))


def _without_code(text: str) -> str:
    """Take a code, or else a list number, off the beginning of a text."""
    found = find_code(text)
    if found and found.start <= 3 and text[found.end :].strip(" .-:\n\t"):
        return text[found.end :].strip(" .-:\n\t")
    return _AFFAIR_CODE.sub("", without_bullet(text), count=1)


def _same(draft: Draft, text: str, code: str) -> bool:
    return one_line(draft.text).casefold() == one_line(text).casefold() and code in ("", draft.code)
