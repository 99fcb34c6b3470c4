"""Proposed rules as a file in the rules' own grammar, to be read and changed by a person before any is used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from smartmap.errors import RuleError, message
from smartmap.rules.rule import FORMAT
from smartmap.training.propose import Proposal

SHOWN = 8
"""Programmes listed under a proposal at most."""


def write_proposals(found: Sequence[Proposal], path: str | Path, *, language: str, overwrite: bool = False) -> None:
    """Write proposals as a rule file.

    Raises
    ------
    RuleError
        If the file exists and shall not be replaced, or cannot be written.
    """
    place = Path(path)
    if place.exists() and not overwrite:
        raise RuleError("propose_exists", path=str(place))
    building = place.with_name(f".{place.name}.new")
    try:
        building.write_text(to_toml(found, language), encoding="utf-8", newline="\n")
        building.replace(place)
    except OSError as error:
        raise RuleError("propose_unwritten", path=str(place), why=str(error)) from error


def to_toml(found: Sequence[Proposal], language: str) -> str:
    """Give proposals in the grammar of :mod:`smartmap.rules.rule`; what speaks for each stands above it as comment."""
    parts = [f"# {message('propose_head', language)}\nformat = {FORMAT}\n"]
    parts += [_rule(item, language) for item in found]
    return "\n".join(parts)


def _rule(item: Proposal, language: str) -> str:
    rule = item.rule
    right = sum(change.right for change in item.changes)
    lines = [
        message(
            "propose_figures", language, support=item.support, precision=f"{item.precision:.0%}", regions=item.regions,
            changes=len(item.changes), right=right,
        )
    ]  # fmt: skip
    lines += [
        message("propose_change_right" if change.right else "propose_change_wrong", language, text=change.text,
                before=change.before or "-", after=change.after or "-")
        for change in item.changes[:SHOWN]
    ]  # fmt: skip
    lines += [message("propose_elsewhere", language, text=text) for text in item.elsewhere[:SHOWN]]
    keys = {
        "id": rule.id, "any": list(rule.any), "weight": rule.weight, "examples": list(rule.examples),
        "counter_examples": list(rule.counter_examples), "source": rule.source,
    }  # fmt: skip
    told = [f"{key} = {_value(value)}" for key, value in keys.items() if value != []]
    return "\n".join([*(f"# {_one_line(line)}" for line in lines), "[[rule]]", *told]) + "\n"


def _value(value: object) -> str:
    """JSON's strings, numbers and lists of strings are TOML's too, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """A comment ends with its line and holds no control character."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
