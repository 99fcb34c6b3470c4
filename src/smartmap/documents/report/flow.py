"""The flow from missions to dimensions: bands as wide as the number of programmes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smartmap.documents.report import canvas

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH = 10.0  # inches
_LEFT, _RIGHT = 3.5, 7.9  # where the bands begin and end
_NODE = 0.16  # width of the blocks at both ends
_BANDS = 4.4  # inches that all programmes make together
_GAP = 0.14


def flow(rows: Sequence[tuple[str, Counter[str]]], names: Mapping[str, str], fills: Mapping[str, str]) -> Figure:
    """Draw bands from each row to the dimensions it serves.

    Parameters
    ----------
    rows : sequence of (str, Counter)
        Missions from top to bottom, with their programmes by dimension.
    names, fills : mapping of str to str
        Of each dimension, in order: its name and its colour.
    """
    used = [dimension for dimension in names if any(counted[dimension] for _, counted in rows)]
    totals = Counter[str]()
    for _, counted in rows:
        totals.update(counted)
    scale = _BANDS / totals.total()
    labels = [[*canvas.wrapped(name, _LEFT - 0.7, 4), str(counted.total())] for name, counted in rows]
    ends = [[*names[dimension].split(" ", 1), str(totals[dimension])] for dimension in used]
    left = _stacked([counted.total() * scale for _, counted in rows], labels)
    right = _stacked([totals[dimension] * scale for dimension in used], ends)
    height = max(left[-1][1], right[-1][1]) + 0.15
    figure, axes = canvas.sheet(_WIDTH, height)
    tops = _tops(left, [counted.total() * scale for _, counted in rows], height)
    ends_at = _tops(right, [totals[dimension] * scale for dimension in used], height)
    _blocks(axes, rows, labels, tops, scale)
    down = dict(zip(used, ends_at, strict=True))
    for dimension, text in zip(used, ends, strict=True):
        tall = totals[dimension] * scale
        canvas.box(axes, (_RIGHT, down[dimension], _NODE, tall), fills[dimension])
        said = f"{names[dimension]} {totals[dimension]}"
        fits = len(said) * canvas.LETTER < _WIDTH - _RIGHT - _NODE - 0.2
        canvas.write(axes, _RIGHT + _NODE + 0.1, down[dimension] + tall / 2, said if fits else text)
    for (_, counted), top in zip(rows, tops, strict=True):
        y = top
        for dimension in used:
            tall = counted[dimension] * scale
            if tall:
                _band(axes, y, down[dimension], tall, fills[dimension])
            y += tall
            down[dimension] += tall
    return figure


def _blocks(
    axes: Axes,
    rows: Sequence[tuple[str, Counter[str]]],
    labels: Sequence[Sequence[str]],
    tops: Sequence[float],
    scale: float,
) -> None:
    """Draw the missions at the left, each with its name and its number of programmes."""
    for (_, counted), text, top in zip(rows, labels, tops, strict=True):
        tall = counted.total() * scale
        canvas.box(axes, (_LEFT - _NODE, top, _NODE, tall), "#5A6068")
        middle = top + tall / 2
        canvas.write(axes, _LEFT - _NODE - 0.45, middle, text[:-1], align="right")
        canvas.write(axes, _LEFT - _NODE - 0.1, middle, text[-1], align="right", bold=True)


def _stacked(sizes: Sequence[float], labels: Sequence[Sequence[str]]) -> list[tuple[float, float]]:
    """Give top and bottom of the room for each block and its text, whichever is taller."""
    y, room = 0.1, []
    for size, text in zip(sizes, labels, strict=True):
        tall = max(size, canvas.LINE * max(1, len(text) - 1) + 0.04)
        room.append((y, y + tall))
        y += tall + _GAP
    return room


def _tops(room: Sequence[tuple[float, float]], sizes: Sequence[float], height: float) -> list[float]:
    """Give where each block begins: in the middle of its room, all of them in the middle of the sheet."""
    spare = (height - 0.05 - room[-1][1]) / 2
    return [spare + (top + bottom - size) / 2 for (top, bottom), size in zip(room, sizes, strict=True)]


def _band(axes: Axes, start: float, end: float, tall: float, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (_LEFT + _RIGHT) / 2
    points = [
        (_LEFT, start), (middle, start), (middle, end), (_RIGHT, end),
        (_RIGHT, end + tall), (middle, end + tall), (middle, start + tall), (_LEFT, start + tall), (_LEFT, start),
    ]  # fmt: skip
    curve = Path.CURVE4
    codes = [Path.MOVETO, curve, curve, curve, Path.LINETO, curve, curve, curve, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.5, edgecolor="none"))
