"""Measures of agreement beyond chance: Cohen's kappa, and Krippendorff's alpha with the MASI distance.

Counted on tables of how often what was said, so that 200,000 answers take a second; tests hold them equal to
scikit-learn, nltk and the `krippendorff` package, whose array of units x sets x sets would be gigabytes for as many.
Intervals are percentiles of a seeded bootstrap over programmes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartmap.arrays import Floats, Ints

DRAWS = 1000
Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % interval and the number of programmes behind it; None where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def masi(left: Labels, right: Labels) -> float:
    """Give the MASI distance of two sets of labels (Passonneau 2006): 0 the same, 1 nothing in common."""
    shared = len(left & right)
    if left == right:
        kind = 1.0
    elif shared == min(len(left), len(right)):
        kind = 2 / 3
    else:
        kind = 1 / 3 if shared else 0.0
    return 1.0 - shared / len(left | right) * kind


def alpha(units: Sequence[Sequence[Labels]]) -> Estimate:
    """Give Krippendorff's alpha with the MASI distance.

    Parameters
    ----------
    units : sequence of sequence of frozenset of str
        The sets of labels each programme was given; programmes with fewer than two count for nothing.
    """
    compared = [unit for unit in units if len(unit) > 1]
    sets = list(dict.fromkeys(labels for unit in compared for labels in unit))
    place = {labels: number for number, labels in enumerate(sets)}
    unit = np.repeat(np.arange(len(compared)), [len(one) for one in compared])
    code = np.array([place[labels] for one in compared for labels in one], dtype=np.int64)
    return alpha_coded(unit, code, sets)


def alpha_coded(unit: Ints, code: Ints, sets: Sequence[Labels]) -> Estimate:
    """Give alpha of answers written as numbers.

    Parameters
    ----------
    unit : array of int, shape (n_answers,)
        Number of the programme, 0 to n_units - 1, each at least twice.
    code : array of int, shape (n_answers,)
        Place of the answer in ``sets``.
    sets : sequence of frozenset of str
    """
    if not unit.size:
        return Estimate(None, None, None, 0)
    said = np.zeros((int(unit.max()) + 1, len(sets)))
    np.add.at(said, (unit, code), 1)
    # Programmes with the same answers are one row, counted as often as they come, drawn as a multinomial says.
    kinds, often = np.unique(said, axis=0, return_counts=True)
    distance = np.array([[masi(a, b) for b in sets] for a in sets])
    apart = np.einsum("ij,jk,ik->i", kinds, distance, kinds, optimize=True) / (kinds.sum(axis=1) - 1)
    drawn = np.random.default_rng(0).multinomial(len(said), often / often.sum(), size=DRAWS)
    value, *found = _alpha(np.vstack([often, drawn]), kinds, apart, distance)
    return _estimate(value, np.array(found), len(said))


def _alpha(weights: NDArray[Any], kinds: Floats, apart: Floats, distance: Floats) -> Floats:
    totals = weights @ kinds
    n = totals.sum(axis=1)
    expected = np.einsum("ij,jk,ik->i", totals, distance, totals, optimize=True) / (n * (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1.0 - (weights @ apart / n) / expected)


def kappa(left: Sequence[str], right: Sequence[str]) -> Estimate:
    """Give Cohen's kappa of two people's answers to the same programmes."""
    names = {name: place for place, name in enumerate(dict.fromkeys((*left, *right)))}
    first, second = (np.array([names[name] for name in side], dtype=np.int64) for side in (left, right))
    return kappa_coded(first, second, len(names))


def kappa_coded(left: Ints, right: Ints, size: int) -> Estimate:
    """Give Cohen's kappa of answers written as numbers below ``size``, in arrays of the same length."""
    if not left.size:
        return Estimate(None, None, None, 0)
    table = np.bincount(left * size + right, minlength=size * size).astype(float)
    drawn = np.random.default_rng(0).multinomial(left.size, table / table.sum(), size=DRAWS)
    value, *found = _kappa(np.vstack([table, drawn]).reshape(-1, size, size))
    return _estimate(value, np.array(found), int(left.size))


def _kappa(table: Floats) -> Floats:
    """Give kappa of confusion tables stacked along the first axis."""
    n = table.sum(axis=(1, 2))
    seen = np.trace(table, axis1=1, axis2=2) / n
    chance = (table.sum(axis=1) * table.sum(axis=2)).sum(axis=1) / n**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((seen - chance) / (1.0 - chance))


def _estimate(value: float, drawn: Floats, n: int) -> Estimate:
    if not np.isfinite(value):
        return Estimate(None, None, None, n)
    told = drawn[np.isfinite(drawn)]
    if told.size < DRAWS // 2:
        return Estimate(float(value), None, None, n)
    low, high = np.percentile(told, [2.5, 97.5])
    return Estimate(float(value), float(low), float(high), n)
