"""From the evidence of many texts to their answers: added up, ranked, judged; arrays all the way.

The last two of the steps that :mod:`smartmap.suggest` lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from smartmap.block import Block, Names, Verdict, Weighed
from smartmap.gathered import Gathered, sums_of_texts
from smartmap.model.combination import Combination, n_plausible
from smartmap.ranking import Ranker
from smartmap.records import Local, Programme, Versions
from smartmap.taxonomy import OUTSIDE, Taxonomy

if TYPE_CHECKING:
    from smartmap.model.linear import Floats

FLOOR = 0.04
"""Dimensions whose score gives them less are not offered, but for the first two: a reader wants the runner-up."""

_CONFLICT = 1.5  # log-odds from rules on each of two dimensions that make a conflict

_NONE, _SUPPORT, _SUGGESTED = Verdict("none", None), Verdict("support", None), Verdict("suggested", None)
_DISAGREEMENT, _CONFLICTING = Verdict("review", "local_disagreement"), Verdict("review", "conflicting_rules")
_CLOSE, _WEAK = Verdict("review", "close_call"), Verdict("review", "weak_evidence")


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
        self._local = [Local(share, len(sizes)) for share in (combination.local, combination.local_contested)]
        self._n_rules = len(votes)
        self._by_rule = np.maximum.reduceat(votes, self._ranker.firsts, axis=1)[:, : len(taxonomy.ids)].tolist()

    def answer(self, evidence: Gathered, programmes: Sequence[Programme]) -> Block:
        """Answer for every text whose evidence was gathered."""
        ranker, combination = self._ranker, self.combination
        n = ranker.n_dimensions
        sums = sums_of_texts(evidence.scores(), evidence.firsts)
        local = [self._local[item.contested] for item in evidence.judging]
        shares = np.array([item.share for item in local])
        ranking = ranker.rank(combination.bias + sums, shares)
        scores = ranking.tops + np.log(ranking.sums[:, :n])
        worded = np.array([not item.wordless for item in evidence.judging])
        enough = ranking.ranked >= (FLOOR + shares / ranking.sums.shape[1])[:, None]
        offered = np.maximum(np.count_nonzero(enough, axis=1), 2) * worded
        plausible = n_plausible(ranking.ranked, combination.plausible_share) * worded
        verdicts = map(
            self._judge,
            repeat(evidence),
            range(len(local)),
            ranking.probabilities[:, n:].tolist(),
            ranking.ranked[:, :2].tolist(),
        )
        return Block(
            names=self._names,
            programmes=programmes,
            verdicts=list(verdicts),
            offered=offered.tolist(),
            plausible=plausible.tolist(),
            order=ranking.order.tolist(),
            probabilities=ranking.probabilities.tolist(),
            bases=(scores - ranker.by_outcome(ranking.shares * sums)[:, :n]).tolist(),
            tops=ranking.tops[:, 0].tolist(),
            sums=ranking.sums.tolist(),
            best=ranking.best.tolist(),
            local=local,
            weighed=Weighed(evidence, ranking.shares, ranker.by_outcome, n),
        )

    def _judge(self, evidence: Gathered, place: int, outside: list[float], best: list[float]) -> Verdict:
        """Judge one text: its status, and why people should look at it."""
        combination, judging = self.combination, evidence.judging[place]
        (support, none), (first, second) = outside, best
        if judging.wordless:
            return _NONE
        if judging.disputed:
            return _DISAGREEMENT
        if judging.support:
            return _SUPPORT
        if none >= first and none >= support:
            return _NONE
        if support >= first:
            return _SUPPORT
        if first >= combination.review_below and first - second >= combination.review_margin:
            return _SUGGESTED
        if judging.contested:
            return _DISAGREEMENT
        if self._rules_conflict(evidence.places[evidence.firsts[place] : evidence.firsts[place + 1]].tolist()):
            return _CONFLICTING
        # Two that share most of the probability are close; otherwise there was too little to go on.
        return _CLOSE if second >= 0.5 * first else _WEAK

    def _rules_conflict(self, places: Sequence[int]) -> bool:
        votes = [self._by_rule[place] for place in places if 0 <= place < self._n_rules]
        if len(votes) < 2 and not any(sum(weight > 0 for weight in vote) > 1 for vote in votes):
            return False
        strongest = sorted(map(sum, zip(*votes, strict=True)), reverse=True)
        return strongest[1] >= _CONFLICT and strongest[1] >= 0.6 * strongest[0]
