"""One colour for each dimension, the same in workbook, Word table, report and pictures.

The colours stay apart for every kind of colour blindness (a test simulates them) and stand out from white by 3:1;
text never carries one of them, it lies in dark ink on white or on a tint.
"""

from __future__ import annotations

from math import sqrt

from smartmap.taxonomy import Taxonomy

STRONG = ("#2166C4", "#B93A12", "#C08A00", "#D070B0", "#43277A", "#159A80", "#6B6B6B", "#7A5230")
"""For bars, bands and swatches, in the order of a frame's dimensions; a longer frame begins anew."""

INK = "#1F2328"
HEAT = ("#FFFFFF", "#E4EEF8", "#C3D9EF", "#9CC0E2", "#6FA3D2", "#3874B0", "#2363A0", "#124780")
"""Steps of a heat map, from nothing to most; from the sixth on, figures are white."""


def strong(taxonomy: Taxonomy, dimension: str) -> str:
    """Give a dimension's colour as ``#RRGGBB``."""
    return STRONG[taxonomy.ids.index(dimension) % len(STRONG)]


def tint(taxonomy: Taxonomy, dimension: str, share: float = 0.2) -> str:
    """Give a dimension's colour mixed with white, as a ground for dark text; ``share`` in [0, 1] is the colour's."""
    full = strong(taxonomy, dimension)
    parts = (int(full[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def heat_step(count: int, most: int) -> int:
    """Give the step of :data:`HEAT` for a count; 0 only for nothing.

    By the square root, so that one office with eighty programmes does not make all others look empty.
    """
    if count <= 0:
        return 0
    return max(1, round((len(HEAT) - 1) * sqrt(min(count / most, 1))))


def on_heat(step: int) -> str:
    """Give the colour of a figure on a step of the heat map."""
    return "#FFFFFF" if step >= 5 else INK
