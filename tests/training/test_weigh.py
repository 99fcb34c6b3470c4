"""What decisions count, and that no programme stands on both sides."""

from __future__ import annotations

import numpy as np
import pytest

from smartmap import Programme, Suggester
from smartmap.training.decided import Answer
from smartmap.training.split import _groups
from smartmap.training.weigh import Example, Weighing, key_of, voices_of, weigh

TEXT = "Program Kepegawaian Daerah"  # the model in use is clear: governance
CONTESTED = "Pelayanan perizinan"
ODD = "Xqzv wrqk plmt"  # it has nothing to say


def answer(region: str, text: str, label: str, standing: str = "adviser", **more: str) -> Answer:
    return Answer(region, Programme(text, **more), label, (), standing, region)


def weighed(suggester: Suggester, answers: list[Answer], n_rows: int = 10_000) -> list[Example]:
    told = voices_of(suggester, answers)
    return weigh(answers, told, suggester, Weighing(), n_rows=n_rows, further_share=0.3)  # type: ignore[arg-type]


def weight(suggester: Suggester, *answers: Answer) -> float:
    return float(sum(item.target.sum() for item in weighed(suggester, list(answers))))


def test_a_lone_region_against_a_clear_suggestion_does_not_count(suggester: Suggester) -> None:
    assert weight(suggester, answer("a", TEXT, "environment.protection")) == 0
    assert weight(suggester, answer("a", TEXT, "governance.bureaucracy")) == pytest.approx(1)


def test_nor_does_a_lone_region_on_a_contested_topic(suggester: Suggester) -> None:
    first = suggester.suggest(CONTESTED)
    assert first.reason == "local_disagreement"
    assert weight(suggester, answer("a", CONTESTED, "branding.business")) == 0
    assert weight(suggester, answer("a", CONTESTED, first.first.sub_dimension)) == pytest.approx(1)


def test_where_the_model_had_nothing_to_say_a_region_counts_fully(suggester: Suggester) -> None:
    assert weight(suggester, answer("a", ODD, "living.mobility")) == pytest.approx(1)


def test_regions_that_agree_count_more(suggester: Suggester) -> None:
    two = weight(suggester, *(answer(region, TEXT, "environment.protection") for region in "ab"))
    assert two == pytest.approx(2 / 3)  # each a third: two voices of three
    many = weight(suggester, *(answer(region, ODD, "living.mobility") for region in "abcdefgh"))
    assert many == pytest.approx(Weighing().regions)


def test_the_same_programme_under_many_offices_speaks_once(suggester: Suggester) -> None:
    rows = [answer("a", ODD, "living.mobility", opd=f"Dinas {place}") for place in range(5)]
    assert weight(suggester, *rows) == pytest.approx(1)


def test_who_decided_counts(suggester: Suggester) -> None:
    told = [weight(suggester, answer("a", ODD, "living.mobility", who)) for who in ("adviser", "lead", "pokja")]
    assert told == pytest.approx([1.0, 0.9, 0.7])


def test_all_answers_of_a_region_stay_a_small_share(suggester: Suggester) -> None:
    rows = [answer("a", f"{ODD} {word}", "living.mobility") for word in ("abba", "cddc", "effe", "ghhg")]
    total = sum(item.target.sum() for item in weighed(suggester, rows, n_rows=100))
    assert total == pytest.approx(100 * Weighing().region_share)


def test_what_shall_not_be_mapped_is_none_or_support(suggester: Suggester) -> None:
    support = "Program Penunjang Urusan Pemerintahan Daerah"
    for text, label in ((ODD, "none"), (support, "support")):
        (example,) = weighed(suggester, [answer("a", text, "")])
        assert suggester.labels[int(example.target.argmax())] == label


def test_a_dimension_alone_gets_the_suggested_sub_dimension(suggester: Suggester) -> None:
    (example,) = weighed(suggester, [answer("a", "Pengelolaan sampah rumah tangga", "environment")])
    assert suggester.labels[int(example.target.argmax())] == "environment.waste"
    (unknown,) = weighed(suggester, [answer("a", ODD, "environment")])
    assert np.count_nonzero(unknown.target) in (1, 3)


def test_further_labels_share_what_they_get(suggester: Suggester) -> None:
    row = replace_further(answer("a", ODD, "living.mobility"), ("economy.industry",))
    (example,) = weighed(suggester, [row])
    assert example.target[suggester.labels.index("economy.industry")] == pytest.approx(0.3 / 1.3)


def replace_further(row: Answer, further: tuple[str, ...]) -> Answer:
    return row._replace(further=further)


def test_near_keys_go_together() -> None:
    rows = ["kelola air bersih desa", "kelola air bersih desa banggai", "kelola air bersih desa poso", "sekolah"]
    groups = _groups([key_of(row.split()) for row in rows])
    assert sorted(map(len, groups)) == [1, 3]


def test_short_keys_are_near_to_themselves_alone() -> None:
    assert len(_groups([key_of(row.split()) for row in ("sampah", "sampah pasar", "latih guru", "latih tani")])) == 4
