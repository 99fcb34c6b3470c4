"""From label scores to dimensions ranked, one text or many at once.

A dimension's score is the log-sum-exp of its labels' scores. With ``share`` the labels' shares inside the dimension it
is ``sum(share * score) + entropy(share)``, so evidence on labels adds up on the dimension too.

Many texts go through arrays, one alone through plain numbers as far as they are faster. Both add in the same order, and
never through a matrix product: a text gets the same bits alone as among a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.model.combination import Combination, rank_penalties

if TYPE_CHECKING:
    from smartmap.arrays import Floats, Ints

FLOOR = 0.04
"""Dimensions whose score gives them less are not offered, but for the first two: a reader wants the runner-up."""

_PAIRWISE = 8  # numbers up to which numpy adds one after the other; more it adds in pairs, which rounds otherwise
_MANY = 200  # rows from which on adding whole columns is faster
_LEAST = -500.0  # a label farther below the best would vanish and leave a dimension without a score


class Ranking(NamedTuple):
    """Dimensions of each text, best first.

    Parameters
    ----------
    order : array of int, shape (n_texts, n_dimensions)
        Places of the dimensions, best first.
    offered, plausible : array of int, shape (n_texts,)
        How many of them are offered, and belong to the plausible set.
    probabilities : array, shape (n_texts, n_outcomes)
        The dimensions in the frame's order, then what lies outside; they sum to 1.
    bases : array, shape (n_texts, n_dimensions)
        The score of each dimension without the evidence.
    rests : array, shape (n_texts,)
        Log-sum-exp of the scores of every outcome that is not offered; what lies outside never is.
    best : array of int, shape (n_texts, n_outcomes)
        The label with the greatest share of each outcome.
    shares : array, shape (n_texts, n_labels)
        Share of each label inside its outcome.
    """

    order: Ints
    offered: Ints
    plausible: Ints
    probabilities: Floats
    bases: Floats
    rests: Floats
    best: Ints
    shares: Floats

    def offers(self) -> tuple[Ints, Ints]:
        """Give text and dimension of every one that is offered, text by text, best first."""
        chosen = np.arange(self.order.shape[1]) < self.offered[:, None]
        return np.nonzero(chosen)[0], self.order[chosen]


class Offer(NamedTuple):
    """A dimension offered for one text: its place in the frame, the label with its greatest share, and its base."""

    dimension: int
    best: int
    base: float


class RankedOne(NamedTuple):
    """Dimensions of one text, as :class:`Ranking` has them of many; ``shares`` has the shape (n_labels,)."""

    order: list[int]
    plausible: int
    probabilities: list[float]
    rest: float
    offers: list[Offer]
    shares: Floats


class Ranker:
    """Ranks the dimensions of a frame.

    Parameters
    ----------
    sizes : sequence of int
        Number of labels of each outcome, dimensions first; labels stand in the same order.
    n_dimensions : int
    combination : Combination
    """

    def __init__(self, sizes: Sequence[int], n_dimensions: int, combination: Combination) -> None:
        self.n_dimensions, self._combination = n_dimensions, combination
        self.firsts = np.cumsum([0, *sizes[:-1]])
        self._penalties = rank_penalties(n_dimensions)
        self._penalties_behind: list[float] = self._penalties[1:].tolist()
        self._spans = [(first, first + size) for first, size in zip(self.firsts.tolist(), sizes, strict=True)]
        self._outcome = np.repeat(np.arange(len(sizes)), sizes)
        self._outcomes = np.arange(len(sizes))
        # Second labels of the outcomes that have one, third ones and so on.
        counts = np.array(sizes)
        self._further = [
            (np.flatnonzero(counts > place), self.firsts[counts > place] + place) for place in range(1, max(sizes))
        ]
        self._few = max(sizes) <= _PAIRWISE
        # Labels of each outcome in one square table, the last one repeated where an outcome has fewer.
        self._members = np.array(
            [
                [first + min(place, size - 1) for place in range(max(sizes))]
                for first, size in zip(self.firsts, sizes, strict=True)
            ]
        )

    def by_outcome(self, labels: Floats) -> Floats:
        """Sum numbers per label, shape (…, n_labels), to numbers per outcome: first one plus the sum of the others."""
        if self._few and len(labels) < _MANY:
            return np.add.reduceat(labels, self.firsts, axis=-1)
        found: Floats = labels.take(self.firsts, axis=-1)
        others = np.zeros_like(found)
        for outcomes, columns in self._further:
            others[..., outcomes] += labels[..., columns]
        found += others
        return found

    def rank(self, sums: Floats, local: Sequence[float], worded: Sequence[bool]) -> Ranking:
        """Rank the dimensions of texts.

        Parameters
        ----------
        sums : array, shape (n_texts, n_labels)
            What the evidence of each text adds to each label.
        local : sequence of float
            By text, the share of every probability that is spread evenly over the outcomes.
        worded : sequence of bool
            By text, whether it has words; nothing is offered for one without.
        """
        n = self.n_dimensions
        scores = self._combination.bias + sums
        tops = np.maximum.reduce(scores, axis=1, keepdims=True)
        chances = np.exp(np.maximum(scores - tops, _LEAST))
        by_outcome = self.by_outcome(chances)
        totals = by_outcome[:, :1] + np.cumsum(by_outcome[:, 1:], axis=1)[:, -1:]
        share = np.array(local)[:, None]
        words = np.array(worded)
        even = share / by_outcome.shape[1]
        probabilities = by_outcome * ((1 - share) / totals) + even
        falling = -probabilities[:, :n]
        order = falling.argsort(axis=1, kind="stable")
        falling.sort(axis=1)
        before = np.cumsum(-falling, axis=1)
        beyond = before[:, :-1] / np.maximum(before[:, -1:], 1e-12) + self._penalties[1:]
        shares = chances / by_outcome[:, self._outcome]
        own = np.log(by_outcome[:, :n]) + tops
        offered = np.maximum(np.count_nonzero(-falling >= FLOOR + even, axis=1), 2) * words
        left = by_outcome.copy()
        np.put_along_axis(left, order, np.take_along_axis(left, order, 1) * (np.arange(n) >= offered[:, None]), 1)
        return Ranking(
            order,
            offered,
            (1 + np.count_nonzero(beyond <= self._combination.plausible_share, axis=1)) * words,
            probabilities,
            own - self.by_outcome(shares * sums)[:, :n],
            np.log(np.cumsum(left, axis=1)[:, -1]) + tops[:, 0],
            self._members[self._outcomes, chances[:, self._members].argmax(axis=2)],
            shares,
        )

    def rank_one(self, sums: Floats, share: float, worded: bool) -> RankedOne:
        """Rank the dimensions of one text; see :meth:`rank`."""
        n = self.n_dimensions
        scores = self._combination.bias + sums
        top = max(scores.tolist())
        chances = np.exp(np.maximum(scores - top, _LEAST))
        by_outcome = self.by_outcome(chances)
        shares = chances / by_outcome[self._outcome]
        weights = self.by_outcome(shares * sums).tolist()
        # From here on plain numbers, reduced: Python's own sum() rounds in another way than arrays do.
        wholes, labels = by_outcome.tolist(), chances.tolist()
        even = share / len(wholes)
        factor = (1 - share) / (wholes[0] + reduce(add, wholes[1:]))
        probabilities = [whole * factor + even for whole in wholes]
        order = sorted(range(n), key=probabilities.__getitem__, reverse=True)
        ranked = [probabilities[dimension] for dimension in order]
        least = FLOOR + even
        offered = order[: max(2, sum([probability >= least for probability in ranked]))] if worded else []
        left = [whole for dimension, whole in enumerate(wholes) if dimension not in offered]
        *logs, rest = np.log([*[wholes[dimension] for dimension in offered], reduce(add, left)]).tolist()
        offers = [
            Offer(
                dimension, max(range(*self._spans[dimension]), key=labels.__getitem__), log + top - weights[dimension]
            )
            for dimension, log in zip(offered, logs, strict=True)
        ]
        return RankedOne(order, self._plausible(ranked) if worded else 0, probabilities, rest + top, offers, shares)

    def _plausible(self, ranked: list[float]) -> int:
        """How many dimensions belong to the plausible set, by their probabilities, greatest first."""
        total, most = max(reduce(add, ranked), 1e-12), self._combination.plausible_share
        count, before = 1, 0.0
        for probability, penalty in zip(ranked, self._penalties_behind, strict=False):
            before += probability
            if before / total + penalty > most:
                break
            count += 1
        return count
