"""What each rule is worth: how often it is right, how far it is trusted, and whether suggestions lose without it.

A rule's gain is measured by leaving it out. Every row is scored by a text model that never saw its topic and by a
combination fitted on the other half of the calibration rows; then the rule is taken away, rules that it displaced come
back, and the row is scored again. Its writers had not seen these rows (see :class:`~smartmap.training.fit.Settings`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.rules import CONTESTED
from smartmap.taxonomy import OUTSIDE
from smartmap.training import combine, fit
from smartmap.training.prepare import Prepared, calibration_rows, fit_on, halves_of, prepare

if TYPE_CHECKING:
    from smartmap.arrays import Floats
    from smartmap.model.combination import Combination
    from smartmap.training.corpus import Row

LEAST = 5  # rows below which nothing is said about help or harm
SURE = 2.0  # standard errors; at one, a sixth of five hundred rules would look harmful by chance


class Fired(NamedTuple):
    """On how many rows a rule fires, and on which share of them its label is one of the row's."""

    hits: int
    precision: float


@dataclass(frozen=True)
class RuleWorth:
    """How one rule does.

    Parameters
    ----------
    id : str
    weight : float
        As its file says.
    factor : float
        What fitting made of it: the weight in use is ``weight * factor`` times the scale of all rules.
    fitted, others : Fired
        On the calibration rows, and on those its writer had at hand.
    gain : float
        How much more log-probability (nats a row) the right labels of held-out rows have with the rule than without.
    error : float
        Standard error of the gain; infinite for a single row.
    won, lost : int
        Held-out rows whose first suggestion is right only with the rule, or only without it.
    """

    id: str
    weight: float
    factor: float
    fitted: Fired
    others: Fired
    gain: float
    error: float
    won: int
    lost: int

    @property
    def hurts(self) -> bool:
        """Whether held-out rows are better off without it, by more than two standard errors."""
        return self.fitted.hits >= LEAST and self.gain + SURE * self.error < 0

    @property
    def helps(self) -> bool:
        """Whether held-out rows are better off with it, by more than two standard errors."""
        return self.fitted.hits >= LEAST and self.gain - SURE * self.error > 0


class _Trial(NamedTuple):
    """One held-out row with and without a rule."""

    gain: float
    right_with: bool
    right_without: bool


def weigh_rules(
    corpus: str | Path,
    *,
    settings: fit.Settings | None = None,
    rules: str | Path | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> list[RuleWorth]:
    """Measure every rule on a corpus, the most harmful first.

    Parameters
    ----------
    corpus : path
    settings : Settings, optional
    rules : path, optional
        Folder of rule files; by default the shipped ones.
    progress : callable
        Told each step by name.

    Returns
    -------
    list of RuleWorth
        In order of what they add up to: gain times rows. Rules that mark topics as contested are left out.

    Raises
    ------
    CorpusError, RuleError
        If a row or a rule has a fault.
    """
    settings = settings or fit.Settings()
    prepared = prepare(corpus, settings, rules=rules, progress=progress)
    progress("train_combining")
    places = calibration_rows(prepared.rows, settings)
    whole = fit_on(places, prepared.held_out, prepared.votes, prepared.rows, settings)
    trials: dict[int, list[_Trial]] = {}
    for here, there in halves_of(prepared.rows, places):
        found = fit_on(here, prepared.held_out, prepared.votes, prepared.rows, settings)
        _leave_out(prepared, there, found, trials)
    inside = set(places)
    fired = _fired(prepared, inside), _fired(prepared, set(range(len(prepared.rows))) - inside)
    worth = [
        _worth(rule.id, rule.weight, whole.rule_weights[str(number)], fired[0][number], fired[1][number],
               trials.get(number, []))
        for number, rule in enumerate(prepared.matcher.rules) if rule.label != CONTESTED
    ]  # fmt: skip
    return sorted(worth, key=lambda item: (item.gain * item.fitted.hits, item.id))


def _worth(id: str, weight: float, factor: float, fitted: Fired, others: Fired, trials: Sequence[_Trial]) -> RuleWorth:
    gains = [item.gain for item in trials] or [0.0]
    error = float(np.std(gains, ddof=1)) / sqrt(len(gains)) if len(gains) > 1 else float("inf")
    return RuleWorth(
        id, weight, factor, fitted, others, float(np.mean(gains)), error,
        won=sum(item.right_with and not item.right_without for item in trials),
        lost=sum(item.right_without and not item.right_with for item in trials),
    )  # fmt: skip


def _fired(prepared: Prepared, places: Collection[int]) -> list[Fired]:
    """Count each rule's hits on some of the rows."""
    hits, right = [0] * len(prepared.matcher.rules), [0] * len(prepared.matcher.rules)
    table = prepared.held_out.rules
    for place in places:
        row = prepared.rows[place]
        for number in table.indices[table.indptr[place] : table.indptr[place + 1]]:
            hits[number] += 1
            right[number] += prepared.matcher.rules[number].label in (row.primary, *row.further)
    return [Fired(count, good / count if count else 0.0) for count, good in zip(hits, right, strict=True)]


def _leave_out(
    prepared: Prepared, places: Sequence[int], combination: Combination, trials: dict[int, list[_Trial]]
) -> None:
    """Score each row with all rules and without each one that fires, and add what that shows to the rule's trials."""
    factors = np.array([combination.rule_weights[str(number)] for number in range(len(prepared.votes))])
    by_rule = prepared.votes * (combination.rules * factors)[:, None]
    table = prepared.held_out.rules
    for place in places:
        fires = table.indices[table.indptr[place] : table.indptr[place + 1]]
        if not len(fires):
            continue
        row = prepared.rows[place]
        text = combination.bias + combination.text * prepared.held_out.scores[place]
        tokens = prepared.analyzer.analyze(row.text)
        loss, right = _judge(text + by_rule[fires].sum(axis=0), place, prepared)
        for number in fires:
            left = [hit.rule for hit in prepared.matcher.match(tokens, without=(number,))]
            loss_without, right_without = _judge(text + by_rule[left].sum(axis=0), place, prepared)
            trials.setdefault(int(number), []).append(_Trial(loss_without - loss, right, right_without))


def _judge(scores: Floats, place: int, prepared: Prepared) -> tuple[float, bool]:
    """Give the cross-entropy of a row's labels and whether its most probable outcome is one of them."""
    shifted = scores - scores.max()
    target = prepared.held_out.targets[place]
    loss = float(np.log(np.exp(shifted).sum()) - (target * shifted).sum() / target.sum())
    best = int(combine.to_outcomes(scores[None], prepared.taxonomy)[0].argmax())
    return loss, (*prepared.taxonomy.ids, *OUTSIDE)[best] in _groups(prepared.rows[place])


def _groups(row: Row) -> set[str]:
    return {label.partition(".")[0] for label in (row.primary, *row.further)}
