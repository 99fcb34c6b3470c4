"""What holds now: adviser over lead over pokja, disagreement as a state of its own, undo as a row."""

import pytest

from smartmap.store import Store
from store.builder import Desk


def test_nobody_decides_by_coming_last(store: Store) -> None:
    desk = Desk(store)
    desk.say(desk.rina, "living.health")
    assert desk.state() == "agreed"
    desk.say(desk.budi, "environment.waste")
    assert desk.state() == "disagreement"


def test_lead_settles_and_adviser_adopts_over_the_pokja(store: Store) -> None:
    desk = Desk(store)
    desk.say(desk.rina, "living.health"), desk.say(desk.budi, "environment.waste")
    desk.say(desk.lead, "living.health")
    assert desk.state() == "settled"
    desk.say(desk.adviser, "environment.waste")
    assert desk.state() == "adopted"
    held = store.holdings(desk.mapping)[0]
    assert (held.primary, held.answers, held.pokja_in, held.adviser_in) == ("environment.waste", 4, True, True)


@pytest.mark.parametrize(("rule", "labels", "state"), [
    ("any", ["living"], "agreed"),
    ("any", ["living", "living", "economy"], "disagreement"),
    ("majority", ["living", "living", "economy"], "agreed"),
    ("majority", ["living", "economy"], "disagreement"),
    ("unanimous", ["living"], "waiting"),
    ("unanimous", ["living", "living"], "agreed"),
    ("unanimous", ["living", "living", "economy"], "disagreement"),
])  # fmt: skip
def test_the_rule_of_consensus_is_the_mappings(file_store: Store, rule: str, labels: list[str], state: str) -> None:
    desk = Desk(file_store, rule=rule)
    for number, label in enumerate(labels):
        desk.say(file_store.add_person(f"Anggota {number}"), label)
    assert desk.state() == state


def test_unsure_is_no_answer(file_store: Store) -> None:
    desk = Desk(file_store)
    desk.say(desk.rina, verdict="defer")
    assert desk.state() == "deferred"
    desk.say(desk.budi, "living.health")
    assert desk.state() == "agreed"


def test_no_dimension_is_an_answer(file_store: Store) -> None:
    desk = Desk(file_store)
    desk.say(desk.rina), desk.say(desk.budi)
    held = file_store.holdings(desk.mapping)[0]
    assert (held.state, held.verdict, held.primary) == ("agreed", "not_mapped", "")


def test_further_dimensions_count_but_their_order_does_not(file_store: Store) -> None:
    desk = Desk(file_store)
    desk.say(desk.rina, "living.health", further=("society.learning", "economy.welfare"))
    desk.say(desk.budi, "living.health", further=("economy.welfare", "society.learning"))
    assert desk.state() == "agreed"
    desk.say(desk.budi, "living.health")
    assert desk.state() == "disagreement"


def test_two_advisers_who_differ_are_a_disagreement(file_store: Store) -> None:
    desk = Desk(file_store)
    desk.say(desk.adviser, "living.health")
    desk.say(file_store.add_person("Nunuk", role="adviser"), "environment.waste")
    assert desk.state() == "disagreement"


def test_undo_brings_the_earlier_answer_back_and_can_be_undone(store: Store) -> None:
    desk = Desk(store)
    desk.say(desk.rina, "living.health")
    second = desk.say(desk.rina, "economy.welfare")
    undo = desk.say(desk.rina, verdict="withdraw", undoes=second.id)
    assert store.holdings(desk.mapping)[0].primary == "living.health"
    desk.say(desk.rina, verdict="withdraw", undoes=undo.id)
    assert store.holdings(desk.mapping)[0].primary == "economy.welfare"
    assert len(store.log(desk.ids[0])) == 4


def test_withdraw_takes_all_of_a_persons_answers_back(file_store: Store) -> None:
    desk = Desk(file_store)
    desk.say(desk.rina, "living.health"), desk.say(desk.rina, "economy.welfare")
    desk.say(desk.rina, verdict="withdraw")
    assert desk.state() == "open"
