"""The classifier keeps scikit-learn's contract and learns what its users label."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import estimator_checks_generator
from sklearn.utils.validation import check_is_fitted, validate_data

import smartmap
from smartmap import Programme, SmartmapClassifier, TextError

TOPICS = {
    "environment": ["sampah", "limbah", "kompos", "daur ulang", "udara", "sungai"],
    "living": ["posyandu", "puskesmas", "ambulans", "imunisasi", "ibu hamil", "trotoar"],
    "economy": ["pasar", "koperasi", "UMKM", "retribusi", "QRIS", "industri"],
}
TEXTS = [f"{verb} {word}" for words in TOPICS.values() for word in words for verb in ("Layanan", "Peningkatan")]
LABELS = [label for label, words in TOPICS.items() for _ in words for _ in range(2)]


class OnNumbers(SmartmapClassifier):
    """Reads numbers as words, so that scikit-learn's own checks, which send numbers, can be run."""

    def fit(self, X: Any, y: Any) -> OnNumbers:
        X, y = validate_data(self, X, y, dtype="numeric")
        return super().fit(self._words(X), y)

    def _scores(self, X: Any) -> Any:
        check_is_fitted(self)
        return super()._scores(self._words(validate_data(self, X, reset=False, dtype="numeric")))

    @staticmethod
    def _words(X: Any) -> list[str]:
        letter = "zyxwvutsrqponmlkjihg"  # numbers from -5 to 4.5 in halves
        return [
            " ".join(
                chr(97 + place) + letter[min(19, max(0, round(value * 2) + 10))] for place, value in enumerate(row)
            )
            for row in X
        ]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.one_d_array, tags.input_tags.string = True, False, False
        return tags


@pytest.mark.parametrize(
    "check",
    [check for _, check in estimator_checks_generator(OnNumbers(rules=None, folds=1), mark=None)],
    ids=lambda check: getattr(check, "func", check).__name__,
)
def test_it_keeps_scikit_learns_contract(check: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(OnNumbers(rules=None, folds=1))


@pytest.fixture(scope="module")
def fitted() -> SmartmapClassifier:
    return SmartmapClassifier(folds=3).fit(TEXTS, LABELS)


def test_it_learns_and_gives_probabilities(fitted: SmartmapClassifier) -> None:
    assert fitted.classes_.tolist() == ["economy", "environment", "living"]
    assert fitted.score(TEXTS, LABELS) > 0.95
    chances = fitted.predict_proba(["Pengelolaan sampah", "xyz"])
    assert chances.sum(axis=1) == pytest.approx([1, 1])
    assert chances[0, 1] > 0.8


def test_rules_speak_for_words_that_training_never_saw(fitted: SmartmapClassifier) -> None:
    unseen, right = ["Pemeriksaan balita stunting", "Penerapan energi terbarukan TPST"], ["living", "environment"]
    with_rules = fitted.predict_proba(unseen)
    without = SmartmapClassifier(folds=3, rules=None).fit(TEXTS, LABELS).predict_proba(unseen)
    columns = [["economy", "environment", "living"].index(label) for label in right]
    assert (with_rules[range(2), columns] > without[range(2), columns]).all()


@pytest.mark.parametrize("names", [{"economy": "Smart Economy", "living": "SL"}, {"economy": "kelas 1", "living": 2}])
def test_classes_keep_the_names_their_users_gave(names: dict[str, Any]) -> None:
    labels = [str(names.get(label, label)) for label in LABELS]
    found = SmartmapClassifier(folds=2).fit(TEXTS, labels)
    assert set(found.predict(TEXTS)) <= set(labels)
    assert found.score(TEXTS, labels) > 0.9


def test_sub_dimensions_and_two_classes_are_labels_too() -> None:
    labels = ["environment.waste" if label == "environment" else "economy.transaction" for label in LABELS]
    found = SmartmapClassifier(folds=2).fit(TEXTS, labels)
    assert found.decision_function(TEXTS).shape == (len(TEXTS),)
    assert found.predict(["Bank sampah"]).tolist() == ["environment.waste"]


def test_it_works_in_pipelines_grids_and_tables() -> None:
    table = pd.DataFrame({"opd": ["Dinas"] * len(TEXTS), "Program": TEXTS})
    lower = FunctionTransformer(lambda column: column.map(str.lower), feature_names_out="one-to-one")
    pipeline = make_pipeline(make_column_transformer((lower, ["Program"])), SmartmapClassifier(folds=2))
    assert pipeline.fit(table, LABELS).score(table, LABELS) > 0.9
    grid = GridSearchCV(SmartmapClassifier(folds=2), {"rules": ["shipped", None]}, cv=2).fit(TEXTS, LABELS)
    assert grid.best_params_ == {"rules": "shipped"}


def test_pretrained_answers_without_training(suggester: smartmap.Suggester) -> None:
    found = SmartmapClassifier.pretrained()
    texts = ["Pengelolaan sampah terpadu", Programme("Posyandu keliling", opd="Dinas Kesehatan"), "Daftar isi"]
    assert found.predict(texts).tolist() == ["environment", "living", "none"]
    chances = found.predict_proba(texts)
    first = suggester.suggest(texts[1]).first
    assert first is not None
    assert chances[1].max() == pytest.approx(first.probability, abs=1e-6)
    assert found.predict(["Penyediaan gaji dan tunjangan ASN"]).tolist() == ["support"]
    assert cross_val_score(found, TEXTS, LABELS, cv=2).mean() > 0.7


def test_the_same_data_give_the_same_classifier_and_pickles(fitted: SmartmapClassifier) -> None:
    again = clone(fitted).fit(np.array(TEXTS), LABELS)
    assert np.array_equal(again.predict_proba(TEXTS), fitted.predict_proba(TEXTS))
    sent = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    assert np.array_equal(sent.predict_proba(TEXTS), fitted.predict_proba(TEXTS))


def test_groups_are_never_parted_and_too_few_texts_still_learn() -> None:
    one_each = SmartmapClassifier().fit(["Bank sampah", "Posyandu lansia"], ["environment", "living"])
    assert one_each.predict(["Pengolahan sampah"]).tolist() == ["environment"]
    grouped = SmartmapClassifier().fit(TEXTS, LABELS, groups=LABELS)  # held out, a class would be unknown
    assert grouped.score(TEXTS, LABELS) > 0.9


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        ("Bank sampah", ["living"]),
        ([], []),
        ([["a", "b"]], ["living"]),
        (["a", None], ["living", "economy"]),
        (["a", "b"], ["living", "living"]),
    ],
)
def test_what_cannot_be_learned_from_is_said(texts: Any, labels: Any) -> None:
    with pytest.raises(TextError):
        SmartmapClassifier().fit(texts, labels)
