"""The hash chains over a mapping's decisions and over who people are, and checksums of programmes and suggestions.

A decision's hash covers every one of its fields and the hash before it; the first one covers the mapping itself. So an
edited, missing, inserted or reordered row breaks the chain at its place, and a tail cut off shows against the head kept
in ``chains``. A programme's wording and a suggestion are covered through their checksums, which decisions carry.
Whoever can rewrite the whole database can also compute a whole new chain: exports carry the head for that reason, and
:func:`smartmap.store.audit.audit` checks a head noted earlier.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from smartmap.records import Place, Programme, Result
from smartmap.store.records import Decision, Mapping, PersonChange

FORMAT = 1
"""Raise it when what a hash covers changes; old rows keep the number they were hashed with."""

PEOPLE = "*people"
"""Name of the chain of people, which belongs to no mapping."""


def clean(text: str) -> str:
    """Take out the two things no database keeps: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def canonical(value: object) -> str:
    """Write plain data in the one form that is hashed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(text: str) -> str:
    """Give the checksum of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def genesis(mapping: Mapping) -> str:
    """Give the hash a mapping's chain begins with."""
    return digest(canonical([FORMAT, asdict(mapping)]))


def decision_hash(decision: Decision) -> str:
    """Give the hash of a decision, its own ``hash`` field left aside."""
    return digest(canonical([FORMAT, *decision[:-1]]))


def change_hash(change: PersonChange) -> str:
    """Give the hash of a person's entry or change, its own ``hash`` field left aside."""
    return digest(canonical([FORMAT, *change[:-1]]))


NO_PEOPLE = digest(canonical([FORMAT, PEOPLE]))
"""The hash the chain of people begins with."""


def programme_body(programme: Programme) -> str:
    """Write a programme in the form that is stored and hashed."""
    return canonical({key: value for key, value in asdict(programme).items() if value})


def read_programme(body: str) -> Programme:
    """Read a programme back."""
    found = json.loads(body)
    found["parents"] = tuple((level, text) for level, text in found.get("parents", ()))
    found["place"] = Place(**found.get("place", {}))
    return Programme(**{"text": "", **found})


def suggestion_id(programme: str, version: int, result: str) -> str:
    """Give a suggestion's id, which is its checksum: an edited one no longer fits its id."""
    return "s-" + digest(canonical([programme, version, result]))[:32]


def result_body(result: Result) -> str:
    """Write a result in the form that is stored and hashed; the programme is stored on its own."""
    return canonical(result.to_dict())
