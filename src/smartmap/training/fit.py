"""Training one linear model: settings, what a row of the corpus asks for, and weights as plain arrays.

A row with further labels counts as a little of each. Many models at once, each scoring what it never saw:
:mod:`smartmap.training.folds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from smartmap.model.linear import Weights
from smartmap.rules import Matcher
from smartmap.text.tokens import Analyzer
from smartmap.training.corpus import Row
from smartmap.training.matrix import Space, Stems

if TYPE_CHECKING:
    from smartmap.arrays import Floats


@dataclass(frozen=True)
class Settings:
    """Choices of training, each made by cross-validation grouped by family (docs/explanation/accuracy.md).

    Parameters
    ----------
    strength : float
        Inverse regularisation of the logistic regression (scikit-learn's ``C``). The more rows, the smaller: the pull
        on a weight that a topic's rows hold up stays about the same.
    letter_scale : float
        Weight of a word's letters beside its stem.
    further_share : float
        How much of a row all its further labels together get, against 1 for the primary label.
    folds : int
    seed : int
    rule_pull : float
        How many texts it takes to move a rule's factor away from 1.
    calibrate_on : tuple of str
        Corpus files whose rows fit the combination: written by people who had not seen the rules, in the mixture and
        wording of real initiatives. The writers of the rules had the other files at hand, where rules look too good.
    outside_weight : float
        What a row of ``outside`` (texts that are no programme) counts beside one of those.
    coverage : float
        Share of accepted labels that lie in the plausible set.
    clear_precision : float
        Share of right first suggestions wanted among those with status ``suggested``, before local habit.
    clear_from : float
        No first suggestion less probable than this is clear, however precise those below it look. A text on a contested
        topic reaches 0.606 at most (see `local_contested`), so none of them is.
    local, local_contested : float
        Share of a probability left to local habit. An expert with the guide in hand agrees with governments on 0.60 of
        the clear texts on contested topics and on 0.88 of the others; part of the latter are texts the expert is
        unsure of, and those the scores themselves leave open.
    """

    strength: float = 3.5
    letter_scale: float = 0.5
    further_share: float = 0.3
    folds: int = 5
    seed: int = 20261124
    rule_pull: float = 10.0
    calibrate_on: tuple[str, ...] = (
        "applications", "cities", "citizens", "communities", "east", "initiatives", "innovations", "institutions",
        "islands", "java", "kalimantan_sulawesi", "livelihoods", "master_plans", "offices", "places", "short",
        "sumatra", "surroundings", "villages",
    )  # fmt: skip
    outside_weight: float = 1.0
    coverage: float = 0.9
    clear_precision: float = 0.94
    clear_from: float = 0.62
    local: float = 0.04
    local_contested: float = 0.45


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


def fit_linear(
    matrix: csr_matrix[Any], targets: Floats, settings: Settings, start: tuple[Floats, Floats] | None = None
) -> LogisticRegression:
    """Fit the logistic regression over all labels at once; labels count alike however many rows they have.

    Its weights are of single precision. `start`, weights and intercepts as :func:`coefficients` gives them, saves steps
    where they are near; it is left aside unless every label has a row.
    """
    rows, columns = np.nonzero(targets)
    shares = targets[rows, columns]
    totals = targets.sum(axis=0)
    shares = shares * (totals.sum() / (np.count_nonzero(totals) * np.maximum(totals, 1e-9)))[columns]
    # Newton's method keeps no history of gradients: less than half of the memory that L-BFGS takes, and less time.
    classifier = LogisticRegression(
        C=settings.strength, solver="newton-cg", max_iter=1000, tol=1e-3, random_state=settings.seed, warm_start=True
    )
    if start is not None and totals.all():
        classifier.coef_, classifier.intercept_ = (np.array(part, dtype=np.float32) for part in start)
    # Single precision, as the weights are kept in: a quarter of the time less, and half of the memory.
    matrix = matrix.astype(np.float32)[rows]  # under the old name, so that the old one is let go
    # Threads of the linear algebra split sums elsewhere on other machines; one thread gives the same bytes on all.
    with threadpool_limits(limits=1):
        classifier.fit(matrix, columns, sample_weight=shares)
    return classifier


def coefficients(classifier: LogisticRegression) -> tuple[Floats, Floats]:
    """Give weights and intercepts of every label; scikit-learn keeps one row where there are two labels.

    Returns
    -------
    array, shape (n_labels, n_features)
    array, shape (n_labels,)
    """
    weights, intercept = classifier.coef_, classifier.intercept_
    if len(weights) == len(classifier.classes_):
        return weights, intercept
    return np.vstack([-weights, weights]) / 2, np.concatenate([-intercept, intercept]) / 2


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


def export(classifier: LogisticRegression, space: Space, labels: Sequence[str], settings: Settings) -> Weights:
    """Turn the fitted estimator into plain arrays, rounded to single precision as the folder keeps them.

    The estimator is rounded too, so that both give the same numbers.
    """
    classifier.coef_ = classifier.coef_.astype(np.float32).astype(np.float64)
    found, base = coefficients(classifier)
    full = np.zeros((len(labels), found.shape[1]))
    full[classifier.classes_] = found
    intercept = np.zeros(len(labels))
    intercept[classifier.classes_] = base
    cut = len(space.terms)
    return Weights(
        labels=tuple(labels), terms=space.terms, grams=space.grams,
        idf=np.array([space.idf[term] for term in space.terms]), unknown_idf=space.idf.unknown,
        term_weights=np.ascontiguousarray(full[:, :cut].T), gram_weights=np.ascontiguousarray(full[:, cut:].T),
        intercept=intercept, letter_scale=settings.letter_scale,
    )  # fmt: skip
