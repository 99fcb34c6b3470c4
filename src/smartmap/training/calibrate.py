"""Fitting the combination on calibration rows, and measuring it on calibration rows it was not fitted on."""

from __future__ import annotations

from dataclasses import replace

from smartmap.arrays import Floats
from smartmap.model.combination import Combination, plausible
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.training import combine, fit
from smartmap.training.corpus import Row
from smartmap.training.folds import HeldOut
from smartmap.training.metrics import Outcome
from smartmap.training.prepare import Ground, calibration_rows, fit_on, halves_of

CONTEXT_WEIGHT = 0.35
"""Weight of what stands beside a text, against its own words; see docs/explanation/accuracy.md."""


def calibrate(
    held_out: HeldOut, ground: Ground, settings: fit.Settings
) -> tuple[Combination, list[tuple[int, Outcome]]]:
    """Fit the combination and its thresholds on the calibration rows.

    Parameters
    ----------
    held_out : HeldOut
        Of every corpus row.

    Returns
    -------
    Combination
        Fitted on all calibration rows.
    list of (place, Outcome)
        Of the calibration rows inside the frame, by place in the corpus: two halves, parted by family, each answered
        with the other's fit.
    """
    rows, taxonomy = ground.rows, ground.taxonomy
    chosen = calibration_rows(rows, settings)
    contested = combine.contested_rows(held_out, ground.matcher)

    def answered(places: list[int], combination: Combination) -> Floats:
        scores = combine.combined_scores(held_out.take(places), ground.votes, combination)
        return combine.leave_to_habit(combine.to_outcomes(scores, taxonomy), contested[places], settings)

    def fitted(places: list[int]) -> Combination:
        found = fit_on(places, held_out, ground.votes, rows, settings)
        return combine.set_thresholds(
            found, answered(places, found), contested[places], [rows[place] for place in places], taxonomy, settings
        )

    told: list[tuple[int, Outcome]] = []
    for here, places in halves_of(rows, chosen):
        found = fitted(here)
        for place, chances in zip(places, answered(places, found), strict=True):
            if rows[place].primary not in OUTSIDE:
                told.append((place, held_out_outcome(rows[place], chances, taxonomy, found)))
    return fitted(chosen), told


def name_rules(combination: Combination, ground: Ground) -> Combination:
    """Key the rules' factors by id, as a model folder keeps them, and add the weight of context."""
    factors = {rule.id: combination.rule_weights[str(place)] for place, rule in enumerate(ground.matcher.rules)}
    return replace(combination, context=CONTEXT_WEIGHT * combination.text, rule_weights=factors)


def held_out_outcome(row: Row, chances: Floats, taxonomy: Taxonomy, combination: Combination) -> Outcome:
    """Set the held-out probabilities of a row inside the frame beside what is right."""
    n = len(taxonomy.ids)
    order = sorted(range(n), key=lambda place: -chances[place])
    kept = plausible(chances[:n].tolist(), combination.plausible_share)
    first = float(chances[order[0]])
    clear = first >= combination.review_below and first >= max(chances[n:])
    return Outcome(
        frozenset(label.partition(".")[0] for label in (row.primary, *row.further) if label not in OUTSIDE),
        tuple(taxonomy.ids[place] for place in order),
        first,
        "suggested" if clear else "review",
        tuple(taxonomy.ids[place] for place in order if kept[place]),
    )
