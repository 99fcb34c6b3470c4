from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartmap.memory.near import Index, Key, key_of

KEYS = st.lists(st.text("abcdef", min_size=1, max_size=1), min_size=1, max_size=6).map(tuple)


def cosine(keys: list[Key], left: Key, right: Key) -> float:
    """The definition, written down once more."""
    count = len(keys)
    idf = {stem: log((1 + count) / (1 + sum(stem in key for key in keys))) + 1 for stem in "abcdef"}
    seen = {stem for key in keys for stem in key}
    square = {stem: (idf[stem] if stem in seen else log(1 + count) + 1) ** 2 for stem in "abcdef"}
    norms = [sqrt(sum(square[stem] for stem in set(key))) for key in (left, right)]
    return sum(square[stem] for stem in set(left) & set(right)) / (norms[0] * norms[1])


@given(st.lists(KEYS, unique=True, max_size=12), KEYS, st.sampled_from([0.3, 0.6, 0.9]))
def test_near_finds_all_that_are_near_and_nothing_else(keys: list[Key], asked: Key, least: float) -> None:
    wanted = {place: cosine(keys, asked, key) for place, key in enumerate(keys)}
    found = dict(Index(keys).near(asked, least, most=99))
    assert found == pytest.approx({place: found.get(place, 0) for place in found})
    for place, value in wanted.items():
        if abs(value - least) > 1e-9:
            assert (place in found) == (value > least)
        if place in found:
            assert found[place] == pytest.approx(value)


def test_the_nearest_come_first() -> None:
    index = Index([("kelola", "sampah", "kota"), ("kelola", "sampah"), ("imunisasi", "anak")])
    assert [place for place, _ in index.near(("kelola", "sampah"), least=0.3)] == [1, 0]


def test_equal_means_the_same_stems_in_order_whether_or_not_it_calls_itself_a_programme() -> None:
    index = Index([key_of(["kelola", "", "sampah"])])
    assert index.exact(key_of(["program", "kelola", "sampah"])) == 0
    assert index.exact(key_of(["sampah", "kelola"])) is None


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).near(("sampah",)) == []
    assert Index([("sampah",)]).near(()) == []
