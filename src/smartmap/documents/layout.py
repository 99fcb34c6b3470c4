"""Where a table's heading is and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smartmap.documents.cells import is_number, is_numbering, one_line
from smartmap.documents.headings import (
    BEGINS,
    NOTHING,
    Role,
    find_column,
    fold,
    nearest,
    place_to_letters,
    role_of,
)
from smartmap.documents.levels import are_levels
from smartmap.documents.reading import Doubt
from smartmap.errors import DocumentError
from smartmap.records import LEVELS
from smartmap.words import read_word, words

UPPER = LEVELS[: LEVELS.index("program")]
FAMILY = LEVELS[LEVELS.index("program") :]
ITEMS = (*LEVELS, "text")
ROLES = (*ITEMS, "code", "level", "opd", "field", "outcome", "indicator")

SEARCHED = 60  # rows from the top in which the heading is looked for
SAMPLE = 200  # rows below it by which columns are judged
_TALLEST = 3
_NEAR_MISS = 0.15  # a heading with a slip of the pen is still a heading

_WORD = re.compile(r"[^\W\d_]{4,}")
_CODE = re.compile(r"[\dXx]{1,4}(?:\s?\.\s?[\dXx]{1,4})*\.?")
_YEAR = re.compile(r"(?:\D{0,20}\b)?(?:19|20)\d\d\b.{0,12}", re.DOTALL)
_OPENER = re.compile(
    r"(?:\W*[\d.]+\W+)?(?:program|kegiatan|sub\s*kegiatan|pe[mnlrs]\w+an|pengadaan|fasilitasi|"
    r"koordinasi|mewujudkan|men[gyi]?\w+kan|meningkat\w*|ter\w+nya|optimalisasi|revitalisasi|digitalisasi|rehabilitasi|implementasi|"
    r"integrasi|aplikasi|layanan|sistem informasi|smart|gerakan|bantuan|dukungan|e-\w+|pelayanan|"
    r"pembinaan|inovasi|operasional|sosialisasi)\b",
    re.IGNORECASE,
)

Rows = Sequence[Sequence[str]]


@dataclass(slots=True)
class Layout:
    """What the columns of a table mean.

    Parameters
    ----------
    header : tuple of int
        Places of the heading's rows, from 0; empty without a heading.
    first : int
        Place of the first row below it.
    headings : list of str
        One per column, rows of a heading joined.
    roles : dict of str to list of int
        Role to columns, from 0.
    extra : list of int
        Columns named as context beside the recognised ones.
    doubts : list of Doubt
    """

    header: tuple[int, ...]
    first: int
    headings: list[str]
    roles: dict[str, list[int]] = field(default_factory=dict)
    extra: list[int] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def items(self) -> tuple[str, ...]:
        """Roles whose cells are the items: programme and below if there are such columns, else others."""
        family = tuple(role for role in FAMILY if role in self.roles)
        if family:
            return family
        return ("text",) if "text" in self.roles else tuple(role for role in UPPER if role in self.roles)

    @property
    def shown(self) -> dict[str, str]:
        """Roles with the headings (or letters) of their columns."""
        return {
            role: " | ".join(self.headings[place] or place_to_letters(place) for place in places)
            for role, places in self.roles.items()
            if role in self.items or role not in ITEMS or role in UPPER
        }


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller says about columns: text column, role to heading, further columns beside the text."""

    text: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    context: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.columns or self.context)

    @property
    def names(self) -> tuple[str, ...]:
        """All headings asked for."""
        return (*((self.text,) if self.text else ()), *self.columns.values(), *self.context)


def find_layout(rows: Rows, wishes: Wishes, *, file: str, sheet: str = "", start: int = 0) -> Layout | None:
    """Find the heading from a row on and give every column its role; None if no heading is known.

    Raises
    ------
    DocumentError
        If a column asked for is not there.
    """
    found = _find_header(rows, start, wishes.names)
    if found is None:
        return None
    top, height = found
    first = top + height
    headings, scores = _read_header(rows[top:first])
    layout = Layout(tuple(range(top, first)), first, headings)
    _assign(layout, scores, rows[first : first + SAMPLE])
    apply_wishes(layout, wishes, file=file, sheet=sheet)
    return layout if layout.items else None


def apply_wishes(layout: Layout, wishes: Wishes, *, file: str, sheet: str = "") -> None:
    """Let the columns a person named win over those found."""
    asked: dict[str, str] = {}
    for named, heading in wishes.columns.items():
        role = read_word("role", ROLES, named)
        if role not in ROLES:
            raise DocumentError("document_role", role=role, known=words("role", ROLES))
        if role in asked:
            raise DocumentError("document_role_twice", role=named, one=asked[role], other=heading)
        asked[role] = heading
    if wishes.text:
        for role in ITEMS:  # the column named is the item, whatever else the table has
            if role in FAMILY or role == "text":
                layout.roles.pop(role, None)
        asked["text"] = wishes.text
    for role, heading in asked.items():
        place = _column(layout, heading, file, sheet)
        for other in [name for name, places in layout.roles.items() if places == [place]]:
            del layout.roles[other]
        level = role_of(layout.headings[place]).name
        layout.roles[level if role == "text" and level in LEVELS else role] = [place]
    layout.extra = [_column(layout, heading, file, sheet) for heading in wishes.context]
    layout.extra = [place for place in layout.extra if not any(place in places for places in layout.roles.values())]


