"""A sheet to draw on, measured in inches from the top left, and what is written on it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from smartmap.documents.cells import clean, one_line
from smartmap.documents.colours import INK
from smartmap.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = 10.0  # points
LINE = SIZE * 1.25 / 72  # inches from line to line
LETTER = SIZE * 0.6 / 72  # inches, of a usual letter; capitals need more
_DPI = 200  # a picture nine inches wide fills a slide of 1,800 dots


@contextmanager
def settings() -> Iterator[None]:
    """Draw the same bytes everywhere: our font, letters as outlines, and no text taken for a formula."""
    import logging
    import warnings

    try:
        import matplotlib
    except ImportError as error:
        raise MissingExtraError("report_extra", found=error.name, extra="smartmap[report]") from error
    fixed: dict[Any, Any] = {
        "font.family": ["DejaVu Sans"],
        "text.parse_math": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "smartmap",
        "hatch.linewidth": 1.2,
    }
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    # A letter the font lacks (Arabic, emoji) is drawn as a box; the page has the text itself.
    with matplotlib.rc_context(fixed), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Give a figure of that size in inches, with axes that measure inches from the top left."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    return figure, axes


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str | Sequence[str],
    *,
    align: str = "left",
    bold: bool = False,
    colour: str = INK,
) -> None:
    """Write one or more lines, centred on the height ``y``."""
    content = text if isinstance(text, str) else "\n".join(text)
    weight = "bold" if bold else "normal"
    axes.text(
        x, y, content, ha=align, va="center", fontsize=SIZE, fontweight=weight, color=colour, linespacing=1.25
    )  # fmt: skip


def box(axes: Axes, place: tuple[float, float, float, float], colour: str, edge: str = "none", hatch: str = "") -> None:
    """Draw a filled box: left, top, width, height."""
    from matplotlib.patches import Rectangle

    left, top, width, height = place
    axes.add_patch(
        Rectangle((left, top), width, height, facecolor=colour, edgecolor=edge, linewidth=0.8, hatch=hatch or None)
    )


def wrapped(text: str, width: float, most: int = 3) -> list[str]:
    """Break a text into at most so many lines of a width in inches; what is cut ends in an ellipsis."""
    text = one_line(clean(text))
    capitals = sum(letter.isupper() for letter in text) > len(text) / 2
    letters = max(8, int(width / (LETTER * (1.2 if capitals else 1))))
    return textwrap.wrap(text, letters, max_lines=most, placeholder=" …") or [""]


def svg(figure: Figure) -> bytes:
    """Give a figure as SVG, without a date so that the same results give the same bytes."""
    return _saved(figure, "svg", {"Date": None, "Creator": "smartmap"})


def png(figure: Figure) -> bytes:
    """Give a figure as PNG for slides."""
    return _saved(figure, "png", {"Software": "smartmap"})


def _saved(figure: Figure, kind: str, about: dict[str, str | None]) -> bytes:
    stream = BytesIO()
    with settings():
        figure.savefig(stream, format=kind, dpi=_DPI, metadata=about, facecolor="white")
    return stream.getvalue()
