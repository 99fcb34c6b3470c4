"""The message catalogue and its users hold each other."""

import pickle
import re
import string
from pathlib import Path

import pytest

from smartmap import errors

SOURCE = Path(errors.__file__).parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
USED = set(re.findall(r"[\"']([a-z]+(?:_[a-z0-9]+)+)[\"']", CODE))
BUILT = {  # keys put together from a prefix and a value
    "status", "reason", "probability", "source", "column", "figure", "role", "count", "label", "report",
    "verdict", "consensus", "order", "divide", "counted",
}  # fmt: skip
CATALOGUE = errors._catalogue()


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_message_says_the_same_facts_in_both_languages(code: str) -> None:
    entry = CATALOGUE[code]
    assert set(entry) == {"id", "en"}
    assert _fields(entry["id"]) == _fields(entry["en"])
    assert entry["id"].strip()
    assert "\n" not in entry["id"] + entry["en"]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_message_is_used(code: str) -> None:
    assert code in USED or code.split("_")[0] in BUILT or f'"{code}"' in CODE


def test_every_error_raised_has_a_message() -> None:
    raised = set(re.findall(r"\w+Error\(\s*\"([a-z0-9_]+)\"", CODE))
    assert raised
    assert raised <= set(CATALOGUE)


def test_an_error_travels_between_processes() -> None:
    error = errors.RuleError("rule_id", file="a.toml", line=3, rule="x")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(again) is errors.RuleError
    assert str(again) == str(error)
    assert again.message("id") != again.message("en")


def test_no_catalogue_repeats_a_key() -> None:
    seen: dict[str, str] = {}
    for file in sorted(SOURCE.glob("data/messages*.toml")):
        for key in re.findall(r"^\[(\w+)\]$", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert key not in seen, f"{key} stands in {seen[key]} and {file.name}"
            seen[key] = file.name


def test_what_to_install_is_spelt_in_one_way() -> None:
    """Quoted so that bash, PowerShell and cmd all take it, and by the Python that is running."""
    for code, entry in CATALOGUE.items():
        for text in entry.values():
            commands = re.findall(r"(?:`([^`]*))?\bpip (?:install|download)", text)
            assert all(found == "python -m " for found in commands), code
            assert "pip install '" not in text, code


def test_a_table_as_a_fact_is_shown_as_it_is() -> None:
    told = errors.message("frame_format", "en", file="f.toml", found={"a": 1}, expected=1)
    assert "{'a': 1}" in told
