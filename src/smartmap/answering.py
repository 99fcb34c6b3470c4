"""From the evidence of many texts to their answers: added up, ranked, judged; arrays all the way.

The last two of the steps that :mod:`smartmap.suggest` lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.block import Block, Names, Verdict
from smartmap.model.combination import Combination, n_plausible
from smartmap.ranking import Ranker
from smartmap.records import Programme, Versions
from smartmap.taxonomy import OUTSIDE, Taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smartmap.model.linear import Floats
    from smartmap.model.rows import Rows

    Ints = NDArray[np.intp]

FLOOR = 0.04
"""Dimensions whose score gives them less are not offered, but for the first two: a reader wants the runner-up."""

_CONFLICT = 1.5  # log-odds from rules on each of two dimensions that make a conflict


class Reason(NamedTuple):
    """One piece of evidence that no rule or word of the table stands for: where it lies, what it adds to each label."""

    source: str
    text: str
    start: int
    end: int
    scores: Floats


class Gathered:
    """Evidence of a block of texts as it is gathered: one column a property, one row a piece.

    Parameters
    ----------
    rows : Rows
        The table that places point into.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.places: list[int] = []
        self.scales: list[float] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.told: dict[int, tuple[str, str]] = {}
        self.extra: list[Floats] = []
        self.firsts: list[int] = [0]
        self.contested: list[bool] = []
        self.support: list[bool] = []
        self.wordless: list[bool] = []
        self.disputed: list[bool] = []

    def add(self, places: Sequence[int], scale: float, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Add rows of the table, all scaled alike."""
        self.places += places
        self.scales += [scale] * len(places)
        self.starts += starts
        self.ends += ends

    def tell(self, reason: Reason) -> None:
        """Add a piece of evidence that brings its own numbers."""
        self.told[len(self.places)] = (reason.source, reason.text)
        self.extra.append(reason.scores)
        self.places.append(-1)
        self.scales.append(1.0)
        self.starts.append(reason.start)
        self.ends.append(reason.end)

    def close(self, contested: bool, *, support: bool, wordless: bool, disputed: bool = False) -> None:
        """End a text.

        Parameters
        ----------
        contested, support, wordless, disputed : bool
            Whether its topic is contested, it is official support, it has no word at all, and people of the region
            decided it differently.
        """
        self.firsts.append(len(self.places))
        self.contested.append(contested)
        self.support.append(support)
        self.wordless.append(wordless)
        self.disputed.append(disputed)

    def scores(self) -> Floats:
        """What each piece adds to each label, shape (n_pieces, n_labels)."""
        places = np.array(self.places, dtype=np.intp)
        found: Floats = self.rows.table[places] * np.array(self.scales)[:, None]
        if self.extra:
            found[places < 0] = self.extra
        return found


class Answerer:
    """Makes answers of evidence.

    Parameters
    ----------
    taxonomy : Taxonomy
    combination : Combination
    versions : Versions
    votes : array, shape (n_rules, n_labels)
        The rows of the table that are rules.
    """

    def __init__(self, taxonomy: Taxonomy, combination: Combination, versions: Versions, votes: Floats) -> None:
        self.combination = combination
        labels = (*taxonomy.sub_ids, *OUTSIDE)
        dimensions = [taxonomy.dimension_of(label) for label in taxonomy.sub_ids]
        sizes = [*(dimensions.count(id) for id in taxonomy.ids), *(1 for _ in OUTSIDE)]
        self._ranker = Ranker(sizes, len(taxonomy.ids))
        self._names = Names(taxonomy.ids, labels, versions)
        self._n_rules = len(votes)
        self._by_rule = np.maximum.reduceat(votes, self._ranker.firsts, axis=1)[:, : len(taxonomy.ids)].tolist()

    def answer(self, evidence: Gathered, programmes: Sequence[Programme]) -> Block:
        """Answer for every text whose evidence was gathered."""
        ranker, combination = self._ranker, self.combination
        n = ranker.n_dimensions
        table = evidence.scores()
        firsts = np.array(evidence.firsts)
        counts = firsts[1:] - firsts[:-1]
        local = [combination.local_contested if contested else combination.local for contested in evidence.contested]
        ranking = ranker.rank(combination.bias + _sums(table, firsts, counts), np.array(local))
        weights = ranker.by_outcome(table * np.repeat(ranking.shares, counts, axis=0))[:, :n]
        scores = ranking.tops + np.log(ranking.sums[:, :n])
        block = Block(
            names=self._names,
            programmes=programmes,
            verdicts=[],
            order=ranking.order.tolist(),
            probabilities=ranking.probabilities.tolist(),
            bases=(scores - _sums(weights, firsts, counts)).tolist(),
            tops=ranking.tops[:, 0].tolist(),
            sums=ranking.sums.tolist(),
            best=ranking.best.tolist(),
            local=local,
            firsts=evidence.firsts,
            sources=evidence.places,
            terms=evidence.rows.names,
            starts=evidence.starts,
            ends=evidence.ends,
            told=evidence.told,
            weights=weights,
        )
        block.verdicts += map(
            self._judge, repeat(evidence), range(len(block)), ranking.ranked.tolist(), block.probabilities
        )
        return block

    def _judge(self, evidence: Gathered, place: int, ranked: list[float], probabilities: list[float]) -> Verdict:
        """Judge one text: how many dimensions to offer, how many are plausible, which status and why."""
        combination = self.combination
        support, none = probabilities[-2:]
        first, second = ranked[:2]
        if evidence.wordless[place]:
            return Verdict(0, 0, "none", None)
        contested = evidence.contested[place]
        share = combination.local_contested if contested else combination.local
        floor = FLOOR + share / len(probabilities)
        offered = max(2, sum([probability >= floor for probability in ranked]))
        kept = n_plausible(ranked, combination.plausible_share)
        status, reason = "review", None
        if evidence.disputed[place]:
            reason = "local_disagreement"
        elif evidence.support[place]:
            status = "support"
        elif none >= max(first, support):
            status = "none"
        elif support >= first:
            status = "support"
        elif first >= combination.review_below and first - second >= combination.review_margin:
            status = "suggested"
        elif contested:
            reason = "local_disagreement"
        elif self._rules_conflict(evidence.places[evidence.firsts[place] : evidence.firsts[place + 1]]):
            reason = "conflicting_rules"
        else:  # two that share most of the probability are close; otherwise there was too little to go on
            reason = "close_call" if second >= 0.5 * first else "weak_evidence"
        return Verdict(offered, kept, status, reason)

    def _rules_conflict(self, places: Sequence[int]) -> bool:
        votes = [self._by_rule[place] for place in places if 0 <= place < self._n_rules]
        if len(votes) < 2 and not any(sum(weight > 0 for weight in vote) > 1 for vote in votes):
            return False
        strongest = sorted(map(sum, zip(*votes, strict=True)), reverse=True)
        return strongest[1] >= _CONFLICT and strongest[1] >= 0.6 * strongest[0]


def _sums(table: Floats, firsts: Ints, counts: Ints) -> Floats:
    """Sum the rows of each text, shape (n_texts, n_columns); a text without evidence gets zeros."""
    if len(table) and counts.all():
        return np.add.reduceat(table, firsts[:-1], axis=0)
    found = np.zeros((len(counts), table.shape[1]))
    some = np.flatnonzero(counts)
    if len(some):
        found[some] = np.add.reduceat(table, firsts[some], axis=0)
    return found
