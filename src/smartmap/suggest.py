"""From a programme to ranked suggestions: the whole flow, in one list.

1. text: words with stems and spans (:mod:`smartmap.text`)
2. evidence: official name or code, keyword rules, trained model, what stands beside the text, decisions already taken
3. combination: evidence adds up to one score per label, scores become probabilities
4. answer: dimensions ranked, a status, the plausible set, versions

Labels are sub-dimensions and the two outcomes beside them (``support``, ``none``); :mod:`smartmap.ranking` says how
their scores become those of dimensions, word by word, so that a rule that raises a sub-dimension can only raise its
dimension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.errors import SmartmapError, TextError
from smartmap.model.combination import Combination, plausible
from smartmap.nomenclature import Match, Nomenclature
from smartmap.ranking import Ranker, Ranking
from smartmap.records import Evidence, Local, Programme, Result, Suggestion, Versions
from smartmap.rules import CONTESTED, Hit, Matcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.text.tokens import Analyzer, Tokens

if TYPE_CHECKING:
    from smartmap.model.linear import Floats, LinearModel

FLOOR = 0.04
"""Dimensions whose score gives them less are not offered, but for the first two: a reader wants the runner-up."""

_SMALL = 0.02  # contributions that weigh less than this on every offered dimension are summed into one
_CONFLICT = 1.5  # log-odds from rules on each of two dimensions that make a conflict
OFFICIAL = {  # log-odds for the usual sub-dimension and for each alternative of an official name
    "sure": (4.0, 0.0),
    "likely": (2.5, 1.0),
    "open": (1.2, 0.9),
    "support": (6.0, 0.0),
}
BY_CODE = 0.6  # a code alone says which programme an item stands under, not what the item itself is
CONTEXT = {"outcome": 1.0, "indicator": 0.7, "field": 0.7, "opd": 0.5, "parents": 0.4}
"""How much each column beside the text counts, as a factor of the fitted context weight."""


class Reason(NamedTuple):
    """One piece of evidence before it is told dimension by dimension: where it lies and what it adds to each label."""

    source: str
    text: str
    start: int
    end: int
    scores: Floats


Memory = Callable[[Programme, Tokens], list[Reason]]
"""What gives evidence from decisions already taken on the same or nearly the same programme."""


class Suggester:
    """Suggests dimensions for programmes.

    Made by :func:`load_suggester`. One suggester may be shared by threads.

    Parameters
    ----------
    taxonomy : Taxonomy
    analyzer : Analyzer
    matcher : Matcher
        Of the rules.
    combination : Combination
        How evidence becomes probability.
    model : LinearModel, optional
        Without one the rules stand alone.
    nomenclature : Nomenclature, optional
        Official names, where the frame is the one they are labelled in.
    versions : Versions
    context : bool
        Whether OPD, bidang urusan, outcome, indicator and parents count.
    memory : callable, optional
        Evidence from decisions already taken.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        analyzer: Analyzer,
        matcher: Matcher,
        combination: Combination,
        versions: Versions,
        *,
        model: LinearModel | None = None,
        nomenclature: Nomenclature | None = None,
        context: bool = True,
        memory: Memory | None = None,
    ) -> None:
        self.taxonomy, self.analyzer, self.matcher, self.model = taxonomy, analyzer, matcher, model
        self.combination, self.versions, self.nomenclature = combination, versions, nomenclature
        self.context, self.memory = context, memory
        self.labels = (*taxonomy.sub_ids, *OUTSIDE)
        self._column = {label: place for place, label in enumerate(self.labels)}
        self._columns = [
            [self._column[label] for label in taxonomy.sub_ids if taxonomy.dimension_of(label) == id]
            for id in taxonomy.ids
        ]
        outside = [[self._column[label]] for label in OUTSIDE]
        self._ranker = Ranker([*self._columns, *outside], len(self._columns), len(self.labels))
        self._votes = [self._vote(number) for number in range(len(matcher.rules))]
        self._contested = [rule.label == CONTESTED for rule in matcher.rules]

    def suggest(self, item: str | Programme) -> Result:
        """Suggest dimensions for one programme.

        Parameters
        ----------
        item : str or Programme
            The text alone, or with its code, level, OPD, outcome and so on.

        Returns
        -------
        Result
            See :class:`smartmap.Result`; an empty list of suggestions and status ``none`` is an answer.

        Raises
        ------
        TextError
            If the item is neither a text nor a Programme.
        """
        programme = Programme(item) if isinstance(item, str) else item
        if not isinstance(programme, Programme) or not isinstance(programme.text, str):
            raise TextError("text_type", found=type(item).__name__)
        beside = self._beside(programme) if self.context else {}
        tokens = self.analyzer.analyze(programme.text, _stems_of(beside))
        official = self._official(tokens, programme)
        hits = self.matcher.match(tokens, _stems_of(beside))
        reasons = [
            *self._from_nomenclature(official, tokens),
            *self._from_rules(tokens, hits),
            *self._from_model(tokens),
            *self._from_context(beside),
            *(self.memory(programme, tokens) if self.memory else ()),
        ]
        return self._answer(programme, tokens, official, reasons, any(self._contested[hit.rule] for hit in hits))

    def suggest_many(
        self, items: Iterable[str | Programme], *, on_error: str = "raise"
    ) -> Iterator[Result | SmartmapError]:
        """Suggest dimensions for many programmes, one by one and in order.

        Parameters
        ----------
        items : iterable of str or Programme
            Consumed as results are asked for, so a stream of any length will do.
        on_error : {"raise", "give"}
            ``give`` puts the error in the place of the result, so that the rows beside a bad one go through.
        """
        for item in items:
            try:
                yield self.suggest(item)
            except TextError as error:
                if on_error == "raise":
                    raise
                yield error

    # --- evidence

    def _beside(self, programme: Programme) -> dict[str, Tokens]:
        """Words beside the text, by column."""
        columns = {
            "outcome": programme.outcome,
            "indicator": programme.indicator,
            "field": programme.field,
            "opd": programme.opd,
            "parents": "; ".join(text for _, text in programme.parents),
        }
        return {name: self.analyzer.analyze(text) for name, text in columns.items() if text}

    def _official(self, tokens: Tokens, programme: Programme) -> Match | None:
        if self.nomenclature is None:
            return None
        return self.nomenclature.find(tokens, programme.code, programme.level, programme.field)

    def _from_nomenclature(self, match: Match | None, tokens: Tokens) -> Iterator[Reason]:
        if match is None:
            return
        entry = match.entry
        usual, alternative = OFFICIAL[entry.confidence]
        share = match.likeness * (BY_CODE if match.how == "code" and entry.confidence != "support" else 1.0)
        scores = np.zeros(len(self.labels))
        scores[self._column[entry.sub_dimension]] = usual * share
        for label in entry.alternatives:
            scores[self._column[label]] = alternative * share
        text = tokens.source[match.start : match.end] if match.start >= 0 else entry.name
        yield Reason(f"nomenclature:{entry.id}", text, match.start, match.end, scores)

    def _vote(self, number: int) -> Floats:
        rule = self.matcher.rules[number]
        factor = self.combination.rules * self.combination.rule_weights.get(rule.id, 1.0)
        scores = np.zeros(len(self.labels))
        for label, weight in rule.votes.items():
            if label != CONTESTED:
                scores[self._column[label]] = weight * factor
        return scores

    def _from_rules(self, tokens: Tokens, hits: list[Hit]) -> Iterator[Reason]:
        for hit in hits:
            if self._contested[hit.rule]:
                continue
            rule = self.matcher.rules[hit.rule]
            yield self._reason(f"rule:{rule.id}", tokens, hit.first, hit.last, self._votes[hit.rule])

    def _from_model(self, tokens: Tokens) -> Iterator[Reason]:
        if self.model is None:
            return
        rows, places = self.model.contributions(tokens.stems)
        rows *= self.combination.text
        for row, (first, last) in zip(rows, places, strict=True):
            term = " ".join(tokens.stems[first:last])
            yield self._reason(f"model:{term}", tokens, first, last, row)

    def _from_context(self, beside: dict[str, Tokens]) -> Iterator[Reason]:
        if self.model is None or not self.combination.context:
            return
        for name, tokens in beside.items():
            rows, _ = self.model.contributions(tokens.stems)
            scores = rows.sum(axis=0) * (self.combination.context * CONTEXT[name])
            yield Reason(f"context:{name}", tokens.source, -1, -1, scores)

    @staticmethod
    def _reason(source: str, tokens: Tokens, first: int, last: int, scores: Floats) -> Reason:
        start, end = min(tokens.starts[first:last]), max(tokens.ends[first:last])
        return Reason(source, tokens.source[start:end], start, end, scores)

    # --- combination and answer

    def _answer(
        self, programme: Programme, tokens: Tokens, official: Match | None, reasons: list[Reason], on_contested: bool
    ) -> Result:
        table = np.array([reason.scores for reason in reasons]).reshape(-1, len(self.labels))
        evidence = table.sum(axis=0)
        settled = official is not None and official.how != "code" and official.entry.confidence in ("sure", "likely")
        contested = on_contested and not settled
        share = self.combination.local_contested if contested else self.combination.local
        ranking = self._ranker.rank(self.combination.bias + evidence, share)
        says_something = any(tokens.stems)
        floor = FLOOR + share / len(ranking.probabilities)
        offered = [
            place for rank, place in enumerate(ranking.order) if rank < 2 or ranking.probabilities[place] >= floor
        ]
        offered = offered if says_something else []
        weights, bases = ranking.weights(table, offered), ranking.bases(evidence, offered)
        suggestions = tuple(
            self._suggestion(place, ranking, base, row, reasons)
            for place, base, row in zip(offered, bases, weights, strict=True)
        )
        status, reason = self._status(ranking, official, table, reasons, says_something, contested)
        return Result(
            id=programme.id,
            text=programme.text,
            status=status,
            suggestions=suggestions,
            plausible=self._plausible(ranking) if says_something else (),
            reason=reason,
            versions=self.versions,
            rest=ranking.rest(offered),  # support and none are never offered
            local=Local(share, len(ranking.probabilities)),
            programme=programme,
        )

    def _suggestion(
        self, place: int, ranking: Ranking, base: float, weights: list[float], reasons: list[Reason]
    ) -> Suggestion:
        evidence: list[Evidence] = []
        small = 0.0
        for reason, weight in zip(reasons, weights, strict=True):
            if -_SMALL < weight < _SMALL:
                small += weight
            else:
                evidence.append(Evidence(reason.source, reason.text, reason.start, reason.end, weight))
        evidence.sort(key=lambda item: -item.weight)
        if small:
            evidence.append(Evidence("model:other", "", -1, -1, small))
        best = self.labels[int(ranking.shares[place].argmax())]
        return Suggestion(self.taxonomy.ids[place], best, ranking.probabilities[place], base, tuple(evidence))

    def _status(
        self,
        ranking: Ranking,
        official: Match | None,
        table: Floats,
        reasons: list[Reason],
        says_something: bool,
        contested: bool,
    ) -> tuple[str, str | None]:
        support, none = ranking.probabilities[len(self._columns) :]
        first, second = (ranking.probabilities[place] for place in ranking.order[:2])
        if official is not None and official.entry.confidence == "support":
            return "support", None
        if not says_something or none >= max(first, support):
            return "none", None
        if support >= first:
            return "support", None
        if first >= self.combination.review_below and first - second >= self.combination.review_margin:
            return "suggested", None
        if contested:
            return "review", "local_disagreement"
        by_rules = [
            float(sum(table[row, columns].max() for row, item in enumerate(reasons) if item.source.startswith("rule:")))
            for columns in self._columns
        ]
        strongest = sorted(by_rules, reverse=True)
        if strongest[1] >= _CONFLICT and strongest[1] >= 0.6 * strongest[0]:
            return "review", "conflicting_rules"
        # Two dimensions that share most of the probability are close; otherwise there was too little to go on.
        return "review", "close_call" if second >= 0.5 * first else "weak_evidence"

    def _plausible(self, ranking: Ranking) -> tuple[str, ...]:
        kept = plausible(ranking.probabilities[: len(self._columns)], self.combination.plausible_share)
        return tuple(self.taxonomy.ids[place] for place in ranking.order if kept[place])


def _stems_of(beside: dict[str, Tokens]) -> set[str]:
    return {stem for tokens in beside.values() for stem in tokens.stems if stem}
