"""The pictures of a report: bars, heat maps and the flow from missions to dimensions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from smartmap import wording
from smartmap.documents import colours, table
from smartmap.documents.report import canvas
from smartmap.documents.report.flow import flow
from smartmap.errors import message

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from smartmap.documents.counts import Counts, Cross
    from smartmap.taxonomy import Taxonomy

NAMES = ("dimensi", "sub-dimensi", "misi-dimensi", "opd-dimensi", "alur-misi-dimensi")
"""File names of the pictures, without their ending."""

_WIDTH = 10.0  # inches
_ROWS = 24  # of a heat map; further rows are added up in one
_MISSIONS = 12  # of the flow
_EDGE = "#D0D4D9"

Row = tuple[str, Counter[str]]


@dataclass(frozen=True)
class Picture:
    """A figure, and what it shows in words."""

    figure: Figure
    alt: str

    @cached_property
    def svg(self) -> bytes:
        """The figure as SVG; the page and the folder share it."""
        return canvas.svg(self.figure)

    @property
    def png(self) -> bytes:
        """The figure as PNG."""
        return canvas.png(self.figure)


def draw(counts: Counts, taxonomy: Taxonomy, language: str) -> dict[str, Picture]:
    """Draw every picture there is something to see in, by the names in :data:`NAMES`.

    Raises
    ------
    MissingExtraError
        If the drawing library is not installed.
    """
    with canvas.settings():
        return _drawn(counts, taxonomy, language)


def _drawn(counts: Counts, taxonomy: Taxonomy, language: str) -> dict[str, Picture]:
    drawn: dict[str, Picture] = {}
    if not counts.dimensions:
        return drawn
    drawn["dimensi"] = _bars(counts, counts.dimensions, taxonomy, language, list(taxonomy.ids))
    if taxonomy.subs:
        drawn["sub-dimensi"] = _bars(counts, counts.subs, taxonomy, language, list(taxonomy.sub_ids))
    for name, kind, cross in (("misi-dimensi", "misi", counts.misi), ("opd-dimensi", "opd", counts.opd)):
        if cross:
            drawn[name] = _heat_map(cross, kind, taxonomy, language)
    named = [(name, counted) for _, name, counted in counts.misi.rows() if name and counted]
    if named:
        names = {dimension: wording.dimension_name(dimension, taxonomy, language) for dimension in taxonomy.ids}
        shown = _cut(named, _MISSIONS, language)
        fills = {dimension: colours.strong(taxonomy, dimension) for dimension in taxonomy.ids}
        alt = message("report_alt_flow", language, list=_told(shown, names))
        drawn["alur-misi-dimensi"] = Picture(flow(shown, names, fills), alt)
    return drawn


def _bars(counts: Counts, counted: Counter[str], taxonomy: Taxonomy, language: str, labels: list[str]) -> Picture:
    """Draw a bar for each label: clear programmes full, those up for discussion hatched."""
    parted = any("." in label for label in labels)
    step, left, top = 0.34, 5.2 if parted else 2.0, 0.5
    gaps = len({taxonomy.dimension_of(label) for label in labels}) - 1 if parted else 0
    figure, axes = canvas.sheet(_WIDTH, top + step * len(labels) + 0.12 * gaps + 0.1)
    most = max(counted.values(), default=1) or 1
    scale = (_WIDTH - left - 0.9) / most
    _legend(axes, left, language)
    y, before = top, ""
    for label in labels:
        dimension = taxonomy.dimension_of(label)
        y += 0.12 if parted and before not in ("", dimension) else 0
        if parted and before != dimension:
            heading = wording.dimension_name(dimension, taxonomy, language)
            canvas.write(axes, 0.1, y + step / 2, canvas.wrapped(heading, 1.6, 1), bold=True)
        before = dimension
        colour, number, open_ = colours.strong(taxonomy, dimension), counted[label], counts.review[label]
        name = wording.dimension_name(label, taxonomy, language)
        canvas.write(
            axes, left - 0.12, y + step / 2, canvas.wrapped(name, 3.5 if parted else left - 0.3, 1), align="right"
        )
        clear = (number - open_) * scale
        canvas.box(axes, (left, y + 0.05, clear, step - 0.1), colour)
        if open_:
            pale = colours.tint(taxonomy, dimension, 0.25)
            canvas.box(axes, (left + clear, y + 0.05, open_ * scale, step - 0.1), pale, colour, "////")
        canvas.write(axes, left + number * scale + 0.08, y + step / 2, str(number), bold=number > 0)
        y += step
    axes.plot((left, left), (top, y), color=colours.INK, linewidth=0.8)
    told = "; ".join(f"{wording.dimension_name(label, taxonomy, language)} {counted[label]}" for label in labels)
    return Picture(figure, message("report_alt_bars", language, list=told))


def _legend(axes: Axes, left: float, language: str) -> None:
    """Say above the bars what full and hatched mean."""
    grey, place = "#5A6068", left
    for status, colour, hatch in (("suggested", grey, ""), ("review", "#E3E5E8", "////")):
        canvas.box(axes, (place, 0.16, 0.3, 0.18), colour, grey, hatch)
        name = message(f"status_{status}", language)
        canvas.write(axes, place + 0.4, 0.25, name)
        place += 0.8 + len(name) * canvas.LETTER


def _heat_map(cross: Cross, kind: str, taxonomy: Taxonomy, language: str) -> Picture:
    """Draw programmes by name and dimension, with the figures in the cells."""
    without = table.label(f"without_{kind}", language)
    rows = [(name or without, counted) for _, name, counted in cross.rows() if counted]
    rows = _cut(rows, _ROWS, language, keep_order=kind == "misi")
    left = 3.7
    wide = (_WIDTH - left - 0.1) / len(taxonomy.ids)
    lines = [canvas.wrapped(name, left - 0.25, 4) for name, _ in rows]
    heights = [max(0.34, canvas.LINE * len(text) + 0.1) for text in lines]
    names = {dimension: wording.dimension_name(dimension, taxonomy, language) for dimension in taxonomy.ids}
    head = 0.75
    figure, axes = canvas.sheet(_WIDTH, head + sum(heights) + 0.1)
    for place, dimension in enumerate(taxonomy.ids):
        x = left + place * wide
        canvas.box(axes, (x + 0.03, head - 0.1, wide - 0.06, 0.07), colours.strong(taxonomy, dimension))
        # "Smart Environment" goes on two lines, a word each
        canvas.write(axes, x + wide / 2, head - 0.4, names[dimension].split(" ", 1), align="center", bold=True)
    y = head
    for (_, counted), text, height in zip(rows, lines, heights, strict=True):
        canvas.write(axes, left - 0.12, y + height / 2, text, align="right")
        for place, dimension in enumerate(taxonomy.ids):
            step = colours.heat_step(counted[dimension], cross.most)
            x = left + place * wide
            canvas.box(axes, (x, y, wide, height), colours.HEAT[step], _EDGE)
            if counted[dimension]:
                number = str(counted[dimension])
                canvas.write(axes, x + wide / 2, y + height / 2, number, align="center", colour=colours.on_heat(step))
        y += height
    return Picture(figure, message("report_alt_heat", language, list=_told(rows, names)))


def _cut(rows: list[Row], most: int, language: str, *, keep_order: bool = True) -> list[Row]:
    """Keep the names with the most programmes, and add up the others in a last row."""
    by_size = sorted(rows, key=lambda row: -row[1].total())
    if len(rows) <= most:
        return rows if keep_order else by_size
    kept, others = by_size[: most - 1], by_size[most - 1 :]
    if keep_order:
        kept = [row for row in rows if row in kept]
    added: Counter[str] = sum((counted for _, counted in others), Counter())
    return [*kept, (message("report_others", language, count=len(others)), added)]


def _told(rows: list[Row], names: dict[str, str]) -> str:
    """Say in words which dimensions the first rows serve."""
    return "; ".join(
        f"{name}: " + ", ".join(f"{names[dimension]} {number}" for dimension, number in counted.most_common())
        for name, counted in rows[:_MISSIONS]
    )
