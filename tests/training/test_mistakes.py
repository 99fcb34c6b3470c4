"""Which dimension is taken for which, how silence pays, the most confident errors."""

import pytest

from smartmap import Programme, Suggester
from smartmap.training.evaluate import Case, evaluate
from smartmap.training.metrics import Outcome
from smartmap.training.mistakes import answered, confusion, worst


def outcome(right: str, said: str, probability: float = 0.5) -> Outcome:
    return Outcome(frozenset(right), tuple(said), probability, "suggested", ())


def test_a_row_counts_once_under_what_is_right() -> None:
    found = confusion([outcome("a", "a"), outcome("a", "b"), outcome("b", "")], ("a", "b"))
    assert found.tolist() == [[1, 1, 0], [0, 0, 1]]


def test_a_row_with_several_right_dimensions_is_no_confusion_where_one_was_said() -> None:
    found = confusion([outcome("ab", "b"), outcome("ab", "c")], ("a", "b", "c"))
    assert found.tolist() == [[0, 0, 0.5, 0], [0, 1, 0.5, 0], [0, 0, 0, 0]]


def test_silence_pays_where_the_less_probable_are_wrong() -> None:
    rows = [outcome("a", "a", 0.9), outcome("a", "b", 0.2), outcome("a", "a", 0.5), outcome("a", "b", 0.2)]
    assert answered(rows) == [(0.25, 1.0), (0.5, 1.0), (1.0, 0.5)]


def test_the_worst_errors_come_first_and_say_what_was_right(suggester: Suggester) -> None:
    texts = ["Pengelolaan persampahan", "Pembangunan puskesmas", "Imunisasi balita di posyandu"]
    cases = [Case(Programme(text), frozenset({"environment"}), False) for text in texts]
    found = worst(evaluate(suggester, cases).results, 5)
    assert {item.case.programme.text for item in found} == set(texts[1:])
    assert found[0].said.probability >= found[1].said.probability
    for item in found:
        dimensions = [one.dimension for one in item.result.suggestions]
        assert dimensions.index("environment") + 1 == item.rank if item.rank else "environment" not in dimensions
        assert item.chance == pytest.approx(0 if not item.rank else item.result.suggestions[item.rank - 1].probability)
