"""How far people agree, beyond what chance would give.

Cohen's kappa per pair on the primary dimension; Krippendorff's alpha over all answers as sets of labels with the MASI
distance (Passonneau 2006), since an answer holds several; kappa per dimension, present or not, pooled over pairs.
Intervals are percentiles of a seeded bootstrap over programmes. Settling by a lead is no independent voice and not
counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from sqlalchemy import select

from smartmap.review.sight import is_open, sees_all
from smartmap.store.codec import read_decision
from smartmap.store.records import Decision, Mapping, Person
from smartmap.store.store import Store
from smartmap.store.tables import answers, decisions

NOTHING = "not_mapped"
DRAWS = 1000
Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its 95 % interval and the number of programmes behind it; None where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A programme on which people differ: each person's name, labels and reason."""

    programme: str
    answers: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree; ``pairs`` by the two persons' ids, ``dimensions`` by dimension."""

    alpha: Estimate
    pairs: dict[tuple[str, str], Estimate]
    dimensions: dict[str, Estimate]
    disputes: tuple[Dispute, ...]


def agreement(
    store: Store, mapping: Mapping, viewer: Person | None, dimensions: tuple[str, ...], *, fine: bool = False
) -> Agreement:
    """Measure agreement over programmes that two or more people answered.

    Parameters
    ----------
    fine : bool
        Compare sub-dimensions instead of dimensions.
    """
    with store.reading() as connection:
        rows = connection.execute(
            select(decisions)
            .join(answers, answers.c.decision == decisions.c.id)
            .where(answers.c.mapping == mapping.id, answers.c.verdict != "defer", answers.c.standing != "lead")
            .order_by(decisions.c.number)
        ).all()
    by_programme: dict[str, list[Decision]] = defaultdict(list)
    for row in rows:
        decision = read_decision(row)
        by_programme[decision.programme].append(decision)
    if not sees_all(mapping, viewer):
        both = {item.programme for item in store.holdings(mapping) if is_open(item)}
        by_programme = defaultdict(list, {key: rows for key, rows in by_programme.items() if key in both})
    units = [rows for rows in by_programme.values() if len(rows) > 1]
    sets = [{item.person: labels_of(item, fine) for item in rows} for rows in units]
    primary = [{item.person: _primary(item, fine) for item in rows} for rows in units]
    return Agreement(
        alpha=_alpha_estimate(sets),
        pairs=_pairs(primary),
        dimensions={id: _dimension(id, sets) for id in dimensions},
        disputes=tuple(_dispute(rows) for rows in units if len({item.answer for item in rows}) > 1),
    )


def labels_of(decision: Decision, fine: bool = False) -> Labels:
    """Give the set of labels of an answer; *no dimension* is a label of its own."""
    if decision.verdict == NOTHING:
        return frozenset((NOTHING,))
    labels = (decision.primary, *decision.further)
    return frozenset(labels if fine else (label.partition(".")[0] for label in labels))


def _primary(decision: Decision, fine: bool) -> str:
    label = decision.primary or NOTHING
    return label if fine else label.partition(".")[0]


def _dispute(rows: list[Decision]) -> Dispute:
    told = tuple((item.name, (item.primary, *item.further) if item.primary else (), item.reason) for item in rows)
    return Dispute(rows[0].programme, told)


def masi(left: Labels, right: Labels) -> float:
    """Give the MASI distance of two sets of labels: 0 the same, 1 nothing in common."""
    shared = len(left & right)
    if left == right:
        kind = 1.0
    elif shared == min(len(left), len(right)):
        kind = 2 / 3
    else:
        kind = 1 / 3 if shared else 0.0
    return 1.0 - shared / len(left | right) * kind


