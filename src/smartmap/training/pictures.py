"""Pictures of an evaluation as SVG, drawn by matplotlib: self-contained text that a page or a document can hold.

Each function gives the ``<svg>`` element alone; same figures, same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from smartmap.errors import MissingExtraError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from smartmap.training.metrics import Bin

_INK, _MARK, _PALE = "#1b3a5c", "#c8553d", "#b8c4d0"
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "smartmap",  # or the ids inside change from run to run
    "svg.fonttype": "none",  # text stays text: small, and readable by a screen reader
    "text.parse_math": False,  # a name with a dollar sign is no formula
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


@contextmanager
def _drawing(width: float, height: float, into: list[str]) -> Iterator[Any]:
    """Give axes to draw on (inches) and put the picture's SVG into a list; no window, no global state."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("report_extra", found=error.name, extra="smartmap[report]") from error
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure.add_subplot()
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    into.append(text[text.index("<svg") :])


def reliability(bins: Sequence[Bin], *, said: str, right: str) -> str:
    """Draw what was said against what was found right; a point is a bin, as large as its number of rows.

    Parameters
    ----------
    bins : sequence of Bin
    said, right : str
        Names of the axes.
    """
    filled = [item for item in bins if item.n]
    out: list[str] = []
    with _drawing(4.4, 4.0, out) as axes:
        axes.plot([0, 1], [0, 1], color=_PALE, linestyle="--", linewidth=1)
        axes.plot([item.said for item in filled], [item.right for item in filled], color=_INK, linewidth=1)
        sizes = [20 + 6 * item.n for item in filled]  # square points: their area grows with the rows
        axes.scatter([item.said for item in filled], [item.right for item in filled], s=sizes, color=_INK, alpha=0.8)
        for item, size in zip(filled, sizes, strict=True):
            below = (0, -10 - size**0.5 / 2)
            axes.annotate(
                str(item.n), (item.said, item.right), below, textcoords="offset points", ha="center", fontsize=8
            )
        axes.set(xlim=(0, 1.02), ylim=(-0.04, 1.04), xlabel=said, ylabel=right)
    return out[0]


def confusion(table: NDArray[np.float64], rows: Sequence[str], columns: Sequence[str], *, right: str, said: str) -> str:
    """Draw a confusion matrix: shade by share of the row, number of rows in the cell.

    Parameters
    ----------
    table : array of float, shape (n_rows, n_columns)
        Counts, as :func:`smartmap.training.mistakes.confusion` gives them.
    rows, columns : sequence of str
        Names of what is right and of what was suggested.
    right, said : str
        Names of the axes.
    """
    out: list[str] = []
    with _drawing(6.4, 4.8, out) as axes:
        totals = table.sum(axis=1, keepdims=True)
        shares = table / (totals + (totals == 0))
        axes.pcolormesh(shares, cmap="Blues", vmin=0, vmax=1, edgecolors="white", linewidth=1)
        for (row, column), count in _cells(table):
            ink = "white" if shares[row, column] > 0.55 else "black"
            axes.text(column + 0.5, row + 0.5, f"{count:.4g}", ha="center", va="center", color=ink)
        axes.set_xticks([place + 0.5 for place in range(len(columns))], columns, rotation=30, ha="right")
        axes.set_yticks([place + 0.5 for place in range(len(rows))], rows)
        axes.invert_yaxis()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set(xlabel=said, ylabel=right)
    return out[0]


def _cells(table: NDArray[np.float64]) -> Iterator[tuple[tuple[int, int], float]]:
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            if table[row, column]:
                yield (row, column), round(float(table[row, column]), 1)


def answered(
    points: Sequence[tuple[float, float]], clear: tuple[float, float], *, share: str, right: str, mark: str
) -> str:
    """Draw how right first suggestions are when only the most probable ones are given, and where ``suggested`` lies.

    Parameters
    ----------
    points : sequence of (share, hit@1)
        As :func:`smartmap.training.mistakes.answered` gives them.
    clear : (share, hit@1)
        Of rows with status ``suggested``.
    share, right, mark : str
        Names of the axes and of the marked point.
    """
    out: list[str] = []
    with _drawing(4.8, 4.0, out) as axes:
        axes.plot([x for x, _ in points], [y for _, y in points], color=_INK, linewidth=1.5)
        axes.scatter(*clear, s=60, color=_MARK, zorder=3, label=f"{mark}: {clear[0]:.2f}, {clear[1]:.2f}")
        axes.set(xlim=(0, 1.02), ylim=(min(0.5, *(y for _, y in points)), 1.02), xlabel=share, ylabel=right)
        axes.legend(loc="lower left", frameon=False)
    return out[0]


def curve(lines: Sequence[tuple[str, Sequence[tuple[float, float]]]], *, x: str, y: str) -> str:
    """Draw named lines, such as learning curves.

    Parameters
    ----------
    lines : sequence of (name, points)
    x, y : str
        Names of the axes.
    """
    out: list[str] = []
    with _drawing(5.2, 3.8, out) as axes:
        for name, points in lines:
            axes.plot([a for a, _ in points], [b for _, b in points], marker="o", label=name)
        axes.set(xlabel=x, ylabel=y)
        axes.legend(frameon=False)
    return out[0]
