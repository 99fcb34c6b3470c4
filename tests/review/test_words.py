"""Values are told in the reader's language and read back in it."""

import pytest

from smartmap.documents.layout import ROLES as COLUMN_ROLES
from smartmap.errors import LANGUAGES, DecisionError, TaxonomyError, message
from smartmap.review import Review
from smartmap.review.deciding import read_verdict
from smartmap.review.queues import ORDERS
from smartmap.store import Store
from smartmap.store.records import ROLES, RULES, VERDICTS
from smartmap.taxonomy import load_taxonomy
from smartmap.words import read_word, words
from store.builder import Desk, a_result

LISTS = [("label_role", ROLES), ("consensus", RULES), ("order", ORDERS), ("divide", ("pokja", "opd", "all")),
         ("role", COLUMN_ROLES)]  # fmt: skip


@pytest.mark.parametrize(("kind", "values"), LISTS, ids=[kind for kind, _ in LISTS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_shown_is_read(kind: str, values: tuple[str, ...], language: str) -> None:
    shown = words(kind, values)[language].split(", ")
    assert [read_word(kind, values, word.upper()) for word in shown] == list(values)
    assert read_word(kind, values, "kelinci") == "kelinci"


@pytest.mark.parametrize("kind", ["verdict", "label_verdict"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_are_read_as_they_are_asked_for_and_as_they_are_told(kind: str, language: str) -> None:
    assert [read_verdict(message(f"{kind}_{verdict}", language)) for verdict in VERDICTS] == list(VERDICTS)


def test_what_goes_wrong_in_a_review_is_told_in_indonesian_words(file_store: Store) -> None:
    desk = Desk(file_store, ["Ambulans Dering"])
    file_store.add_suggestions([(desk.ids[0], a_result("Ambulans Dering", living__health=0.8))])
    review, first = Review(file_store), desk.ids[0]

    def told(*said: str, **more: str) -> str:
        with pytest.raises((DecisionError, TaxonomyError)) as caught:
            review.decide(first, desk.budi, *said, **more)
        return caught.value.message("id")

    with pytest.raises(DecisionError) as caught:
        review.settle(first, desk.budi, "setuju")
    assert "berperan anggota; langkah ini memerlukan ketua" in caught.value.message("id")
    assert "is member; this takes a lead" in str(caught.value)
    assert "Yang dikenal: setuju, ubah, tidak, tunda, tarik." in told("mungkin")
    assert "saran (Prasarana kesehatan)" in told("ubah", "Smart Economy")
    assert 'Putusan "tunda"' in told("tunda", "Smart Living")
    assert "Yang terdekat: Kesejahteraan rakyat" in told("ubah", "Kesejahtraan rakyt")
    with pytest.raises(DecisionError) as caught:
        file_store.add_person("Wati", role="kepala")
    assert "Yang dikenal: anggota, ketua, pendamping, admin." in caught.value.message("id")
    assert file_store.add_person("Wati", role="Ketua").role == "lead"


def test_an_answer_somebody_had_not_seen_is_told_by_names(file_store: Store) -> None:
    desk = Desk(file_store, ["Ambulans Dering"])
    review = Review(file_store)
    review.decide(desk.ids[0], desk.budi, "ubah", "living.health")
    lead = file_store.add_person("Lilis", role="lead")
    with pytest.raises(DecisionError) as caught:
        review.settle(desk.ids[0], lead.id, "tidak", reason="bukan", seen=[])
    name = load_taxonomy()["living.health"].name["id"]
    assert f"Budi: ubah {name}" in caught.value.message("id")
