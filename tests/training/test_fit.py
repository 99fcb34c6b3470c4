"""From rows to weights: targets, columns, and prediction without scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

from smartmap import load_taxonomy
from smartmap.model.linear import LinearModel
from smartmap.taxonomy import OUTSIDE
from smartmap.text.tokens import Analyzer
from smartmap.training import fit
from smartmap.training.corpus import Row
from smartmap.training.matrix import build_matrix, build_space
from smartmap.training.packed import pack, unpack

LABELS = (*load_taxonomy().sub_ids, *OUTSIDE)
SETTINGS = fit.Settings()


def test_prediction_equals_scikit_learns(some: list[Row], analyzer: Analyzer) -> None:
    texts = fit.stems_of(some, analyzer)
    space = build_space(texts)
    matrix = build_matrix(texts, space, SETTINGS.letter_scale)
    classifier = fit.fit_linear(matrix, fit.targets_of(some, LABELS, SETTINGS.further_share), SETTINGS)
    model = LinearModel(fit.export(classifier, space, LABELS, SETTINGS))
    unseen = [["xqzv"], ["bank", "sampah", "", "xqzv"], ["e-", "retribusi"] * 3]
    both = build_matrix([*texts, *unseen], space, SETTINGS.letter_scale)
    ours = np.array([model.scores(stems) for stems in (*texts, *unseen)])
    assert np.abs(ours[:, classifier.classes_] - classifier.decision_function(both)).max() < 1e-9


def test_targets_are_shares(rows: list[Row]) -> None:
    targets = fit.targets_of(rows, LABELS, 0.3)
    assert targets.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    place = next(place for place, row in enumerate(rows) if row.further)
    assert targets[place, LABELS.index(rows[place].primary)] == pytest.approx(1 / 1.3)


def test_further_labels_share_what_they_get_together(rows: list[Row]) -> None:
    row = rows[0]._replace(primary="none", further=("living.health", "support"))
    (target,) = fit.targets_of([row], LABELS, 0.5)
    assert target[LABELS.index("support")] == pytest.approx(0.25 / 1.5)


def test_the_space_keeps_what_returns() -> None:
    space = build_space([["kota", "desa"], ["kota", "desa"], ["kota", "", "sawah"]])
    assert space.terms == ("desa", "kota", "kota desa")
    assert space.idf["kota"] < space.idf["desa"] < space.idf["xqzv"]


def test_a_text_of_unknown_words_is_an_empty_row() -> None:
    space = build_space([["kota"], ["kota"]])
    matrix = build_matrix([["kota"], [], ["", "9"]], space, 0.5)
    assert np.diff(matrix.indptr).tolist()[1:] == [0, 0]
    assert matrix.shape == (3, len(space.terms) + len(space.grams))


def test_packing_weights_loses_no_bit(rows: list[Row], analyzer: Analyzer) -> None:
    texts = fit.stems_of(rows, analyzer)
    space = build_space(texts)
    targets = fit.targets_of(rows, LABELS, 0.3)
    weights = fit.export(fit.fit_linear(build_matrix(texts, space, 0.5), targets, SETTINGS), space, LABELS, SETTINGS)
    again = unpack(pack(weights))
    assert (again.terms, again.grams) == (weights.terms, weights.grams)
    assert again.term_weights.tobytes() == weights.term_weights.tobytes()
    assert again.gram_weights.tobytes() == weights.gram_weights.tobytes()