def _column(layout: Layout, heading: str, file: str, sheet: str) -> int:
    place = find_column(heading, layout.headings)
    if place is None:
        known = [one_line(item) for item in layout.headings if item]
        hint = nearest(heading, known)
        raise DocumentError(
            "document_column" if hint else "document_column_unlike",
            where=", ".join(filter(None, (file, sheet))),
            column=heading,
            known=", ".join(known) or "-",
            hint=hint,
        )
    return place


# --- the heading


def _find_header(rows: Rows, start: int, wanted: Sequence[str]) -> tuple[int, int] | None:
    """Find the first heading that is no worse than a title with a column's name would be beside the best one."""
    found: list[tuple[float, int, int]] = []
    for top in range(start, min(len(rows), start + SEARCHED)):
        if not any(rows[top]):
            continue
        for height in range(1, _TALLEST + 1):
            if top + height > len(rows) or (
                height > 1
                and (
                    _is_title(rows[top], rows[top + 1]) or not _goes_on(rows[top + height - 2], rows[top + height - 1])
                )
            ):
                break
            score = _header_score(rows[top : top + height], wanted)
            if score >= 1.0 - _NEAR_MISS:
                found.append((score, top, height))
    if not found:
        return None
    least = 0.6 * max(score for score, _, _ in found)
    first = min(top for score, top, _ in found if score >= least)
    _, top, height = max((item for item in found if item[1] == first), key=lambda item: (item[0], -item[2]))
    return top, height


