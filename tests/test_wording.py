"""Results in words."""

import pytest

from smartmap import load_taxonomy, wording
from smartmap.records import REASONS, Evidence, Result, Suggestion, Versions

VERSIONS = Versions("0", "kominfo6/1", "sha256:0", "none")


def result(status: str, reason: str | None = None) -> Result:
    return Result("", "", status, (), (), reason, VERSIONS, 0.0)


def suggestion(*evidence: Evidence) -> Suggestion:
    return Suggestion("economy", "economy.transaction", 0.5, 0.0, evidence)


def at(source: str, text: str, start: int, weight: float) -> Evidence:
    return Evidence(source, text, start, start + len(text), weight)


def beside(source: str, text: str, weight: float) -> Evidence:
    return Evidence(source, text, -1, -1, weight)


def test_a_status_is_named_in_both_languages() -> None:
    assert wording.status(result("suggested")) == "Disarankan"
    assert wording.status(result("suggested"), "en") == "Suggested"


@pytest.mark.parametrize("reason", REASONS)
def test_a_review_says_why(reason: str) -> None:
    said = {wording.status(result("review", reason), language) for language in ("id", "en")}
    assert len(said) == 2
    assert all(": " in text for text in said)


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.0, "almost_certain"), (0.9, "almost_certain"), (0.75, "likely"), (0.5, "fairly_likely"), (0.3, "possible"),
     (0.1, "unlikely"), (0.0, "unlikely")],
)  # fmt: skip
def test_a_probability_in_words(value: float, said: str) -> None:
    from smartmap.errors import message

    assert wording.probability(value) == message(f"probability_{said}", "id")


@pytest.mark.parametrize(("value", "said"), [(0.0, "1%"), (0.004, "1%"), (0.504, "50%"), (0.999, "99%"), (1.0, "99%")])
def test_a_percentage_is_never_certain(value: float, said: str) -> None:
    assert wording.percent(value, "en") == said
    assert wording.percent(value, "id") == said.replace("%", " %")


def test_rule_and_model_on_the_same_words_are_one_word() -> None:
    found = wording.deciding_words(suggestion(at("model:bank", "bank", 0, 1.0), at("rule:x/y", "bank sampah", 0, 2.0)))
    assert [(word.text, word.weight, word.sources) for word in found] == [
        ("bank sampah", 3.0, ("rule:x/y", "model:bank"))
    ]


def test_deciding_words_are_strongest_first_and_few() -> None:
    evidence = [at("model:x", "kata", 10 * place, 1.0 + place) for place in range(6)]
    found = wording.deciding_words(suggestion(*evidence), most=2)
    assert [word.weight for word in found] == [6.0, 5.0]


def test_weak_and_contrary_words_decide_nothing() -> None:
    assert not wording.deciding_words(suggestion(at("model:a", "a", 0, 0.1), at("model:b", "b", 2, -3.0)))


def test_a_rule_outranks_the_model_as_a_reason() -> None:
    told = wording.reasons(suggestion(at("model:qris", "QRIS", 0, 1.0), at("rule:a.b/qris", "QRIS", 0, 1.0)), "en")
    assert len(told) == 1
    assert "“QRIS”" in told[0]
    assert "qris" in told[0]


@pytest.mark.parametrize("column", ["outcome", "indicator", "field", "opd", "parents"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_beside_the_text_has_a_name(column: str, language: str) -> None:
    (told,) = wording.reasons(suggestion(beside(f"context:{column}", "Dinas", 1.0)), language)
    assert told.endswith(": Dinas")


@pytest.mark.parametrize("source", ["rule:a.b/c", "nomenclature:1.02.02", "model:kota", "decision:7"])
def test_every_source_has_a_name(source: str) -> None:
    assert wording.reasons(suggestion(beside(source, "", 1.0)), "id")


def test_what_was_summed_up_is_no_reason() -> None:
    assert wording.reasons(suggestion(beside("model:other", "", 9.0))) == []


def test_long_texts_beside_are_cut() -> None:
    (told,) = wording.reasons(suggestion(beside("context:outcome", "kata " * 100, 1.0)))
    assert len(told) < 100
    assert told.endswith("…")


def test_reasons_are_strongest_first() -> None:
    told = wording.reasons(suggestion(at("model:a", "satu", 0, 1.0), beside("context:opd", "Dinas", 2.0)), "en")
    assert told[0].endswith("Dinas")
    assert "satu" in told[1]


def test_dimensions_have_names() -> None:
    taxonomy = load_taxonomy()
    assert all(wording.dimension_name(label, taxonomy, "en") for label in (*taxonomy.ids, *taxonomy.sub_ids))


def test_items_are_counted_by_level() -> None:
    levels = {"program": 157, "misi": 4, "": 1}
    assert wording.counted(levels) == "4 misi, 158 program"
    assert wording.counted({"sub_kegiatan": 2, "visi": 1}, "en") == "1 vision, 2 sub kegiatan"
    assert wording.counted({}) == "0 program"
