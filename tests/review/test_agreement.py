"""Agreement equals what the reference libraries say."""

import random

import krippendorff
import numpy as np
import pytest
from nltk.metrics import AnnotationTask, masi_distance
from sklearn.metrics import cohen_kappa_score

from smartmap.review import Review
from smartmap.review.measures import alpha, kappa, masi
from smartmap.store import Store
from store.builder import Desk

DIMENSIONS = ["governance", "living", "economy", "society"]


def some_units(n: int, people: int) -> list[list[frozenset[str]]]:
    dice = random.Random(7)
    units = []
    for _ in range(n):
        first = frozenset(dice.sample(DIMENSIONS, dice.choice([1, 1, 2])))
        others = [first if dice.random() < 0.6 else frozenset(dice.sample(DIMENSIONS, 1)) for _ in range(people - 1)]
        units.append([first, *others])
    return units


def test_masi_is_nltks() -> None:
    for left, right, *_ in some_units(60, 2):
        assert masi(left, right) == pytest.approx(masi_distance(set(left), set(right)))


def test_alpha_is_nltks_and_krippendorffs() -> None:
    units = some_units(80, 3)
    data = [(str(who), str(place), labels) for place, unit in enumerate(units) for who, labels in enumerate(unit)]
    assert alpha(units).value == pytest.approx(AnnotationTask(data=data, distance=masi).alpha())
    ragged = [unit[: 1 + place % 3] for place, unit in enumerate(units)]
    domain = sorted({labels for unit in ragged for labels in unit}, key=sorted)
    counts = np.array([[unit.count(labels) for labels in domain] for unit in ragged])
    table = np.array([[masi(a, b) for b in domain] for a in domain])

    def distance(v1, v2, i1, i2, n_v, dtype=np.float64):  # type: ignore[no-untyped-def]
        return table[i1, i2]

    expected = krippendorff.alpha(value_counts=counts, level_of_measurement=distance)
    assert alpha(ragged).value == pytest.approx(expected)


def test_kappa_is_scikit_learns_within_its_interval() -> None:
    units = some_units(200, 2)
    left, right = ([min(unit[side]) for unit in units] for side in (0, 1))
    found = kappa(left, right)
    assert found.value == pytest.approx(cohen_kappa_score(left, right))
    assert found.low < found.value < found.high  # type: ignore[operator]


def test_nothing_to_compare_is_none_and_no_number() -> None:
    assert (kappa([], []).value, kappa(["a"], ["a"]).value, alpha([[frozenset("a")]]).value) == (None, None, None)


def test_disputes_show_both_sides_reasons(store: Store) -> None:
    desk = Desk(store, tuple(f"Program {n}" for n in range(4)))
    for place in range(3):
        desk.say(desk.rina, "living.health", place)
        desk.say(desk.budi, "living.health", place)
    desk.say(desk.rina, "living.health", 3, reason="layanan")
    desk.say(desk.budi, "environment.waste", 3, reason="limbah medis")
    desk.say(desk.lead, "living.health", 3)
    found = Review(store).agreement(desk.mapping)
    (dispute,) = found.disputes
    assert dispute.answers == (
        ("Rina", ("living.health",), "layanan"),
        ("Budi", ("environment.waste",), "limbah medis"),
    )
    assert set(found.pairs) == {("budi", "rina")}
    assert found.pairs["budi", "rina"] == kappa(["living"] * 3 + ["environment"], ["living"] * 4)
    assert found.dimensions["environment"].n == 4
    assert found.alpha.n == 4
