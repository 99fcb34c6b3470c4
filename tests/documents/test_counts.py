"""Missions and offices are counted however they are written."""

from __future__ import annotations

from tests.documents.conftest import result_of

from smartmap.documents.counts import Counts
from smartmap.records import Programme


def counted(*items: Programme) -> Counts:
    counts = Counts()
    for item in items:
        counts.add(result_of(item))
    return counts


def served(*missions: str) -> Programme:
    return Programme("Program", opd="Dinas A", parents=tuple(("misi", text) for text in missions))


def test_spellings_of_a_mission_are_one() -> None:
    counts = counted(
        served("Melestarikan budaya"), served("Misi 6 : Melestarikan  Budaya"), served("MISI 6. MELESTARIKAN BUDAYA")
    )
    assert [(name, dict(number)) for _, name, number in counts.misi.rows()] == [
        ("Misi 6 : Melestarikan Budaya", {"society": 3})
    ]


def test_a_programme_counts_once_for_each_of_its_missions() -> None:
    counts = counted(served("Misi 1: A", "Misi 2: B", "Misi 1: A"), Programme("Misi 2: B", level="misi"))
    assert [(name, number.total()) for _, name, number in counts.misi.rows()] == [("Misi 1: A", 1), ("Misi 2: B", 2)]
    assert counts.total == 2


def test_order_by_number_then_as_in_the_plan_and_none_last() -> None:
    counts = counted(*map(served, ("", "Misi 10: J", "Zaman baru", "Misi II: B", "Adil")))
    names = [name for _, name, _ in counts.misi.rows()]
    assert names == ["Misi II: B", "Misi 10: J", "Zaman baru", "Adil", ""]


def test_offices_by_name_and_those_without_are_no_measure() -> None:
    counts = counted(*(Programme("x", opd=opd) for opd in ("Dinas B", "", "", "DINAS B", "Dinas A")))
    assert [name for _, name, _ in counts.opd.rows()] == ["Dinas A", "Dinas B", ""]
    assert counts.opd.most == 2
