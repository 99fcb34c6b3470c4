"""What the store keeps: people, mappings, programmes in a mapping, decisions, and what holds.

A *decision* is one row of the log. An *answer* is what a person holds now, after corrections and undoing. A *holding*
is what holds for a programme after all answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from smartmap.errors import DecisionError
from smartmap.records import Programme
from smartmap.words import read_word, words

ROLES = ("member", "lead", "adviser", "admin")
"""Pokja member, pokja lead, adviser (*pendamping*), admin."""

VERDICTS = ("confirm", "correct", "not_mapped", "defer", "withdraw")
STAGES = ("bimtek1", "bimtek2", "bimtek3", "bimtek4", "")
"""Stages of the master plan's making a decision can belong to; empty is free."""

STANDINGS = ("pokja", "lead", "adviser")
"""What a decision counts as, weakest first: a later one of these outranks the earlier ones."""

RULES = ("any", "majority", "unanimous")
"""When the answers of a pokja are a consensus; see :func:`smartmap.store.holding.settle_level`."""

STATES = ("open", "waiting", "deferred", "disagreement", "agreed", "settled", "adopted")
"""What a programme can be in: nobody answered; a further answer is needed; all who answered are unsure; people differ;
the pokja agrees; a lead settled it; the adviser adopted it."""

HELD = ("agreed", "settled", "adopted")
"""States in which an answer holds."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who decides. ``pokja`` is the dimension of their working group, or empty."""

    id: str
    name: str
    opd: str = ""
    role: str = "member"
    pokja: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping of one document: a region, a period, a frame.

    ``rule`` is one of :data:`RULES`. In a ``blind`` mapping pokja and adviser do not see each other's answers on a
    programme before both are in.
    """

    id: str
    region: str
    period: str
    frame: str
    document: str = ""
    rule: str = "majority"
    blind: bool = False
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class MappedProgramme:
    """A programme in a mapping, with its version and what is suggested for it.

    Parameters
    ----------
    id : str
        Stable: the same item read again from the same document gets the same id.
    mapping : str
    position : int
        Order in the document, from 1.
    version : int
        Counts revisions of the wording; a decision says which one it was made on.
    twin : str
        Programmes with the same value are nearly identical.
    programme : Programme
    below : int
        How many programmes of the document serve this one.
    suggestion : str
        Id of the newest stored suggestion, or empty.
    status : str
        Status of that suggestion, or empty.
    label : str
        Its first sub-dimension, or empty.
    probability : float
    uncertainty : float
        Between 0 and 1: 1 minus the distance between the two most probable outcomes, "none of these" being one.
    plausible : tuple of str
        Dimensions whose pokja should see it.
    """

    id: str
    mapping: str
    position: int
    version: int
    twin: str
    programme: Programme
    below: int = 0
    suggestion: str = ""
    status: str = ""
    label: str = ""
    probability: float = 0.0
    uncertainty: float = 1.0
    plausible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision to be taken.

    Parameters
    ----------
    programme, person : str
        Ids.
    verdict : str
        One of :data:`VERDICTS`.
    primary : str
        Dimension or sub-dimension; empty unless the verdict maps.
    further : tuple of str
    standing : str
        One of :data:`STANDINGS`.
    reason, stage : str
    suggestion : str
        Id of the suggestion it answers.
    undoes : str
        Id of the decision this one takes back.
    key : str
        Idempotency key: a person's second decision with the same key is the first one.
    version : int, optional
        Version of the programme the person saw; another one is refused.
    seen : frozenset of str, optional
        Ids of the decisions the person saw; if others count by now, it is refused.
    """

    programme: str
    person: str
    verdict: str
    primary: str = ""
    further: tuple[str, ...] = ()
    standing: str = "pokja"
    reason: str = ""
    stage: str = ""
    suggestion: str = ""
    undoes: str = ""
    key: str = ""
    version: int | None = None
    seen: frozenset[str] | None = None


class PersonChange(NamedTuple):
    """One row of the log of people: who a person was from then on, and who said so.

    ``number`` counts the store's rows from 1; ``by`` is the id of the person who entered or changed them, empty where
    nobody was named; ``previous`` and ``hash`` chain the rows.
    """

    number: int
    person: str
    name: str
    opd: str
    role: str
    pokja: str
    by: str
    at: str
    previous: str
    hash: str


class Decision(NamedTuple):
    """One row of the decision log: never changed, never deleted.

    ``name``, ``opd``, ``role`` and ``pokja`` are the person's at the time. ``number`` counts a mapping's decisions from
    1; ``previous`` and ``hash`` chain them.
    """

    id: str
    mapping: str
    number: int
    programme: str
    version: int
    programme_digest: str
    person: str
    name: str
    opd: str
    role: str
    pokja: str
    standing: str
    stage: str
    verdict: str
    primary: str
    further: tuple[str, ...]
    reason: str
    suggestion: str
    undoes: str
    key: str
    at: str
    previous: str
    hash: str

    @property
    def answer(self) -> tuple[str, tuple[str, ...]]:
        """What two decisions must share to say the same: the primary label and the further ones."""
        if self.verdict == "not_mapped":
            return "", ()
        return self.primary, tuple(sorted(self.further))


class Holding(NamedTuple):
    """What holds for a programme: the state and, in a state of :data:`HELD`, the answer and the decision behind it."""

    programme: str
    state: str
    verdict: str = ""
    primary: str = ""
    further: tuple[str, ...] = ()
    standing: str = ""
    decision: str = ""
    at: str = ""
    answers: int = 0
    pokja_in: bool = False
    adviser_in: bool = False

    @property
    def holds(self) -> bool:
        """Whether an answer holds."""
        return self.state in HELD


def read_rule(text: str) -> str:
    """Read one of :data:`RULES` by its key or by its word in any language.

    Raises
    ------
    DecisionError
        If it is none.
    """
    found = read_word("consensus", RULES, text)
    if found not in RULES:
        raise DecisionError("mapping_rule", found=text, known=words("consensus", RULES))
    return found
