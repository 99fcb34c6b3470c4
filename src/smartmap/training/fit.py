"""Training the linear model: from corpus rows to weights.

1. texts to a sparse matrix; a row with further labels counts as a little of each
2. held-out scores: folds never part a family, and the model that scores a row never saw its topic
3. the combination is fitted on the held-out scores (:mod:`smartmap.training.combine`)
4. the model itself is fitted on everything
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits

from smartmap.model.linear import Weights
from smartmap.rules import Matcher
from smartmap.text.tokens import Analyzer
from smartmap.training.corpus import Row
from smartmap.training.matrix import Space, Stems, build_matrix, build_space
from smartmap.training.packed import Packed, pack, unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_WORTH_A_PROCESS = 30_000  # texts to fit on, over all folds


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

    strength: float = 5.0
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
    outside_weight: float = 1.5
    coverage: float = 0.9
    clear_precision: float = 0.94
    clear_from: float = 0.607
    local: float = 0.08
    local_contested: float = 0.45


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

    def take(self, places: Sequence[int]) -> HeldOut:
        """Give some of the rows."""
        return HeldOut(self.scores[places], self.rules[places], self.targets[places])

    def weigh(self, weights: Sequence[float]) -> HeldOut:
        """Give the rows with targets that sum to a weight each."""
        return HeldOut(self.scores, self.rules, self.targets * np.asarray(weights)[:, None])


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
    """Fit the logistic regression over all labels at once; labels count alike however many rows they have.

    Its weights are of single precision.
    """
    rows, columns = np.nonzero(targets)
    shares = targets[rows, columns]
    totals = targets.sum(axis=0)
    shares = shares * (totals.sum() / (np.count_nonzero(totals) * np.maximum(totals, 1e-9)))[columns]
    # Newton's method keeps no history of gradients: less than half of the memory that L-BFGS takes, and less time.
    classifier = LogisticRegression(
        C=settings.strength, solver="newton-cg", max_iter=1000, tol=1e-3, random_state=settings.seed
    )
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


class Fold(NamedTuple):
    """What one model is fitted on, and what it then scores; targets are sparse, since many folds wait at once."""

    known: list[Stems]
    targets: csr_matrix[Any]
    unknown: list[Stems]


class Scored(NamedTuple):
    """Scores of a fold's unknown texts, shape (n_unknown, n_labels), and the weights that gave them."""

    scores: Floats
    weights: Packed


def hold_out(
    rows: Sequence[Row], texts: Sequence[Stems], rules: csr_matrix[Any], labels: Sequence[str], settings: Settings
) -> HeldOut:
    """Score every row by a model trained without its family."""
    targets = targets_of(rows, labels, settings.further_share)
    splits = folds_of(rows, settings)
    return HeldOut(_gathered(splits, score_folds(_folds(splits, texts, targets), labels, settings)), rules, targets)


def fit_whole(
    rows: Sequence[Row], texts: Sequence[Stems], rules: csr_matrix[Any], labels: Sequence[str], settings: Settings
) -> tuple[HeldOut, Weights]:
    """Score every row by a model trained without its family, and fit the model of all rows beside the others."""
    targets = targets_of(rows, labels, settings.further_share)
    splits = folds_of(rows, settings)
    everything = Fold(list(texts), csr_matrix(targets), [])
    *found, whole = score_folds([*_folds(splits, texts, targets), everything], labels, settings)
    return HeldOut(_gathered(splits, found), rules, targets), unpack(whole.weights)


def _folds(splits: Sequence[tuple[Ints, Ints]], texts: Sequence[Stems], targets: Floats) -> list[Fold]:
    return [
        Fold([texts[at] for at in train], csr_matrix(targets[train]), [texts[at] for at in test])
        for train, test in splits
    ]


def _gathered(splits: Sequence[tuple[Ints, Ints]], found: Sequence[Scored]) -> Floats:
    """Put the scores of the folds where their rows stand."""
    scores = np.zeros((sum(len(test) for _, test in splits), found[0].scores.shape[1]))
    for (_, test), scored in zip(splits, found, strict=True):
        scores[test] = scored.scores
    return scores


def score_folds(folds: Sequence[Fold], labels: Sequence[str], settings: Settings) -> list[Scored]:
    """Fit and score each fold, several at a time on several cores; how many changes nothing in the result.

    This process takes its share: one that only waited would hold its memory beside those that work.
    """
    from joblib import cpu_count
    from joblib.externals.loky import get_reusable_executor

    # A process costs seconds to start: not worth it for a corpus that fits in less.
    small = sum(len(fold.known) for fold in folds) < _WORTH_A_PROCESS
    jobs = 1 if small else min(len(folds), cpu_count())
    if jobs == 1:
        return [_score_fold(fold, labels, settings) for fold in folds]
    others = get_reusable_executor(max_workers=jobs - 1)
    asked = [
        others.submit(_score_fold, fold, labels, settings) if place % jobs else None for place, fold in enumerate(folds)
    ]
    found = [
        _score_fold(fold, labels, settings) if future is None else future
        for fold, future in zip(folds, asked, strict=True)
    ]
    results = [item if isinstance(item, Scored) else item.result() for item in found]
    others.shutdown(wait=True)  # idle processes would keep their memory for minutes
    return results


def _score_fold(fold: Fold, labels: Sequence[str], settings: Settings) -> Scored:
    space = build_space(fold.known)
    classifier = fit_linear(build_matrix(fold.known, space, settings.letter_scale), fold.targets.toarray(), settings)
    scores = np.zeros((len(fold.unknown), len(labels)))
    unknown = build_matrix(fold.unknown, space, settings.letter_scale)
    scores[:, classifier.classes_] = unknown @ coefficients(classifier)[0].T
    return Scored(scores, pack(export(classifier, space, labels, settings)))


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
