"""Deciding, queues, history, progress: what the people at the table meet."""

import pytest

from smartmap.errors import DecisionError
from smartmap.records import Programme
from smartmap.review import Review
from smartmap.review.twins import group_twins
from smartmap.store import Store
from smartmap.store.programmes import uncertainty
from store.builder import Desk, a_result

TEXTS = ("Pengelolaan persampahan", "Ambulans Dering", "PROGRAM PENGELOLAAN PERSAMPAHAN", "Festival budaya", "Jalan")


def test_near_wordings_with_codes_of_their_own_are_no_twins(file_store: Store) -> None:
    desk = Desk(file_store)
    words = ("PENYEDIAAN DAN PENGEMBANGAN SARANA PERTANIAN", "PENYEDIAAN DAN PENGEMBANGAN PRASARANA PERTANIAN")
    slip = "PENYEDIAAN DAN PENGEMBANGN SARANA PERTANIAN"
    rows = [(words[0], "3.27.02"), (words[1], "3.27.03"), (slip, "3.27.02")]
    ids = file_store.add_programmes(desk.mapping, [Programme(text, code=code) for text, code in rows])
    keys = group_twins(file_store.programmes(desk.mapping))
    first, second, third = (keys[id] for id in ids)
    assert first == third != second


def test_support_is_not_what_teaches_most() -> None:
    assert uncertainty(a_result(governance__service=0.01, economy__industry=0.01)) < 0.05
    assert uncertainty(a_result(governance__service=0.45, economy__industry=0.45)) == pytest.approx(1.0)


class Fake:
    """Suggests what a list says, in turn."""

    chances = (
        {"environment__waste": 0.9}, {"living__health": 0.5, "environment__protection": 0.4},
        {"environment__waste": 0.9}, {"branding__tourism": 0.6, "society__community": 0.3}, {"living__mobility": 0.8},
    )  # fmt: skip

    def suggest_many(self, items, on_error="raise"):  # type: ignore[no-untyped-def]
        for item, chances in zip(items, self.chances, strict=False):
            yield a_result(item.text, **chances)


def table(store: Store, **options: object) -> tuple[Review, Desk]:
    desk = Desk(store, TEXTS, **options)
    review = Review(store)
    assert review.prepare(desk.mapping, Fake()) == 5  # type: ignore[arg-type]
    return review, desk


def test_confirm_takes_the_suggestion_and_keeps_it_with_the_decision(store: Store) -> None:
    review, desk = table(store)
    decision = review.decide(desk.ids[0], desk.budi, "confirm")
    assert (decision.verdict, decision.primary) == ("confirm", "environment.waste")
    step = review.history(desk.ids[0])[0]
    assert step.suggestion is not None
    assert step.suggestion.versions.model == "2026.1"
    assert (step.decision, step.counts, step.held.state) == (decision, True, "agreed")


def test_labels_are_read_as_people_write_them(file_store: Store) -> None:
    review, desk = table(file_store)
    decision = review.decide(desk.ids[1], desk.rina, "correct", "Smart People", ["SL"], reason="SDM")
    assert (decision.primary, decision.further) == ("society", ("living",))


def test_a_reason_is_asked_where_the_answer_differs(file_store: Store) -> None:
    review, desk = table(file_store)
    with pytest.raises(DecisionError, match="differs from the suggestion"):
        review.decide(desk.ids[0], desk.rina, "not_mapped")
    review.decide(desk.ids[0], desk.rina, "confirm")
    with pytest.raises(DecisionError, match="differs from Rina"):
        review.decide(desk.ids[0], desk.budi, "confirm", further=["economy"])
    review.decide(desk.ids[0], desk.budi, "defer")
    with pytest.raises(DecisionError, match="no verdict"):
        review.decide(desk.ids[0], desk.budi, "perhaps")


def test_settle_and_adopt_ask_for_the_role(file_store: Store) -> None:
    review, desk = table(file_store)
    review.decide(desk.ids[1], desk.rina, "confirm")
    for act in (review.settle, review.adopt):
        with pytest.raises(DecisionError, match="this takes a"):
            act(desk.ids[1], desk.rina, "confirm")
    assert review.adopt(desk.ids[1], desk.adviser).primary == "living.health"
    assert review.current(desk.mapping)[1].state == "adopted"


