"""The evidence of one text alone, as lists: arrays of one row cost more than they save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.evidence import Written, heaviest_first, part
from smartmap.gathered import Judging, Reason
from smartmap.model.rows import Rows
from smartmap.records import Evidence
from smartmap.text.tokens import Tokens

if TYPE_CHECKING:
    from smartmap.arrays import Floats


class GatheredOne(NamedTuple):
    """The evidence of one text: reasons, rules, words and pairs, then further reasons.

    Parameters
    ----------
    tokens : Tokens
        Of the text.
    rows : Rows
        The table that `places` point into.
    before, behind : sequence of Reason
        Those that stand before and behind what comes from the table.
    places : list of int
        Of the rules that fire, then of the words and pairs.
    firsts, lasts : list of int
        The tokens that each covers, both included.
    n_rules : int
        How many of the places are rules.
    scale : float
        Factor on the numbers of words and pairs.
    judging : Judging
    """

    tokens: Tokens
    rows: Rows
    before: Sequence[Reason]
    behind: Sequence[Reason]
    places: list[int]
    firsts: list[int]
    lasts: list[int]
    n_rules: int
    scale: float
    judging: Judging

    def scores(self) -> Floats:
        """What each piece adds to each label, shape (n_pieces, n_labels)."""
        found: Floats = self.rows.table.take(self.places, axis=0)
        found[self.n_rules :] *= self.scale
        if not self.before and not self.behind:
            return found
        return np.array([*(item.scores for item in self.before), *found, *(item.scores for item in self.behind)])

    def written(self) -> Written:
        """What each piece is called and where it lies."""
        text, _, _, starts, ends, _ = self.tokens
        begins = list(map(starts.__getitem__, self.firsts))
        stops = list(map(ends.__getitem__, self.lasts))
        words = [text[begin:end] for begin, end in zip(begins, stops, strict=True)]
        found = Written(list(map(self.rows.names.__getitem__, self.places)), words, begins, stops)
        if not self.before and not self.behind:
            return found
        rows = [*(item[:4] for item in self.before), *zip(*found, strict=True), *(item[:4] for item in self.behind)]
        return Written(*map(list, zip(*rows, strict=True)))


class WeighedOne:
    """The evidence of one text, weighed on the dimensions that are offered when somebody looks.

    Parameters
    ----------
    evidence : GatheredOne
    shares : array, shape (n_labels,)
        Share of each label in its outcome.
    offered : list of int
        The dimensions.
    by_outcome : callable
        Sums numbers per label to numbers per outcome.
    """

    __slots__ = ("_by_outcome", "_evidence", "_looked", "_offered", "_shares")

    def __init__(
        self, evidence: GatheredOne, shares: Floats, offered: list[int], by_outcome: Callable[[Floats], Floats]
    ) -> None:
        self._evidence, self._shares, self._offered, self._by_outcome = evidence, shares, offered, by_outcome
        self._looked: tuple[Written, list[list[float]], list[list[bool]], list[float]] | None = None

    def evidence(self, number: int) -> tuple[Evidence, ...]:
        """Give what speaks for and against a dimension, by its number among those that are offered."""
        looked = self._looked
        if looked is None:
            scores = self._evidence.scores()
            scores *= self._shares
            weights = self._by_outcome(scores)[:, self._offered]
            shown, small = part(weights, np.array([0, len(scores)]))
            looked = self._evidence.written(), weights.T.tolist(), shown.T.tolist(), small[0].tolist()
            self._looked = looked
        written, all_weights, all_shown, all_small = looked
        return heaviest_first(written, all_weights[number], all_shown[number], all_small[number])
