"""Training: from corpus rows to weights and a calibrated combination.

1. texts to a sparse matrix; a row with further labels counts as a little of each
2. held-out scores: folds never part a family, and the model that scores a row never saw its topic
3. the combination (scales, biases, a factor per rule) is fitted on the held-out scores, so its probabilities are honest
4. thresholds are read off the held-out probabilities: the plausible set's mass, and when a suggestion is clear
5. the model itself is fitted once more on everything
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from smartmap.model.combination import Combination
from smartmap.model.linear import Weights
from smartmap.rules import Matcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.text.tokens import Analyzer
from smartmap.training.corpus import Row
from smartmap.training.matrix import Space, Stems, build_matrix, build_space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """Choices of training, each made by cross-validation grouped by family (docs/explanation/accuracy.md).

    Parameters
    ----------
    strength : float
        Inverse regularisation of the logistic regression (scikit-learn's ``C``).
    letter_scale : float
        Weight of a word's letters beside its stem.
    further_share : float
        How much of a row all its further labels together get, against 1 for the primary label.
    folds : int
    seed : int
    coverage : float
        Share of texts whose right dimension lies in the plausible set.
    clear_precision : float
        Share of right first suggestions wanted among those with status ``suggested``.
    """

    strength: float = 5.0
    letter_scale: float = 0.5
    further_share: float = 0.3
    folds: int = 5
    seed: int = 20261124
    coverage: float = 0.9
    clear_precision: float = 0.9


@dataclass(frozen=True)
class HeldOut:
    """Scores of every row by a model that never saw the row's family.

    Parameters
    ----------
    scores : array, shape (n_rows, n_labels)
        Of the text model, intercept left out.
    rules : csr_matrix, shape (n_rows, n_rules)
        1 where a rule fires.
    targets : array, shape (n_rows, n_labels)
        Shares of labels; each row sums to 1.
    """

    scores: Floats
    rules: csr_matrix[Any]
    targets: Floats


def targets_of(rows: Sequence[Row], labels: Sequence[str], further_share: float) -> Floats:
    """Give each row's labels as shares that sum to 1.

    Returns
    -------
    array of float, shape (n_rows, n_labels)
    """
    column = {label: place for place, label in enumerate(labels)}
    shares = np.zeros((len(rows), len(labels)))
    for place, row in enumerate(rows):
        shares[place, column[row.primary]] += 1.0
        for label in row.further:
            shares[place, column[label]] += further_share / len(row.further)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def fit_linear(matrix: csr_matrix[Any], targets: Floats, settings: Settings) -> LogisticRegression:
    """Fit the logistic regression over all labels at once; labels count alike however many rows they have."""
    rows, columns = np.nonzero(targets)
    shares = targets[rows, columns]
    totals = targets.sum(axis=0)
    shares = shares * (totals.sum() / (np.count_nonzero(totals) * np.maximum(totals, 1e-9)))[columns]
    classifier = LogisticRegression(C=settings.strength, max_iter=1000, tol=1e-4, random_state=settings.seed)
    classifier.fit(matrix[rows], columns, sample_weight=shares)
    return classifier


def folds_of(rows: Sequence[Row], settings: Settings) -> list[tuple[Ints, Ints]]:
    """Give train and test places of each fold; a family is never parted, labels are spread evenly."""
    splitter = StratifiedGroupKFold(n_splits=settings.folds, shuffle=True, random_state=settings.seed)
    labels = [row.primary for row in rows]
    families = [row.family for row in rows]
    return list(splitter.split(np.zeros(len(rows)), labels, families))


def stems_of(rows: Sequence[Row], analyzer: Analyzer) -> list[Stems]:
    """Give the stems of each row's text."""
    return [analyzer.analyze(row.text).stems for row in rows]


def fired(rows: Sequence[Row], matcher: Matcher, analyzer: Analyzer) -> csr_matrix[Any]:
    """Give which rules fire on which rows.

    Returns
    -------
    csr_matrix of float, shape (n_rows, n_rules)
    """
    indices: list[int] = []
    indptr = [0]
    for row in rows:
        indices += sorted({hit.rule for hit in matcher.match(analyzer.analyze(row.text))})
        indptr.append(len(indices))
    return csr_matrix(
        (np.ones(len(indices)), np.array(indices, dtype=np.int32), np.array(indptr, dtype=np.int32)),
        shape=(len(rows), len(matcher.rules)),
    )


def hold_out(
    rows: Sequence[Row], texts: Sequence[Stems], rules: csr_matrix[Any], labels: Sequence[str], settings: Settings
) -> HeldOut:
    """Score every row by a model trained without its family."""
    targets = targets_of(rows, labels, settings.further_share)
    scores = np.zeros_like(targets)
    for train, test in folds_of(rows, settings):
        space = build_space([texts[place] for place in train])
        known = build_matrix([texts[place] for place in train], space, settings.letter_scale)
        classifier = fit_linear(known, targets[train], settings)
        unknown = build_matrix([texts[place] for place in test], space, settings.letter_scale)
        scores[np.ix_(test, classifier.classes_)] = unknown @ classifier.coef_.T
    return HeldOut(scores, rules, targets)


def votes_of(matcher: Matcher, labels: Sequence[str]) -> Floats:
    """Give each rule's weight on each label, as its file says.

    Returns
    -------
    array of float, shape (n_rules, n_labels)
    """
    column = {label: place for place, label in enumerate(labels)}
    votes = np.zeros((len(matcher.rules), len(labels)))
    for place, rule in enumerate(matcher.rules):
        for label, weight in rule.votes.items():
            votes[place, column[label]] = weight
    return votes


def fit_combination(
    held_out: HeldOut, votes: Floats, *, rule_pull: float = 3.0, bias_pull: float = 0.02
) -> Combination:
    """Fit text scale, rule scale, a factor per rule, and biases on held-out scores.

    Minimises the cross-entropy with a pull of the factors towards 1 (as strong as `rule_pull` texts) and of the biases
    towards 0. All scales and factors are kept from being negative, so a rule never speaks against its own label.
    """
    n_rows, n_labels = held_out.targets.shape
    n_rules = votes.shape[0]
    bounds = [(0.0, None), (0.0, None), *[(0.0, 3.0)] * n_rules, *[(None, None)] * n_labels]

    def loss(parameters: Floats) -> tuple[float, Floats]:
        text, scale, factors, bias = (
            parameters[0],
            parameters[1],
            parameters[2 : 2 + n_rules],
            parameters[2 + n_rules :],
        )
        by_rule = votes * factors[:, None]
        from_rules = held_out.rules @ by_rule
        scores = bias + text * held_out.scores + scale * from_rules
        shifted = scores - scores.max(axis=1, keepdims=True)
        chances = np.exp(shifted)
        totals = chances.sum(axis=1, keepdims=True)
        chances /= totals
        value = -float((held_out.targets * (shifted - np.log(totals))).sum())
        value += rule_pull / 2 * float(((factors - 1) ** 2).sum()) + bias_pull / 2 * n_rows * float((bias**2).mean())
        slope = chances - held_out.targets
        by_hit = held_out.rules.T @ slope  # what each rule's hits add up to, label by label
        gradient = np.concatenate(
            [
                [float((slope * held_out.scores).sum()), float((slope * from_rules).sum())],
                scale * (by_hit * votes).sum(axis=1) + rule_pull * (factors - 1),
                slope.sum(axis=0) + bias_pull * n_rows * bias / n_labels,
            ]
        )
        return value / n_rows, gradient / n_rows

    start = np.concatenate([[1.0, 0.5], np.ones(n_rules), np.zeros(n_labels)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    factors = found.x[2 : 2 + n_rules]
    return Combination(
        bias=found.x[2 + n_rules :],
        text=float(found.x[0]),
        rules=float(found.x[1]),
        rule_weights={str(place): round(float(factor), 4) for place, factor in enumerate(factors)},
    )


def combined_scores(held_out: HeldOut, votes: Floats, combination: Combination) -> Floats:
    """Give held-out scores of text and rules together, by a combination whose rule factors are keyed by place."""
    factors = np.array([combination.rule_weights[str(place)] for place in range(votes.shape[0])])
    from_rules = held_out.rules @ (votes * factors[:, None])
    return np.asarray(combination.bias + combination.text * held_out.scores + combination.rules * from_rules)


def to_outcomes(scores: Floats, taxonomy: Taxonomy) -> Floats:
    """Give probabilities of the dimensions, then ``support`` and ``none``.

    Returns
    -------
    array of float, shape (n_rows, n_dimensions + 2)
        Each row sums to 1.
    """
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = shifted / shifted.sum(axis=1, keepdims=True)
    groups = [label.partition(".")[0] for label in (*taxonomy.sub_ids, *OUTSIDE)]
    outcomes = (*taxonomy.ids, *OUTSIDE)
    table = np.zeros((len(groups), len(outcomes)))
    for place, group in enumerate(groups):
        table[place, outcomes.index(group)] = 1.0
    return np.asarray(shares @ table)


def set_thresholds(
    combination: Combination, outcomes: Floats, rows: Sequence[Row], taxonomy: Taxonomy, settings: Settings
) -> Combination:
    """Read the thresholds off held-out probabilities.

    ``plausible_share`` is the split-conformal quantile of the mass gathered until the right dimension is reached;
    ``review_below`` is the least first probability above which the wanted share of first suggestions is right.
    """
    n = len(taxonomy.ids)
    inside = [place for place, row in enumerate(rows) if row.primary not in OUTSIDE]
    chances = outcomes[inside][:, :n]
    chances = chances / chances.sum(axis=1, keepdims=True)
    order = np.argsort(-chances, axis=1)
    right = np.array([taxonomy.ids.index(rows[place].primary.partition(".")[0]) for place in inside])
    mass_before = np.array(
        [chances[i, order[i, : int(np.where(order[i] == right[i])[0][0])]].sum() for i in range(len(inside))]
    )
    level = min(1.0, settings.coverage * (1 + 1 / len(inside)))
    share = float(np.quantile(mass_before, level, method="higher"))
    accepted = [{label.partition(".")[0] for label in (rows[place].primary, *rows[place].further)} for place in inside]
    first = outcomes[inside][:, :n].max(axis=1)
    is_right = np.array([taxonomy.ids[order[i, 0]] in accepted[i] for i in range(len(inside))])
    below = 0.99
    for threshold in np.arange(0.3, 0.99, 0.01):
        chosen = first >= threshold
        if chosen.sum() >= 50 and is_right[chosen].mean() >= settings.clear_precision:
            below = float(threshold)
            break
    return replace(
        combination,
        coverage=settings.coverage,
        plausible_share=round(share, 6),
        review_below=round(below, 2),
        review_margin=0.1,
    )


def export(classifier: LogisticRegression, space: Space, labels: Sequence[str], settings: Settings) -> Weights:
    """Turn the fitted estimator into plain arrays, rounded to single precision as the folder keeps them.

    The estimator is rounded too, so that both give the same numbers.
    """
    classifier.coef_ = classifier.coef_.astype(np.float32).astype(np.float64)
    full = np.zeros((len(labels), classifier.coef_.shape[1]))
    full[classifier.classes_] = classifier.coef_
    intercept = np.zeros(len(labels))
    intercept[classifier.classes_] = classifier.intercept_
    cut = len(space.terms)
    return Weights(
        labels=tuple(labels), terms=space.terms, grams=space.grams,
        idf=np.array([space.idf[term] for term in space.terms]), unknown_idf=space.idf.unknown,
        term_weights=np.ascontiguousarray(full[:, :cut].T), gram_weights=np.ascontiguousarray(full[:, cut:].T),
        intercept=intercept, letter_scale=settings.letter_scale,
    )  # fmt: skip