def test_undo_is_a_row_and_only_for_ones_own(file_store: Store) -> None:
    review, desk = table(file_store)
    decision = review.decide(desk.ids[0], desk.rina, "confirm")
    with pytest.raises(DecisionError, match="only they or an admin"):
        review.undo(decision.id, desk.budi)
    review.undo(decision.id, desk.rina)
    first, second = review.history(desk.ids[0])
    assert (first.undone_by, first.counts, second.held.state) == (second.decision.id, False, "open")


def test_queue_routes_by_what_is_plausible_and_leaves_out_what_is_answered(store: Store) -> None:
    review, desk = table(store)
    texts = [item.programme.programme.text for item in review.queue(desk.mapping, for_=desk.rina)]
    assert texts == ["Ambulans Dering", "Jalan"]
    review.decide(desk.ids[1], desk.rina, "confirm")
    assert len(review.queue(desk.mapping, for_=desk.rina)) == 1
    assert len(review.queue(desk.mapping, for_=desk.adviser)) == 5


def test_uncertain_puts_first_what_teaches_most_without_twins(store: Store) -> None:
    review, desk = table(store)
    order = [item.programme.position for item in review.queue(desk.mapping, order="uncertain")]
    assert order == [2, 4, 5, 1, 3]


def test_twins_are_offered_one_decision_and_keep_rows_of_their_own(store: Store) -> None:
    review, desk = table(store)
    assert [[item.position for item in group] for group in review.groups(desk.mapping)] == [[1, 3]]
    review.decide(desk.ids[0], desk.budi, "confirm")
    item = next(item for item in review.queue(desk.mapping, order="impact") if item.programme.id == desk.ids[2])
    assert (item.twins, item.offers[0].primary) == (2, "environment.waste")
    taken = review.decide_all([desk.ids[0], desk.ids[2]], desk.rina, "confirm", key="grup")
    review.undo(taken[1].id, desk.rina)
    assert [held.state for held in review.current(desk.mapping)][::2][:2] == ["agreed", "open"]


def test_disagreement_is_listed_with_nothing_else(store: Store) -> None:
    review, desk = table(store)
    review.decide(desk.ids[1], desk.rina, "confirm")
    review.decide(desk.ids[1], desk.budi, "correct", "SV-PR", reason="limbah medis")
    assert [item.programme.id for item in review.queue(desk.mapping, for_=desk.lead, order="disagreement")] == [
        desk.ids[1]
    ]


def test_progress_counts_per_pokja_opd_dimension_and_person(store: Store) -> None:
    review, desk = table(store)
    review.decide(desk.ids[0], desk.budi, "confirm")
    review.decide(desk.ids[4], desk.rina, "not_mapped", reason="rutin")
    found = review.progress(desk.mapping)
    assert (found.total.total, found.total.decided, found.not_mapped) == (5, 2, 1)
    assert (found.pokja["living"].total, found.pokja["living"].decided) == (2, 1)
    assert found.dimensions["environment"] == (1, 0)
    assert found.opd["DLH"].total == 5
    assert found.people == {"budi": 1, "rina": 1}


def test_blind_until_both_are_in(store: Store) -> None:
    review, desk = table(store, blind=True)
    review.decide(desk.ids[1], desk.rina, "confirm")
    assert review.history(desk.ids[1], viewer=desk.adviser) == []
    assert review.current(desk.mapping, viewer=desk.adviser)[1].state == "open"
    assert review.current(desk.mapping)[1].state == "open"
    assert review.current(desk.mapping, viewer=desk.budi)[1].primary == "living.health"
    review.adopt(desk.ids[1], desk.adviser, "correct", "environment", reason="limbah")
    assert len(review.history(desk.ids[1], viewer=desk.adviser)) == 2
    assert review.current(desk.mapping)[1].primary == "environment"


def test_a_blind_queue_of_the_pokja_does_not_show_that_the_adviser_was_there(store: Store) -> None:
    review, desk = table(store, blind=True)
    before = review.queue(desk.mapping, for_=desk.rina)
    review.adopt(desk.ids[1], desk.adviser, "confirm")
    assert review.queue(desk.mapping, for_=desk.rina) == before
