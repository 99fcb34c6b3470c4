"""Many models at once, each scoring rows it never saw.

Folds never part a family: the model that scores a row never saw its topic. The scores of all folds together are what
the combination is fitted on (:mod:`smartmap.training.combine`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedGroupKFold

from smartmap.model.linear import Weights
from smartmap.training.corpus import Row
from smartmap.training.fit import Settings, coefficients, export, fit_linear, targets_of
from smartmap.training.matrix import Space, Stems, build_matrix, build_space
from smartmap.training.packed import Packed, pack, unpack

if TYPE_CHECKING:
    from smartmap.arrays import Floats, Ints


_WORTH_A_PROCESS = 30_000  # texts to fit on, over all folds


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


def folds_of(rows: Sequence[Row], settings: Settings) -> list[tuple[Ints, Ints]]:
    """Give train and test places of each fold; a family is never parted, labels are spread evenly."""
    splitter = StratifiedGroupKFold(n_splits=settings.folds, shuffle=True, random_state=settings.seed)
    labels = [row.primary for row in rows]
    families = [row.family for row in rows]
    return list(splitter.split(np.zeros(len(rows)), labels, families))


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
    found = score_chains([[fold] for fold in _folds(splits, texts, targets)], labels, settings)
    return HeldOut(_gathered(splits, list(chain.from_iterable(found))), rules, targets)


def fit_whole(
    rows: Sequence[Row], texts: Sequence[Stems], rules: csr_matrix[Any], labels: Sequence[str], settings: Settings
) -> tuple[HeldOut, Weights]:
    """Score every row by a model trained without its family, and fit the model of all rows beside the others."""
    targets = targets_of(rows, labels, settings.further_share)
    splits = folds_of(rows, settings)
    folds = [*_folds(splits, texts, targets), Fold(list(texts), csr_matrix(targets), [])]
    *found, whole = chain.from_iterable(score_chains([[fold] for fold in folds], labels, settings))
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


def score_chains(chains: Sequence[Sequence[Fold]], labels: Sequence[str], settings: Settings) -> list[list[Scored]]:
    """Fit and score folds, several chains at a time on several cores; how many changes nothing in the result.

    Each fold of a chain starts from the weights of the one before, which must have seen nothing that it scores: where
    most texts are the same this takes a third of the steps. This process takes its share of chains: one that only
    waited would hold its memory beside those that work.
    """
    from joblib import cpu_count
    from joblib.externals.loky import get_reusable_executor

    # A process costs seconds to start: not worth it for a corpus that fits in less.
    small = sum(len(fold.known) for fold in chain.from_iterable(chains)) < _WORTH_A_PROCESS
    jobs = 1 if small else min(len(chains), cpu_count())
    if jobs == 1:
        return [_score_chain(folds, labels, settings) for folds in chains]
    others = get_reusable_executor(max_workers=jobs - 1)
    asked = [
        others.submit(_score_chain, folds, labels, settings) if place % jobs else None
        for place, folds in enumerate(chains)
    ]
    found = [
        _score_chain(folds, labels, settings) if future is None else future
        for folds, future in zip(chains, asked, strict=True)
    ]
    results = [item if isinstance(item, list) else item.result() for item in found]
    others.shutdown(wait=True)  # idle processes would keep their memory for minutes
    return results


def _score_chain(folds: Sequence[Fold], labels: Sequence[str], settings: Settings) -> list[Scored]:
    found: list[Scored] = []
    for fold in folds:
        found.append(_score_fold(fold, labels, settings, found[-1].weights if found else None))
    return found


def _score_fold(fold: Fold, labels: Sequence[str], settings: Settings, before: Packed | None) -> Scored:
    space = build_space(fold.known)
    start = _start(unpack(before), space) if before is not None else None
    # The matrix has no name here, so that fitting can let it go.
    targets = fold.targets.toarray()
    classifier = fit_linear(build_matrix(fold.known, space, settings.letter_scale), targets, settings, start)
    scores = np.zeros((len(fold.unknown), len(labels)))
    unknown = build_matrix(fold.unknown, space, settings.letter_scale)
    scores[:, classifier.classes_] = unknown @ coefficients(classifier)[0].T
    return Scored(scores, pack(export(classifier, space, labels, settings)))


def _start(weights: Weights, space: Space) -> tuple[Floats, Floats]:
    """Give the weights of a model in the columns of another, 0 for those it lacks; shape (n_labels, n_columns)."""
    parts = ((weights.terms, weights.term_weights, space.terms), (weights.grams, weights.gram_weights, space.grams))
    found = []
    for names, table, wanted in parts:
        place = {name: at for at, name in enumerate(names)}
        padded = np.vstack([table, np.zeros(table.shape[1])])  # the last row is for names it lacks
        found.append(padded[[place.get(name, -1) for name in wanted]].T)
    return np.hstack(found), weights.intercept
