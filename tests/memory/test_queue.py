"""The queue shows what is known now, and the commands bring decisions in."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from memory.builder import decided
from smartmap import Programme, Suggester
from smartmap.cli.main import app
from smartmap.memory import learn, teaching_order
from smartmap.review import Review
from smartmap.store import Store
from store.builder import Desk

TEXTS = (
    "Pengelolaan sampah rumah tangga",
    "Pelatihan pengelola koperasi simpan pinjam",
    "Penilaian kesehatan koperasi",
    "Penilaian kesehatan koperasi simpan pinjam",
    "Penilaian kesehatan koperasi desa",
)


@pytest.fixture
def desk(file_store: Store, suggester: Suggester) -> Desk:
    made = Desk(file_store, TEXTS)
    Review(file_store).prepare(made.mapping, suggester)
    return made


def test_it_suggests_anew_and_reorders_after_a_decision(desk: Desk, suggester: Suggester) -> None:
    review = Review(desk.store)
    before = review.queue(desk.mapping, order="uncertain", suggester=suggester)
    assert "koperasi" in before[0].programme.programme.text
    for place in (1, 2, 3):
        review.decide(desk.ids[place], desk.rina, "correct", "branding.business", reason="unggulan")
    item = review.queue(desk.mapping, order="uncertain", suggester=suggester)[0]
    assert (item.programme.programme.text, item.programme.label) == (TEXTS[4], "branding.business")
    taken = review.decide(item.programme.id, desk.rina, "confirm")  # means what was shown
    assert taken.primary == "branding.business"


def test_the_suggestion_a_decision_answered_stays_as_it_was(desk: Desk, suggester: Suggester) -> None:
    review = Review(desk.store)
    taken = review.decide(desk.ids[1], desk.rina, "correct", "branding.business", reason="unggulan")
    review.queue(desk.mapping, for_=desk.adviser, suggester=suggester)
    assert desk.store.programme(desk.ids[1]).label == "branding.business"
    assert desk.store.results([taken.suggestion])[taken.suggestion].first.dimension == "economy"
    assert desk.store.audit().faults == ()


def test_what_did_not_change_is_not_stored_again(desk: Desk, suggester: Suggester) -> None:
    review = Review(desk.store)
    stored = [item.suggestion for item in desk.store.programmes(desk.mapping)]
    review.queue(desk.mapping, order="uncertain", suggester=suggester)
    assert [item.suggestion for item in desk.store.programmes(desk.mapping)] == stored


def test_what_was_deferred_comes_last_and_the_limit_holds(desk: Desk, suggester: Suggester) -> None:
    review = Review(desk.store)
    first = review.queue(desk.mapping, for_=desk.lead, order="uncertain", suggester=suggester)[0]
    review.decide(first.programme.id, desk.lead, "defer")
    queue = review.queue(desk.mapping, for_=desk.lead, order="uncertain", suggester=suggester)
    assert queue[-1].programme.id == first.programme.id
    assert len(review.queue(desk.mapping, order="uncertain", suggester=suggester, limit=2)) == 2


def test_a_suggester_is_kept_until_somebody_decides(desk: Desk, suggester: Suggester) -> None:
    review = Review(desk.store)
    one = review.suggester(desk.mapping, suggester)
    assert review.suggester(desk.mapping, suggester) is one
    desk.say(desk.rina, "branding.business", 1)
    assert review.suggester(desk.mapping, suggester) is not one


def test_commands_take_a_store_and_a_mapping(desk: Desk, tmp_path: Path) -> None:
    for place in (1, 2, 3):
        desk.say(desk.rina, "branding.business", place, reason="unggulan")
    where = ["--store", str(tmp_path / "smartmap.db")]
    learned = [*where, "--mapping", desk.mapping.id]
    run = CliRunner().invoke
    told = run(app, ["suggest", TEXTS[1], *learned, "--json"])
    assert json.loads(told.output)["suggestions"][0]["dimension"] == "branding"
    (tmp_path / "in.csv").write_text("program\n" + "\n".join(TEXTS), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert run(app, ["classify", str(tmp_path / "in.csv"), "-o", str(out), *learned]).exit_code == 0
    sources = [
        item["source"] for item in json.loads(out.read_text("utf-8").splitlines()[1])["suggestions"][0]["evidence"]
    ]
    assert {source.partition(":")[0] for source in sources} >= {"decision", "adapter"}
    shown = run(app, ["review", "queue", desk.mapping.id, "--order", "uncertain", *where, "--lang", "en"])
    assert "Business branding" in shown.output
    as_stored = run(app, ["review", "queue", desk.mapping.id, "--as-stored", *where])
    assert as_stored.exit_code == 0


def test_what_many_open_programmes_resemble_teaches_most_and_its_like_comes_later(suggester: Suggester) -> None:
    texts = ("Imunisasi anak", "Pembinaan koperasi desa", "Penilaian koperasi desa", "Izin usaha", "Koperasi desa")
    order = teaching_order(suggester, [Programme(text) for text in texts], [0.6, 0.5, 0.5, 0.5, 0.5])
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert order[0] in (1, 2, 4)
    assert order.index(0) < 3
    assert order.index(3) < 3


def test_what_is_like_a_correction_is_asked_early_however_sure_the_model_is(suggester: Suggester) -> None:
    texts = ("Layanan perpustakaan keliling", "Imunisasi anak", "Bank sampah", "Perbaikan jalan desa")
    programmes = [Programme(text) for text in texts]
    doubts = [0.05, 0.6, 0.6, 0.6]
    learned = learn(suggester, [decided("Pembinaan perpustakaan desa", "branding.tourism")], "Banggai")
    agreed = learn(suggester, [decided("Pembinaan perpustakaan desa", "society.learning")], "Banggai")
    assert teaching_order(learned, programmes, doubts)[0] == 0
    assert teaching_order(agreed, programmes, doubts)[0] != 0
