"""Figures on outcomes made by hand."""

import pytest

from smartmap.training.metrics import Outcome, figures

DIMENSIONS = ("economy", "living", "society")


def outcome(right: str, ranked: str, probability: float = 0.8, status: str = "suggested") -> Outcome:
    order = tuple(ranked.split())
    return Outcome(frozenset(right.split()), order, probability, status, order[:2])


FOUR = [
    outcome("economy", "economy living", 0.9),
    outcome("living", "economy living", 0.9),
    outcome("living society", "society economy", 0.3, "review"),
    outcome("living", "", 0.0, "none"),
]


def test_hits_among_the_first_and_the_first_two() -> None:
    found = figures(FOUR, DIMENSIONS)
    assert (found.n, found.hit1, found.hit2) == (4, 0.5, 0.75)


def test_clear_ones_alone() -> None:
    found = figures(FOUR, DIMENSIONS)
    assert (found.clear, found.clear_hit1) == (0.5, 0.5)


def test_plausible_sets() -> None:
    found = figures(FOUR, DIMENSIONS)
    assert (found.plausible, found.plausible_size) == (0.75, 1.5)


def test_a_dimension_counts_where_it_is_right() -> None:
    economy = figures(FOUR, DIMENSIONS).dimensions["economy"]
    assert (economy.n, economy.hit1, economy.precision) == (1, 1.0, 0.5)
    assert economy.f1 == pytest.approx(2 / 3)


def test_another_right_dimension_is_no_fault() -> None:
    living = figures(FOUR, DIMENSIONS).dimensions["living"]
    assert (living.n, living.hit1) == (3, pytest.approx(1 / 3))


def test_macro_f1_leaves_out_dimensions_without_rows() -> None:
    found = figures([outcome("economy", "economy")], DIMENSIONS)
    assert found.macro_f1 == 1.0
    assert found.dimensions["society"].n == 0


def test_calibration_error() -> None:
    sure = [outcome("economy", "economy", 0.75)] * 3 + [outcome("living", "economy", 0.75)]
    assert figures(sure, DIMENSIONS).ece == pytest.approx(0.0)
    wrong = [outcome("living", "economy", 0.95)] * 4
    assert figures(wrong, DIMENSIONS).ece == pytest.approx(0.95)


def test_floor_of_the_calibration_error() -> None:
    """Of one row at one half the error is one half however it turns out; of sure rows nothing; of many rows little."""
    assert figures([outcome("economy", "economy", 0.5)], DIMENSIONS).ece_floor == pytest.approx(0.5)
    assert figures([outcome("economy", "economy", 1.0)] * 5, DIMENSIONS).ece_floor == 0.0
    few, many = (figures([outcome("economy", "economy", 0.8)] * n, DIMENSIONS).ece_floor for n in (25, 2500))
    assert few == pytest.approx(0.064, abs=0.005)  # 0.8 of the standard deviation of a mean of 25
    assert many == pytest.approx(few / 10, rel=0.1)


def test_certainty_has_a_bin() -> None:
    assert figures([outcome("economy", "economy", 1.0)], DIMENSIONS).reliability[-1].n == 1


def test_figures_are_plain_data() -> None:
    told = figures(FOUR, DIMENSIONS).to_dict()
    assert set(told["dimensions"]) == set(DIMENSIONS)
    assert sum(bin["n"] for bin in told["reliability"]) == 4
