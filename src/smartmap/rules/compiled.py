"""Rules with their phrases already turned into stems, as plain data that a model folder carries.

Reading the rule files and stemming thousands of phrases takes most of a second; the result depends on nothing but the
shipped files named in :func:`sources_checksum` and the model's vocabulary, so it is made once, when a model is trained.
"""

from __future__ import annotations

import hashlib
from typing import Any

from smartmap.resources import data
from smartmap.rules.match import Matcher, Phrase, Plan
from smartmap.rules.rule import Rule

_SOURCES = ("rules/*.toml", "contested/*.toml", "abbreviations.csv", "roots.txt", "stem_exceptions.csv")


def sources_checksum() -> str:
    """SHA-256 over the shipped files that compiled rules are made of."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for file in sorted(data().glob(pattern)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return "sha256:" + digest.hexdigest()


def compile_rules(matcher: Matcher) -> dict[str, Any]:
    """Give a matcher as plain data."""
    return {
        "sources": sources_checksum(),
        "checksum": matcher.checksum,
        "rules": [[rule.id, rule.weight, dict(rule.also), rule.within] for rule in matcher.rules],
        "plans": [[plan.any, list(plan.all), plan.unless, sorted(plan.near)] for plan in matcher.plans],
        "owners": matcher.owners,
        "phrases": [[" ".join(item.stems), " ".join(item.words), item.slot] for item in matcher.phrases()],
    }


def restore_rules(table: dict[str, Any]) -> Matcher:
    """Make a matcher of plain data again.

    Raises
    ------
    KeyError, TypeError, ValueError, IndexError
        If the data is not what :func:`compile_rules` gives.
    """
    rules = tuple(
        Rule(
            str(id), (), (), int(within), (), (), float(weight), {str(k): float(v) for k, v in also.items()},
            (), (), "", "", 0,
        )
        for id, weight, also, within in table["rules"]
    )  # fmt: skip
    plans = [
        Plan(int(any_slot), tuple(int(slot) for slot in groups), int(unless), frozenset(map(str, near)))
        for any_slot, groups, unless, near in table["plans"]
    ]
    owners = [int(owner) for owner in table["owners"]]
    phrases = [Phrase(tuple(s.split(" ")), tuple(w.split(" ")) if w else (), int(n)) for s, w, n in table["phrases"]]
    if not all(0 < weight <= 5 for rule in rules for weight in (rule.weight, *rule.also.values())):
        raise ValueError("a weight is out of bounds")
    if not all(all(phrase.stems) for phrase in phrases):
        raise ValueError("a phrase of no words")
    if len(plans) != len(rules) or any(not 0 <= owner < len(rules) for owner in owners):
        raise ValueError("rules and plans do not fit")
    if any(not 0 <= phrase.slot < len(owners) for phrase in phrases):
        raise ValueError("a phrase belongs to no rule")
    return Matcher.restore(rules, plans, owners, phrases, str(table["checksum"]))
