"""Many models at once: folds, processes, and where each starts."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from smartmap import load_taxonomy
from smartmap.taxonomy import OUTSIDE
from smartmap.text.tokens import Analyzer
from smartmap.training import fit, folds
from smartmap.training.corpus import Row
from smartmap.training.folds import Fold
from smartmap.training.matrix import build_matrix, build_space

LABELS = (*load_taxonomy().sub_ids, *OUTSIDE)
SETTINGS = fit.Settings()


def test_no_family_is_parted(some: list[Row], rows: list[Row]) -> None:
    for sample in (rows, [row._replace(family=row.family[:4]) for row in some]):
        settings = replace(SETTINGS, folds=3)
        tested: list[int] = []
        for train, test in folds.folds_of(sample, settings):
            assert not {sample[place].family for place in train} & {sample[place].family for place in test}
            tested += test.tolist()
        assert sorted(tested) == list(range(len(sample)))


def test_folds_follow_the_seed(rows: list[Row]) -> None:
    first, again, other = (
        [test.tolist() for _, test in folds.folds_of(rows, replace(SETTINGS, folds=3, seed=seed))] for seed in (1, 1, 2)
    )
    assert first == again != other


def chains_of(rows: list[Row], analyzer: Analyzer) -> list[list[Fold]]:
    """Two folds each, of which the second knows more."""
    texts = fit.stems_of(rows, analyzer)
    targets = csr_matrix(fit.targets_of(rows, LABELS, 0.3))
    return [[Fold(texts[cut:known], targets[cut:known], texts[:cut]) for known in (-9, None)] for cut in (10, 20, 30)]


def test_several_processes_score_as_one(rows: list[Row], analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    chains = chains_of(rows, analyzer)
    alone = folds.score_chains(chains, LABELS, SETTINGS)
    monkeypatch.setattr(folds, "_WORTH_A_PROCESS", 0)
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "2")
    together = folds.score_chains(chains, LABELS, SETTINGS)
    for one, other in zip(chain.from_iterable(alone), chain.from_iterable(together), strict=True):
        assert one.scores.tobytes() == other.scores.tobytes()
        assert one.weights.terms == other.weights.terms


def test_where_a_fold_starts_says_little_about_where_it_ends(some: list[Row], analyzer: Analyzer) -> None:
    (chained,) = folds.score_chains(chains_of(some, analyzer)[:1], LABELS, SETTINGS)
    ((alone,),) = folds.score_chains([chains_of(some, analyzer)[0][1:]], LABELS, SETTINGS)
    assert chained[0].weights.terms != chained[1].weights.terms == alone.weights.terms
    assert np.abs(chained[1].scores - alone.scores).max() < 0.1 * np.abs(alone.scores).max()


def test_a_model_starts_where_another_ended(some: list[Row], analyzer: Analyzer) -> None:
    texts = fit.stems_of(some, analyzer)
    space = build_space(texts)
    matrix, targets = build_matrix(texts, space, 0.5), fit.targets_of(some, LABELS, 0.3)
    first = fit.fit_linear(matrix, targets, SETTINGS)
    weights = fit.export(first, space, LABELS, SETTINGS)
    again = fit.fit_linear(matrix, targets, SETTINGS, folds._start(weights, space))
    assert (first.n_iter_[0] > 1, again.n_iter_[0]) == (True, 0)
