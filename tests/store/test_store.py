"""What the store gives back is what it took, on both databases."""

import gc
from pathlib import Path

import pytest

from smartmap.errors import DecisionError, StoreError, TaxonomyError
from smartmap.records import Place, Programme
from smartmap.store import Draft, Store, open_store
from store.builder import Desk, a_result


def test_a_programme_comes_back_with_all_its_columns(store: Store) -> None:
    mapping = store.new_mapping("Banggai", "2021-2026")
    programme = Programme(
        "Ambulans “Dering” 🚑", "7", "1.02.02", "program", "Dinas Kesehatan", "1.02", "sehat", "AKI",
        (("misi", "Misi 1"),), "Banggai", Place("a.xlsx", "Lembar", None, 4),
    )  # fmt: skip
    store.add_programmes(mapping, [programme])
    assert store.programmes(mapping)[0].programme == programme


def test_the_same_document_read_again_adds_nothing_and_keeps_ids(store: Store) -> None:
    mapping = store.new_mapping("Banggai", "2021-2026")
    items = [Programme("Program penunjang"), Programme("Program penunjang"), Programme("Program jalan")]
    ids = store.add_programmes(mapping, items)
    assert store.add_programmes(mapping, [Programme("Baru"), *items])[1:] == ids
    assert len(set(ids)) == 3
    assert len(store.programmes(mapping)) == 4


def test_the_same_suggestion_counts_once_and_comes_back_whole(store: Store) -> None:
    desk = Desk(store)
    result = a_result(environment__waste=0.7, living__harmony=0.2)
    first = store.add_suggestions([(desk.ids[0], result)])
    assert store.add_suggestions([(desk.ids[0], result)]) == first
    kept = store.programme(desk.ids[0])
    assert store.results([kept.suggestion])[kept.suggestion] == result
    assert (kept.label, kept.plausible) == ("environment.waste", ("environment", "living"))
    assert kept.uncertainty == pytest.approx(0.5)


def test_ids_are_readable_and_never_given_twice(store: Store) -> None:
    assert [store.new_mapping("Kab. Banggai", "2021-2026").id for _ in range(2)] == [
        "kab-banggai-2021-2026",
        "kab-banggai-2021-2026-2",
    ]
    assert [store.add_person("Siti Nur").id for _ in range(2)] == ["siti-nur", "siti-nur-2"]


def test_a_decision_keeps_who_the_person_was_then(store: Store) -> None:
    desk = Desk(store)
    decision = desk.say(desk.rina, "living.health")
    store.change_person(desk.rina.id, name="Rina S.", role="lead", opd="Bappeda")
    assert store.decision(decision.id) == decision
    assert (decision.name, decision.role, decision.opd) == ("Rina", "member", "Dinas Kesehatan")


def test_who_a_person_was_and_who_changed_it_stays(store: Store) -> None:
    desk = Desk(store)
    store.change_person(desk.rina.id, role="lead", opd="Bappeda", by=desk.admin.id)
    store.change_person(desk.rina.id, role="lead")
    first, second = store.person_changes(desk.rina.id)
    assert (first.role, first.opd, first.by) == ("member", "Dinas Kesehatan", "")
    assert (second.role, second.opd, second.by) == ("lead", "Bappeda", "admin")
    assert first.at < second.at
    assert [change.number for change in store.person_changes()] == [1, 2, 3, 4, 5, 6]
    assert store.audit().faults == ()


def test_the_same_key_counts_once_and_never_for_something_else(store: Store) -> None:
    desk = Desk(store)
    first = desk.say(desk.rina, "living.health", key="k" * 5000)
    assert desk.say(desk.rina, "living.health", key="k" * 5000) == first
    with pytest.raises(DecisionError, match="used for another"):
        desk.say(desk.rina, "economy.welfare", key="k" * 5000)
    assert len(store.decisions(desk.mapping)) == 1


def test_a_batch_is_taken_whole_or_not_at_all(store: Store) -> None:
    desk = Desk(store)
    good = Draft(desk.ids[0], desk.rina.id, "correct", "living.health")
    with pytest.raises(StoreError, match="no programme"):
        store.append(desk.mapping, [good, Draft("p-none", desk.rina.id, "not_mapped")])
    assert store.decisions(desk.mapping) == []


def test_a_programme_that_changed_meanwhile_is_refused_with_what_changed(store: Store) -> None:
    desk = Desk(store)
    revised = store.revise_programme(desk.ids[0], desk.admin.id, text="Program tiga", opd="PUPR")
    assert revised.version == 2
    with pytest.raises(DecisionError, match=r"“Program satu” → “Program tiga”.*“DLH” → “PUPR”"):
        desk.say(desk.rina, "living.health", version=1)
    assert desk.say(desk.rina, "living.health", version=2).version == 2
    assert store.changes(desk.ids[0], 1)[0] == ("text", "Program satu", "Program tiga")


def test_settling_without_having_seen_an_answer_is_refused(store: Store) -> None:
    desk = Desk(store)
    seen = desk.say(desk.rina, "living.health")
    desk.say(desk.budi, "environment.waste")
    with pytest.raises(DecisionError, match="Budi: corrected Waste"):
        desk.say(desk.lead, "living.health", seen=frozenset({seen.id}))


@pytest.mark.parametrize("ask", [
    lambda desk: desk.say(desk.rina, verdict="correct"),
    lambda desk: desk.say(desk.rina, "living.health", verdict="defer"),
    lambda desk: desk.say(desk.rina, "living.health", verdict="yes"),
    lambda desk: desk.store.new_mapping("a", "b", rule="loudest"),
    lambda desk: desk.store.add_person("a", role="king"),
    lambda desk: desk.store.add_person(" "),
    lambda desk: desk.store.add_person("a", id="rina"),
    lambda desk: desk.store.change_person("rina", role="king"),
    lambda desk: desk.store.change_person("rina", name=" "),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(file_store: Store, ask: object) -> None:
    desk = Desk(file_store)
    with pytest.raises(DecisionError):
        ask(desk)  # type: ignore[operator]
    assert file_store.decisions(desk.mapping) == []


def test_what_is_not_there_is_said_by_name(file_store: Store) -> None:
    for ask in (file_store.mapping, file_store.person, file_store.programme, file_store.decision):
        with pytest.raises(StoreError, match="nobody"):
            ask("nobody")
    with pytest.raises(StoreError, match="nobody"):
        file_store.add_person("Siti", by="nobody")
    with pytest.raises(TaxonomyError):
        file_store.new_mapping("a", "b", frame="seven")


def test_a_store_opened_again_holds_what_it_held(url: str) -> None:
    with open_store(url) as store:
        desk = Desk(store)
        decision = desk.say(desk.rina, "living.health", reason="Ambulans itu layanan kesehatan")
    with open_store(url) as again:
        assert again.log(desk.ids[0]) == [decision]
        assert again.mappings() == [desk.mapping]
        assert len(again.people()) == 5


def test_a_store_nobody_closed_closes_its_connections(tmp_path: Path) -> None:
    store = open_store(tmp_path / "forgotten.db")
    engine, pool = store.engine, store.engine.pool
    del store
    gc.collect()
    assert engine.pool is not pool