def _is_title(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Say whether a row is a title over a heading: one cell, over several."""
    return sum(map(bool, upper)) == 1 and sum(map(bool, lower)) > 1


def _header_score(rows: Rows, wanted: Sequence[str]) -> float:
    if any(len(cell) > 150 for row in rows for cell in row) or is_numbering(rows[-1]):
        return 0.0
    headings, roles = _read_header(rows)
    if sum(bool(is_number(cell)) for cell in rows[0] if cell) * 2 > sum(map(bool, rows[0])):
        return 0.0
    asked = sum(any(fold(name) == fold(heading) for heading in headings if heading) for name in wanted)
    best: dict[str, float] = {}
    for role in roles:
        best[role.name] = max(best.get(role.name, 0.0), role.score)
    best.pop("", None)
    ignored = sum(role.name == "ignore" for role in roles)
    best.pop("ignore", None)
    strong = any(score > BEGINS for score in best.values())
    if not asked and not (strong and any(name in ITEMS for name in best)):
        return 0.0
    return sum(best.values()) + 0.3 * min(ignored, 3) + 3 * asked


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Say whether a row is a further row of the heading above it: parts under groups, years under blanks."""
    upper = [*upper, *("" for _ in range(len(lower) - len(upper)))]
    cells = [(place, cell) for place, cell in enumerate(lower) if cell and cell != upper[place]]  # merged: the same
    if not cells or is_numbering(lower):
        return False
    known = 0
    for place, cell in cells:
        left_alone = not upper[place] or place + 1 >= len(upper) or not upper[place + 1]
        if not left_alone or len(cell) > 60:
            return False
        known += (
            role_of(cell).score > BEGINS or bool(_YEAR.fullmatch(cell)) or fold(cell) in ("rp", "k", "target", "volume")
        )
    return known * 2 >= len(cells)


def _read_header(rows: Rows) -> tuple[list[str], list[Role]]:
    width = max(map(len, rows))
    columns: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        group = ""
        for place in range(width):
            cell = one_line(row[place]) if place < len(row) else ""
            if cell:
                group = cell
            elif any(place < len(lower) and lower[place] for lower in rows[depth + 1 :]) and not any(columns[place]):
                cell = group  # a group's heading stands over its first column only
            if cell and cell not in columns[place]:
                columns[place].append(cell)
    headings = [" ".join(column) for column in columns]
    return headings, [_role_of_parts(column) for column in columns]


def _role_of_parts(column: Sequence[str]) -> Role:
    if not column:
        return NOTHING
    whole, last, first = role_of(" ".join(column)), role_of(column[-1]), role_of(column[0])
    if whole.score > BEGINS or len(column) == 1:
        return whole
    if last.score > BEGINS and last.name != "text":
        return last
    return max((whole, first, last), key=lambda role: role.score)


# --- the columns


def _assign(layout: Layout, scores: Sequence[Role], sample: Rows) -> None:
    """Give each role its columns: judged by the heading, corrected by what the cells hold."""
    ranked = sorted(range(len(scores)), key=lambda place: -scores[place].score)
    for place in ranked:
        role = scores[place].name
        if role in ("", "ignore"):
            continue
        cells = [row[place] for row in sample if place < len(row) and row[place]]
        if role in ITEMS and _are_codes(cells):
            beside = place + 1
            layout.roles.setdefault("code", []).append(place)
            # "Program" over two columns: code, then name
            if beside < len(scores) and not layout.headings[beside] and _are_texts(_cells(sample, beside)):
                layout.roles.setdefault(role, []).append(beside)
            continue
        if role == "level" and not are_levels(cells):
            continue
        # "M1", "T2" may be all a table says of its parents; bare numbers say nothing
        named = role in UPPER and not all(map(is_number, cells))
        if role in ITEMS and cells and not named and not _are_texts(cells):
            continue
        if role in layout.roles and role != "code":
            layout.doubts.append(
                Doubt(
                    "doubt_twice",
                    {"role": role, "used": _name(layout, role), "other": layout.headings[place]},
                )
            )
            continue
        layout.roles.setdefault(role, []).append(place)
    for role in ("code", "text"):
        if role in layout.roles:
            layout.roles[role] = _spread(layout, role, sample)


def _name(layout: Layout, role: str) -> str:
    return layout.headings[layout.roles[role][0]]


def _spread(layout: Layout, role: str, sample: Rows) -> list[int]:
    """Take in columns without heading to the right: codes split over columns, levels indented by columns."""
    fits = _are_codes if role == "code" else _are_texts
    places = sorted(layout.roles[role])
    for place in list(places):
        beside = place + 1
        while beside < len(layout.headings) and not layout.headings[beside] and beside not in places:
            cells = _cells(sample, beside)
            if any(beside in others for others in layout.roles.values()) or not cells or not fits(cells):
                break
            places.append(beside)
            beside += 1
    return sorted(places)


def _cells(sample: Rows, place: int) -> list[str]:
    return [row[place] for row in sample if place < len(row) and row[place]]


def _are_codes(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(bool(_CODE.fullmatch(cell.strip())) for cell in cells) >= 0.6 * len(cells)


def _are_texts(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(bool(_WORD.search(cell)) for cell in cells) >= 0.5 * len(cells)


# --- without a known heading


def guess_layout(rows: Rows, wishes: Wishes, *, file: str, sheet: str = "") -> Layout | None:
    """Take the column whose cells look most like programmes; None if none does."""
    width = max(map(len, rows), default=0)
    letters = [place_to_letters(place) for place in range(width)]
    if wishes:
        top = next((place for place, row in enumerate(rows) if sum(map(bool, row)) * 2 > width), 0)
        headings = [one_line(cell) for cell in rows[top]] + [""] * (width - len(rows[top])) if rows else []
        layout = Layout((top,), top + 1, headings)
        apply_wishes(layout, wishes, file=file, sheet=sheet)
        if layout.items and layout.headings and _OPENER.match(layout.headings[layout.roles[layout.items[0]][0]]):
            layout.header, layout.first = (
                (),
                0,
            )  # named by its letter, and the first row is a programme already
        return layout if layout.items else None
    scored = [(_likeness(_cells(rows[:SAMPLE], place)), -place) for place in range(width)]
    best = max(scored, default=(0.0, 0))
    if best[0] < 0.4:
        return None
    place = -best[1]
    top = next((number for number, row in enumerate(rows) if place < len(row) and row[place]), 0)
    headed = not _OPENER.match(rows[top][place]) and len(rows[top][place]) <= 60 and len(rows) > top + 1
    headings = list(map(one_line, rows[top])) if headed else [""] * width
    headings += [""] * (width - len(headings))
    layout = Layout((top,) if headed else (), top + headed, headings, {"text": [place]})
    layout.doubts.append(Doubt("doubt_guessed", {"column": headings[place] or letters[place]}))
    codes = [other for other in range(width) if _are_codes(_cells(rows[:SAMPLE], other)) and _dotted(rows, other)]
    if codes:
        layout.roles["code"] = codes[:1]
    return layout


def _dotted(rows: Rows, place: int) -> bool:
    cells = _cells(rows[:SAMPLE], place)
    return sum(cell.count(".") >= 2 for cell in cells) * 2 > len(cells)


def _likeness(cells: Sequence[str]) -> float:
    """How much the cells of a column look like programmes, from 0 to 1: sentences of the field's openings."""
    if not cells:
        return 0.0
    opened = sum(bool(_OPENER.match(cell)) and " " in cell.strip() for cell in cells)
    return opened / len(cells)