def alpha(units: Iterable[Sequence[Labels]]) -> float | None:
    """Give Krippendorff's alpha with the MASI distance; None if nothing varies.

    Counted by pairs of distinct sets: the `krippendorff` package builds an array of units x sets x sets, which for
    50,000 programmes is gigabytes. A test holds this equal to it and to nltk's.
    """
    totals: Counter[Labels] = Counter()
    weights: dict[tuple[Labels, Labels], float] = defaultdict(float)
    for unit in units:
        if len(unit) < 2:
            continue
        totals.update(unit)
        for left, right in combinations(unit, 2):
            weights[left, right] += 2.0 / (len(unit) - 1)
    n = sum(totals.values())
    if n < 2:
        return None
    seen = sum(weight * masi(*pair) for pair, weight in weights.items()) / n
    expected = sum(2.0 * totals[a] * totals[b] * masi(a, b) for a, b in combinations(totals, 2)) / (n * (n - 1))
    return None if expected == 0 else 1.0 - seen / expected


def _alpha_estimate(sets: list[dict[str, Labels]]) -> Estimate:
    """Bootstrap without recounting: each unit is its share of observed distance and its counts of sets."""
    units = [list(answer.values()) for answer in sets]
    value = alpha(units)
    if value is None:
        return Estimate(None, None, None, len(units))
    domain = {labels: place for place, labels in enumerate(dict.fromkeys(item for unit in units for item in unit))}
    distance = np.array([[masi(a, b) for b in domain] for a in domain])
    # Units with the same answers are one row, drawn as often as a multinomial says.
    kinds = Counter(tuple(sorted(domain[item] for item in unit)) for unit in units)
    counts = np.zeros((len(kinds), len(domain)))
    apart = np.zeros(len(kinds))
    for row, kind in enumerate(kinds):
        np.add.at(counts[row], list(kind), 1)
        apart[row] = sum(2.0 * distance[a, b] for a, b in combinations(kind, 2)) / (len(kind) - 1)
    often = np.array(list(kinds.values()))
    drawn = np.random.default_rng(0).multinomial(len(units), often / often.sum(), size=DRAWS)
    totals = drawn @ counts
    n = totals.sum(axis=1)
    expected = np.einsum("ij,jk,ik->i", totals, distance, totals, optimize=True) / (n * (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 1.0 - (drawn @ apart / n) / expected
    return _with_interval(value, found[np.isfinite(found)], len(units))


def _with_interval(value: float | None, drawn: np.ndarray, n: int) -> Estimate:
    if value is None or drawn.size < DRAWS // 2:
        return Estimate(value, None, None, n)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(value, float(low), float(high), n)


def _kappa(table: np.ndarray) -> np.ndarray:
    """Cohen's kappa of confusion tables stacked along the first axis; a test holds it equal to scikit-learn's."""
    n = table.sum(axis=(1, 2))
    seen = np.trace(table, axis1=1, axis2=2) / n
    chance = (table.sum(axis=1) * table.sum(axis=2)).sum(axis=1) / n**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((seen - chance) / (1.0 - chance))


def kappa(left: Sequence[str], right: Sequence[str]) -> Estimate:
    """Give Cohen's kappa of two people's answers to the same programmes, with its interval."""
    if not left:
        return Estimate(None, None, None, 0)
    names = {name: place for place, name in enumerate(dict.fromkeys((*left, *right)))}
    table = np.zeros((len(names), len(names)))
    for a, b in zip(left, right, strict=True):
        table[names[a], names[b]] += 1
    value = float(_kappa(table[np.newaxis])[0])
    shares = table.ravel() / table.sum()
    drawn = np.random.default_rng(0).multinomial(len(left), shares, size=DRAWS).reshape(DRAWS, *table.shape)
    found = _kappa(drawn)
    return _with_interval(value if np.isfinite(value) else None, found[np.isfinite(found)], len(left))


def _pairs(units: list[dict[str, str]]) -> dict[tuple[str, str], Estimate]:
    told: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for unit in units:
        for a, b in combinations(sorted(unit), 2):
            told[a, b][0].append(unit[a])
            told[a, b][1].append(unit[b])
    return {pair: kappa(*sides) for pair, sides in sorted(told.items())}


def _dimension(id: str, units: list[dict[str, Labels]]) -> Estimate:
    left: list[str] = []
    right: list[str] = []
    for unit in units:
        has = {person: str(any(label.partition(".")[0] == id for label in unit[person])) for person in sorted(unit)}
        for a, b in combinations(has, 2):
            left.append(has[a])
            right.append(has[b])
    return kappa(left, right)
