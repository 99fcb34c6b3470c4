import pytest

from memory.builder import decided
from smartmap import Suggester, load_taxonomy
from smartmap.gathered import Reason
from smartmap.memory import Decided, Recall
from smartmap.memory.near import key_of
from smartmap.text.tokens import Analyzer

ASKED = "Pengelolaan persampahan kota"


@pytest.fixture
def ask(analyzer: Analyzer):
    def run(*items: Decided, text: str = ASKED) -> list[Reason]:
        keys = [key_of(analyzer.stems(item.programme.text)) for item in items]
        return Recall(items, keys, load_taxonomy()).reasons(analyzer.analyze(text))

    return run


def weight(reasons: list[Reason]) -> float:
    return float(sum(reason.scores.max() for reason in reasons))


def test_it_says_who_decided_when_at_which_stage_and_why(ask) -> None:
    (reason,) = ask(decided(ASKED, "environment.waste", 4, reason="TPA milik DLH"))
    assert reason.source == "decision:d-4"
    assert reason.text == "Rina (DLH), 2026-03-05, bimtek2: TPA milik DLH"
    assert (reason.start, reason.end) == (-1, -1)


def test_a_near_wording_is_named_and_weighs_less_the_less_it_is_alike(ask) -> None:
    same = ask(decided(ASKED, "living.health"))
    near = ask(decided("Pengelolaan persampahan kota dan desa", "living.health"))
    farther = ask(decided("Pengelolaan persampahan kota, desa dan pesisir", "living.health"))
    assert "[“Pengelolaan persampahan kota dan desa”]" in near[0].text
    assert weight(same) > weight(near) > weight(farther) > 0
    assert ask(decided("Imunisasi anak di posyandu", "living.health")) == []


def test_those_who_agree_weigh_more_than_one(ask) -> None:
    one = ask(decided(ASKED, "living.health"))
    many = ask(*(decided(ASKED, "living.health", number) for number in range(9)))
    adviser = ask(decided(ASKED, "living.health", votes=3.0))
    assert weight(many) > weight(adviser) > weight(one)
    assert len(many) == 3  # names three, with the weight of nine


def test_those_who_differ_share_the_weight_by_votes(ask) -> None:
    reasons = ask(
        decided(ASKED, "environment.waste", 1),
        decided(ASKED, "environment.waste", 2),
        decided(ASKED, "living.harmony", 3),
    )
    shares = {reason.source: float(reason.scores.max()) for reason in reasons}
    assert shares["decision:d-1"] == pytest.approx(shares["decision:d-3"])
    alone = ask(decided(ASKED, "environment.waste", 1))
    assert weight(alone) < weight(reasons) < 1.5 * weight(alone)


def test_labels_of_every_kind_find_their_columns(ask, suggester: Suggester) -> None:
    def raised(label: str, **more: object) -> dict[str, float]:
        (reason,) = ask(decided(ASKED, label, **more))
        return {name: value for name, value in zip(suggester.labels, reason.scores, strict=True) if value}

    assert set(raised("none")) == {"support", "none"}
    assert set(raised("living")) == {"living.harmony", "living.health", "living.mobility"}
    further = raised("environment.waste", further=("economy.welfare",))
    assert further["economy.welfare"] == pytest.approx(further["environment.waste"] / 2)
    assert ask(decided(ASKED, "smart_people")) == []  # of a frame that is no more
