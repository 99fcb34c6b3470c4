"""How good suggestions are: hits among the first one and two, macro-F1, calibration, coverage.

A row may have several right dimensions; a suggestion is right when it is one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

BINS = 10
_DRAWN = 4_000_000  # numbers drawn for the floor of the calibration error, at most


class Outcome(NamedTuple):
    """What was suggested for one row, beside what is right."""

    right: frozenset[str]
    ranked: tuple[str, ...]
    probability: float  # of the first
    status: str
    plausible: tuple[str, ...]


@dataclass(frozen=True)
class Bin:
    """One row of a reliability table: of suggestions said to be about so probable, how many were right."""

    low: float
    high: float
    n: int
    said: float
    right: float


@dataclass(frozen=True)
class DimensionFigures:
    """Figures of one dimension, by the first suggestion."""

    n: int
    hit1: float
    precision: float
    f1: float


@dataclass(frozen=True)
class Figures:
    """Figures over a set of rows.

    ``ece`` is the expected calibration error over ten equal bins and ``ece_floor`` what it would be on average over as
    many rows if every probability were true: chance alone makes a few rows look badly calibrated. ``clear`` is the
    share of rows with status ``suggested`` and ``clear_hit1`` how often those are right; ``plausible`` the share of
    rows whose plausible set holds a right dimension and ``plausible_size`` its mean size.
    """

    n: int
    hit1: float
    hit2: float
    macro_f1: float
    ece: float
    ece_floor: float
    clear: float
    clear_hit1: float
    plausible: float
    plausible_size: float
    dimensions: dict[str, DimensionFigures]
    reliability: tuple[Bin, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the figures as plain data."""
        return asdict(self)


def figures(outcomes: Sequence[Outcome], dimensions: Sequence[str]) -> Figures:
    """Work out all figures.

    Parameters
    ----------
    outcomes : sequence of Outcome
        At least one.
    dimensions : sequence of str
        Ids in the order of the frame.
    """
    n = len(outcomes)
    hit = [bool(item.ranked[:1] and item.ranked[0] in item.right) for item in outcomes]
    hit2 = [bool(item.right & set(item.ranked[:2])) for item in outcomes]
    clear = [place for place, item in enumerate(outcomes) if item.status == "suggested"]
    by_dimension = {dimension: _dimension(outcomes, dimension) for dimension in dimensions}
    present = [value.f1 for value in by_dimension.values() if value.n]
    bins = _reliability(outcomes, hit)
    return Figures(
        n=n,
        hit1=sum(hit) / n,
        hit2=sum(hit2) / n,
        macro_f1=sum(present) / len(present) if present else 0.0,
        ece=sum(item.n * abs(item.said - item.right) for item in bins) / n,
        ece_floor=_ece_floor([item.probability for item in outcomes]),
        clear=len(clear) / n,
        clear_hit1=sum(hit[place] for place in clear) / len(clear) if clear else 0.0,
        plausible=sum(bool(item.right & set(item.plausible)) for item in outcomes) / n,
        plausible_size=sum(len(item.plausible) for item in outcomes) / n,
        dimensions=by_dimension,
        reliability=bins,
    )


def _dimension(outcomes: Sequence[Outcome], dimension: str) -> DimensionFigures:
    """A row counts where the dimension is right; a first suggestion of another right one is no fault."""
    has = [item for item in outcomes if dimension in item.right]
    said = [item for item in outcomes if item.ranked[:1] == (dimension,)]
    hit = sum(bool(item.ranked[:1] and item.ranked[0] in item.right) for item in has)
    right = sum(dimension in item.right for item in said)
    recall = hit / len(has) if has else 0.0
    precision = right / len(said) if said else 0.0
    total = recall + precision
    return DimensionFigures(len(has), recall, precision, 2 * recall * precision / total if total else 0.0)


def _ece_floor(probabilities: Sequence[float]) -> float:
    """Give the mean calibration error of many draws in which each suggestion is right with its own probability."""
    said = np.array(probabilities)
    draws = max(20, min(1000, _DRAWN // len(said)))
    places = np.array([_bin(value) for value in probabilities])
    drawn = np.random.default_rng(0).random((draws, len(said)), dtype=np.float32) < said
    off = [np.abs((drawn[:, places == bin] - said[places == bin]).sum(axis=1)) for bin in set(places.tolist())]
    return float(sum(off).mean() / len(said))


def _bin(probability: float) -> int:
    return min(int(probability * BINS), BINS - 1)


def _reliability(outcomes: Sequence[Outcome], hit: Sequence[bool]) -> tuple[Bin, ...]:
    places: list[list[int]] = [[] for _ in range(BINS)]
    for place, item in enumerate(outcomes):
        places[_bin(item.probability)].append(place)
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            len(inside),
            sum(outcomes[place].probability for place in inside) / len(inside) if inside else 0.0,
            sum(hit[place] for place in inside) / len(inside) if inside else 0.0,
        )
        for number, inside in enumerate(places)
    )
