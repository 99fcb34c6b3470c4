"""Scoring by exported weights, and the plausible set."""

import numpy as np
import pytest

from smartmap.model.combination import Combination, plausible, plausible_scores, rules_alone
from smartmap.model.features import letters, pairs
from smartmap.model.linear import LinearModel, Weights
from smartmap.model.rows import Rows

IDF = 2.0


def model(**terms: list[float]) -> LinearModel:
    """A model of two labels without letters."""
    names = tuple(term.replace("_", " ") for term in terms)
    return LinearModel(
        Weights(
            ("a", "b"), names, (), np.full(len(names), IDF), 3.0, np.array(list(terms.values())), np.zeros((0, 2)),
            np.array([0.5, -0.5]), 0.5,
        )
    )  # fmt: skip


def test_without_words_the_intercept_remains() -> None:
    assert model(kota=[1.0, 0.0]).scores([]).tolist() == [0.5, -0.5]
    assert model(kota=[1.0, 0.0]).scores(["", ""]).tolist() == [0.5, -0.5]


def test_one_known_word_counts_whole() -> None:
    assert model(kota=[1.0, 0.0]).scores(["kota"]).tolist() == [1.5, -0.5]


def test_unknown_words_take_their_share() -> None:
    score = model(kota=[1.0, 0.0]).scores(["kota", "xqzv"])[0]
    assert score == pytest.approx(0.5 + IDF / (IDF**2 + 3.0**2) ** 0.5)


def test_a_pair_counts_for_neighbours_alone() -> None:
    made = model(kota=[0.0, 0.0], desa=[0.0, 0.0], kota_desa=[1.0, 0.0])
    assert made.scores(["kota", "desa"])[0] > made.scores(["desa", "kota"])[0]
    assert made.scores(["kota", "", "desa"])[0] == 0.5


def test_rows_say_where_they_come_from_and_add_up() -> None:
    made = model(kota=[1.0, 2.0], desa=[0.5, 0.0], kota_desa=[1.0, 0.0])
    rows = Rows(made, np.ones((1, 2)), ["rule:x"])
    words = rows.read(["kota", "desa", "kota"])
    assert [(rows.names[place], first, last) for place, first, last in zip(*words[:3], strict=True)] == [
        ("model:kota", 0, 0), ("model:desa", 1, 1), ("model:kota desa", 0, 1),
    ]  # fmt: skip
    added = rows.table[words.places].sum(axis=0) / words.square**0.5
    assert (added + made.weights.intercept).tolist() == made.scores(["kota", "desa"]).tolist()
    assert rows.table[0].tolist() == [1.0, 1.0]


def test_rows_grow_and_keep_their_places() -> None:
    rows = Rows(model(kota=[1.0, 2.0]), np.zeros((0, 2)), [])
    first = rows.read(["kota"]).places
    many = [f"kata{number}" for number in range(3000)]
    rows.read(many)
    assert rows.read(["kota", *many]).places == [*first, *range(1, 3001)]
    assert rows.table[first].tolist() == [[2.0, 4.0]]


def test_an_unknown_word_speaks_by_its_letters() -> None:
    grams = tuple(letters("sampah"))
    made = LinearModel(
        Weights(("a",), (), grams, np.zeros(0), 1.0, np.zeros((0, 1)), np.ones((len(grams), 1)), np.zeros(1), 0.5)
    )
    assert made.scores(["sampah"])[0] > made.scores(["sampang"])[0] > made.scores(["kota"])[0] == 0.0
    assert not made.knows("sampah")


def test_letters_of_a_short_word() -> None:
    assert letters("a") == ["<a>"]
    assert letters("") == []


def test_pairs_do_not_cross_a_break() -> None:
    assert pairs(["a", "b", "", "c", "d"]) == ["a b", "c d"]


def test_the_first_dimension_is_always_plausible() -> None:
    assert plausible([0.1, 0.9], 0.0) == [False, True]


def test_a_larger_share_only_adds_to_the_plausible_set() -> None:
    chances = [0.4, 0.1, 0.3, 0.15, 0.05]
    sizes = [sum(plausible(chances, share)) for share in (0.0, 0.3, 0.6, 0.9, 1.5, 3.0)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 5


def test_plausible_scores_rise_with_the_rank() -> None:
    scores = plausible_scores([0.4, 0.1, 0.3, 0.15, 0.05])
    assert scores[0] == 0.0
    assert scores[0] < scores[2] < scores[3] < scores[1] < scores[4]


def test_without_rules_nothing_is_suggested() -> None:
    made = rules_alone(18)
    assert isinstance(made, Combination)
    assert int(made.bias.argmax()) == 19
    assert made.text == 0.0
