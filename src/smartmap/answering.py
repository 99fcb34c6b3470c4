"""From the evidence of one text or of many to their answers: added up, ranked, judged.

The last two of the steps that :mod:`smartmap.suggest` lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from smartmap.block import Block, Names, Verdict, Weighed
from smartmap.evidence import Told
from smartmap.gathered import Gathered, Judging, sums_of_texts
from smartmap.model.combination import Combination
from smartmap.one import GatheredOne, WeighedOne
from smartmap.ranking import Ranker, Ranking
from smartmap.records import Local, Programme, Result, Suggestion, Versions
from smartmap.taxonomy import OUTSIDE, Taxonomy

if TYPE_CHECKING:
    from smartmap.arrays import Floats

_CONFLICT = 2.0  # strong rules, by their weights in the rule files, on each of two dimensions

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
        self._ranker = Ranker(sizes, len(taxonomy.ids), combination)
        self._names = Names(taxonomy.ids, labels, versions)
        self._local = [Local(share, len(sizes)) for share in (combination.local, combination.local_contested)]
        self._n_rules = len(votes)
        strongest = np.maximum.reduceat(votes, self._ranker.firsts, axis=1)[:, : len(taxonomy.ids)]
        # Without the fitted scale of all rules: beside a model that has learned what they say it is far below 1.
        self._by_rule = (strongest / max(combination.rules, 1e-9)).tolist()

    def answer(self, evidence: Gathered, programmes: Sequence[Programme]) -> Block:
        """Answer for every text whose evidence was gathered."""
        sums = sums_of_texts(evidence.scores(), evidence.firsts)
        judging = evidence.judging
        local = [self._local[item.contested] for item in judging]
        ranking = self._ranker.rank(sums, [item.share for item in local], [not item.wordless for item in judging])
        verdicts = self._verdicts(judging, ranking, evidence)
        return Block(self._names, programmes, verdicts, ranking, local, Weighed(evidence, self._ranker.by_outcome))

    def answer_one(self, evidence: GatheredOne, programme: Programme) -> Result:
        """Answer for one text."""
        judging = evidence.judging
        local = self._local[judging.contested]
        scores = evidence.scores()
        sums = sums_of_texts(scores, np.array([0, len(scores)]))[0]
        ranked = self._ranker.rank_one(sums, local.share, not judging.wordless)
        order, plausible, chances, rest, offers, shares = ranked
        status, reason = self._judge(judging, chances, order, evidence.places)
        dimensions, labels, versions = self._names
        weighed = WeighedOne(evidence, shares, [offer.dimension for offer in offers], self._ranker.by_outcome)
        return Result(
            programme.id,
            programme.text,
            status,
            tuple(
                [
                    Suggestion(dimensions[place], labels[best], chances[place], base, Told(weighed, number))
                    for number, (place, best, base) in enumerate(offers)
                ]
            ),
            tuple([dimensions[place] for place in order[:plausible]]),
            reason,
            versions,
            rest,
            local,
            programme,
        )

    def _verdicts(self, judging: list[Judging], ranking: Ranking, evidence: Gathered) -> list[Verdict]:
        """Judge many texts: what is clear at once, the others one by one."""
        first, second = np.take_along_axis(ranking.probabilities, ranking.order[:, :2], axis=1).T
        outside = np.maximum.reduce(ranking.probabilities[:, self._ranker.n_dimensions :], axis=1)
        combination = self.combination
        clear = (first >= combination.review_below) & (first - second >= combination.review_margin) & (first > outside)
        verdicts = [_SUGGESTED] * len(judging)
        plain = [not (item.wordless or item.disputed or item.support) for item in judging]
        for place in np.flatnonzero(~(clear & plain)).tolist():
            pieces = evidence.places[evidence.firsts[place] : evidence.firsts[place + 1]]
            verdicts[place] = self._judge(
                judging[place], ranking.probabilities[place].tolist(), ranking.order[place].tolist(), pieces.tolist()
            )
        return verdicts

    def _judge(self, judging: Judging, chances: list[float], order: list[int], places: Sequence[int]) -> Verdict:
        """Judge one text: its status, and why people should look at it."""
        combination = self.combination
        support, none = chances[-2:]
        first, second = chances[order[0]], chances[order[1]]
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
        if self._rules_conflict(places):
            return _CONFLICTING
        # Two that share most of the probability are close; otherwise there was too little to go on.
        return _CLOSE if second >= 0.5 * first else _WEAK

    def _rules_conflict(self, places: Sequence[int]) -> bool:
        votes = [self._by_rule[place] for place in places if 0 <= place < self._n_rules]
        if len(votes) < 2 and not any(sum(weight > 0 for weight in vote) > 1 for vote in votes):
            return False
        strongest = sorted(map(sum, zip(*votes, strict=True)), reverse=True)
        return strongest[1] >= _CONFLICT and strongest[1] >= 0.6 * strongest[0]
