"""What people decided, through a store, in the next suggestion."""

import json
from math import exp

import pytest

from memory.builder import decided
from smartmap import Programme, Result, Suggester, load_suggester
from smartmap.errors import DecisionError
from smartmap.memory import learn, read_decided, with_decisions
from smartmap.memory.sent import Sent
from smartmap.records import Place
from smartmap.review import Review
from smartmap.store import Store
from smartmap.wording import reasons
from store.builder import Desk

TEXTS = (
    "Pelatihan pengelola koperasi simpan pinjam",
    "Penilaian kesehatan koperasi",
    "Pengelolaan sampah rumah tangga",
    "Pengawasan koperasi kelurahan",
)
NOBODY_DECIDED = ("Imunisasi anak di posyandu", "Pengembangan e-retribusi pasar", "Program penunjang urusan")


@pytest.fixture
def desk(file_store: Store) -> Desk:
    return Desk(file_store, TEXTS)


def dimensions(result: Result) -> list[str]:
    return [item.dimension for item in result.suggestions]


def test_a_decision_counts_in_the_next_suggestion(desk: Desk, suggester: Suggester) -> None:
    made = desk.say(desk.rina, "branding.business", 0, reason="unggulan daerah", stage="bimtek1")
    result = with_decisions(suggester, desk.store, desk.mapping).suggest(TEXTS[0])
    first = result.first
    assert (first.sub_dimension, result.status) == ("branding.business", "suggested")
    assert first.probability > 0.9
    assert f"decision:{made.id}" in [item.source for item in first.evidence]
    assert suggester.suggest(TEXTS[0]).first.dimension == "economy"
    told = reasons(first, "id", 5)
    assert any(text.startswith("sudah diputuskan: Rina (Dinas Kesehatan), 20") for text in told)
    assert any("kebiasaan Banggai" in text for text in told)


def test_a_checksum_says_whether_decisions_changed(desk: Desk, suggester: Suggester) -> None:
    assert suggester.decisions == ""
    desk.say(desk.rina, "branding.business", 0)
    first, again = (with_decisions(suggester, desk.store, desk.mapping).decisions for _ in range(2))
    desk.say(desk.rina, "economy.industry", 0)
    assert first == again != with_decisions(suggester, desk.store, desk.mapping).decisions


HABIT = ("Pembinaan koperasi", "Pengawasan koperasi", "Pelatihan pengelola koperasi", "Penyuluhan koperasi")


def test_a_habit_reaches_programmes_nobody_looked_at(suggester: Suggester) -> None:
    learned = learn(
        suggester, [decided(text, "branding.business", place) for place, text in enumerate(HABIT)], "Banggai"
    )
    result = learned.suggest(TEXTS[1])
    assert (dimensions(suggester.suggest(TEXTS[1]))[0], dimensions(result)[0]) == ("economy", "branding")
    habit = [item for item in result.first.evidence if item.source == "adapter:Banggai"]
    assert habit[0].text == TEXTS[1][habit[0].start : habit[0].end]
    assert "koperasi" in habit[0].text


def test_one_decision_settles_its_own_programme_and_no_other(suggester: Suggester) -> None:
    others = (*HABIT[1:], "Program pengembangan UMKM", "Bantuan modal usaha kecil", "Pelatihan kader posyandu")
    before = [dimensions(suggester.suggest(text))[0] for text in others]
    for label in ("branding.business", "environment.energy"):
        learned = learn(suggester, [decided(HABIT[0], label)], "Banggai")
        own = learned.suggest(HABIT[0])
        assert (own.first.sub_dimension, own.status) == (label, "suggested")
        assert [dimensions(learned.suggest(text))[0] for text in others] == before


def test_a_habit_on_one_topic_is_none_on_its_neighbour(suggester: Suggester) -> None:
    learned = learn(
        suggester, [decided(text, "branding.business", place) for place, text in enumerate(HABIT)], "Banggai"
    )
    firms = learned.suggest("Program pengembangan UMKM")
    assert (firms.first.dimension, firms.status) == ("economy", "suggested")


def test_probabilities_are_worked_out_again_from_the_record_alone(desk: Desk, suggester: Suggester) -> None:
    desk.say(desk.rina, "branding.business", 0)
    desk.say(desk.adviser, "environment.waste", 2)
    learned = with_decisions(suggester, desk.store, desk.mapping)
    for text in (*TEXTS, *NOBODY_DECIDED):
        record = json.loads(learned.suggest(text).to_json())
        scores = [item["base"] + sum(why["weight"] for why in item["evidence"]) for item in record["suggestions"]]
        total = sum(map(exp, scores)) + exp(record["rest"])
        share, outcomes = record["local"]["share"], record["local"]["outcomes"]
        for item, score in zip(record["suggestions"], scores, strict=True):
            assert item["probability"] == pytest.approx((1 - share) * exp(score) / total + share / outcomes, abs=1e-4)


def test_other_regions_and_suggesters_without_memory_stay_as_they_are(desk: Desk, suggester: Suggester) -> None:
    before = [suggester.suggest(text).to_dict() for text in (*TEXTS, *NOBODY_DECIDED)]
    elsewhere = desk.store.new_mapping("Kota Malang", "2025-2029")
    desk.say(desk.rina, "branding.business", 0)
    with_decisions(suggester, desk.store, desk.mapping).suggest(TEXTS[0])
    for other in (suggester, with_decisions(suggester, desk.store, elsewhere)):
        assert [other.suggest(text).to_dict() for text in (*TEXTS, *NOBODY_DECIDED)] == before


