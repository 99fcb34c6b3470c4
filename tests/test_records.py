"""The result record: what it says of itself, and the JSON that is made of it."""

import json
from math import exp
from typing import Any

import jsonschema
import pytest

from smartmap.records import REASONS, SCHEMA, STATUSES, Evidence, Local, Result, Suggestion, Versions
from smartmap.resources import data

VERSIONS = Versions("0.1.0", "kominfo6/1", "sha256:0", "none")
RULE = Evidence("rule:economy.transaction/qris", "QRIS", 6, 10, 2.0)
BESIDE = Evidence("context:opd", "Dinas Perdagangan", -1, -1, 0.5)


def schema() -> dict[str, Any]:
    return json.loads(data("schema", f"result-{SCHEMA}.json").read_text(encoding="utf-8"))


def result(**changes: Any) -> Result:
    """Two dimensions with scores 2.5 and 0, all else 1, a tenth left to local habit."""
    first = Suggestion("economy", "economy.transaction", 0.0, 0.0, (RULE, BESIDE))
    second = Suggestion("society", "society.learning", 0.0, 0.0, ())
    base = Result("7", "Bayar QRIS", "suggested", (first, second), ("economy",), None, VERSIONS, 1.0, Local(0.1, 8))
    return base._replace(**changes)


def is_valid(record: dict[str, Any]) -> bool:
    return jsonschema.Draft202012Validator(schema()).is_valid(record)


def test_a_score_is_base_plus_evidence() -> None:
    assert Suggestion("economy", "economy.transaction", 0.5, -1.0, (RULE, BESIDE)).score == 1.5


def test_a_record_reads_back() -> None:
    again = Result.from_dict(json.loads(result().to_json()))
    assert again == result()
    assert again.recompute() == result().recompute()


def test_probabilities_follow_the_formula_of_the_docstring() -> None:
    total = exp(2.5) + exp(0) + exp(1)
    found = result().recompute()
    assert found["economy"] == pytest.approx(0.9 * exp(2.5) / total + 0.1 / 8)
    assert found["society"] == pytest.approx(0.9 * exp(0) / total + 0.1 / 8)


def test_great_scores_do_not_overflow() -> None:
    huge = Suggestion("economy", "economy.transaction", 1.0, 5000.0, ())
    assert result(suggestions=(huge,), local=Local()).recompute() == {"economy": 1.0}


def test_the_first_of_no_suggestions_is_none() -> None:
    assert result(suggestions=()).first is None


def test_evidence_beside_the_text_has_no_place_in_json() -> None:
    assert (BESIDE.to_dict()["start"], BESIDE.to_dict()["end"]) == (None, None)
    assert (RULE.to_dict()["start"], RULE.to_dict()["end"]) == (6, 10)


def test_json_is_one_line_with_letters_as_they_are() -> None:
    line = result(text="kota “cerdas”\nsehat").to_json()
    assert "\n" not in line
    assert "“" in line
    assert json.loads(line)["text"] == "kota “cerdas”\nsehat"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_knows_every_status_and_reason() -> None:
    properties = schema()["properties"]
    assert properties["status"]["enum"] == list(STATUSES)
    assert properties["reason"]["enum"] == [*REASONS, None]


def test_a_record_is_valid() -> None:
    jsonschema.validate(json.loads(result().to_json()), schema())


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"status": "maybe"},
        {"status": "review"},
        {"reason": "close_call"},
        {"suggestions": []},
        {"plausible": ["economy", "economy"]},
        {"local": {"share": 2.0, "outcomes": 8}},
        {"versions": {"smartmap": "1"}},
    ],
)
def test_the_schema_refuses_what_a_result_never_is(change: dict[str, Any]) -> None:
    assert not is_valid({**result().to_dict(), **change})


def test_the_schema_refuses_a_record_without_a_key() -> None:
    record = result().to_dict()
    assert not any(is_valid({name: value for name, value in record.items() if name != key}) for key in record)


def test_the_schema_refuses_half_a_span() -> None:
    record = result().to_dict()
    record["suggestions"][0]["evidence"][0]["end"] = None
    assert not is_valid(record)