def test_an_earlier_mapping_of_the_region_counts_but_less(desk: Desk, suggester: Suggester) -> None:
    desk.say(desk.rina, "branding.business", 0)
    later = desk.store.new_mapping("Kab. Banggai", "2027-2031")
    (here,) = read_decided(desk.store, desk.mapping)
    (there,) = read_decided(desk.store, later)
    assert (here.id, here.votes > there.votes > 0) == (there.id, True)
    assert dimensions(with_decisions(suggester, desk.store, later).suggest(TEXTS[0]))[0] == "branding"


def test_people_who_differ_make_it_a_matter_to_discuss(desk: Desk, suggester: Suggester) -> None:
    desk.say(desk.rina, "environment.waste", 2)
    desk.say(desk.budi, "living.harmony", 2)
    result = with_decisions(suggester, desk.store, desk.mapping).suggest(TEXTS[2])
    assert (result.status, result.reason) == ("review", "local_disagreement")
    assert suggester.suggest(TEXTS[2]).status == "suggested"


def test_an_adviser_outranks_the_pokja_and_one_voice_among_many_is_no_dispute(desk: Desk, suggester: Suggester) -> None:
    desk.say(desk.rina, "living.harmony", 2)
    desk.say(desk.adviser, "environment.waste", 2)
    assert [item.label for item in read_decided(desk.store, desk.mapping)] == ["environment.waste"]
    voices = [decided(TEXTS[2], "living.harmony", 1), *(decided(TEXTS[2], "environment.waste", n) for n in (2, 3, 4))]
    assert learn(suggester, voices, "Banggai").suggest(TEXTS[2]).status == "suggested"


def test_deferred_and_withdrawn_never_count_and_not_mapped_counts_for_none(desk: Desk, suggester: Suggester) -> None:
    review = Review(desk.store)
    review.decide(desk.ids[0], desk.rina, "defer")
    review.decide(desk.ids[1], desk.rina, "not_mapped")
    review.decide(desk.ids[2], desk.rina, "correct", "living.harmony")
    review.decide(desk.ids[2], desk.rina, "withdraw")
    found = read_decided(desk.store, desk.mapping)
    assert [(item.programme.text, item.label) for item in found] == [(TEXTS[1], "none")]
    result = with_decisions(suggester, desk.store, desk.mapping).suggest(TEXTS[1])
    assert result.status in ("none", "support")  # nobody says which of the two


def test_a_blind_mapping_gives_nothing_away_before_both_sides_are_in(file_store: Store, suggester: Suggester) -> None:
    desk = Desk(file_store, TEXTS, blind=True)
    desk.say(desk.rina, "branding.business", 0)
    assert read_decided(file_store, desk.mapping) == []
    desk.say(desk.adviser, "branding.business", 0)
    assert len(read_decided(file_store, desk.mapping)) == 2


def test_the_same_decisions_give_the_same_suggestions(suggester: Suggester) -> None:
    items = [decided(text, "branding.business", place) for place, text in enumerate(TEXTS)]
    one, other = (learn(suggester, items, "Banggai").suggest(TEXTS[3]).to_json() for _ in range(2))
    assert one == other


def test_text_without_words_and_no_decisions_are_no_trouble(suggester: Suggester) -> None:
    assert learn(suggester, [], "Banggai").memory is None
    learned = learn(suggester, [decided("...", "living.health"), decided(TEXTS[0], "living.health")], "Banggai")
    assert learned.suggest("").status == "none"
    assert learned.suggest(Programme("!", opd="Dinas Kesehatan")).status == "none"


def test_load_suggester_brings_decisions_in(desk: Desk) -> None:
    desk.say(desk.rina, "branding.business", 0)
    learned = load_suggester(store=desk.store, mapping=desk.mapping.id)
    assert dimensions(learned.suggest(TEXTS[0]))[0] == "branding"
    with pytest.raises(DecisionError, match="without a mapping"):
        load_suggester(store=desk.store)
    with pytest.raises(DecisionError, match="without a store"):
        load_suggester(mapping="x")
    other = desk.store.new_mapping("Banggai", "2031", frame="giffinger")
    with pytest.raises(DecisionError, match="frame giffinger"):
        load_suggester(store=desk.store, mapping=other)


def test_other_processes_know_what_was_decided(desk: Desk, suggester: Suggester) -> None:
    desk.say(desk.rina, "branding.business", 0, reason="unggulan daerah")
    desk.say(desk.adviser, "environment.waste", 2)
    learned = with_decisions(suggester, desk.store, desk.mapping)
    texts = [*TEXTS, *NOBODY_DECIDED]
    here = [str(item) for item in learned.suggest_many(texts)]
    assert [str(item) for item in learned.suggest_many(texts, n_jobs=2)] == here
    assert learned.with_memory(None).recipe is None  # not one that remembers


def test_decisions_arrive_as_they_were_sent() -> None:
    place = Place("rencana.xlsx", "Program", None, 4)
    parents = (("misi", "Desa maju"), ("sasaran", "Desa terang"))
    programme = Programme("Lampu jalan", code="1.02", parents=parents, place=place)
    given = [
        decided("Bank sampah", "environment.waste", 3, further=("society.community",), reason="“unggulan”"),
        decided("", "none", 4)._replace(programme=programme),
    ]
    sent = Sent(given)
    assert sent.read() == given
    assert (sent, hash(sent)) == (Sent(given), hash(Sent(given)))
    assert sent != Sent(given[:1])
