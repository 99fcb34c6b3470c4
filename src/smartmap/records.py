"""The nouns every layer shares: programme, place, evidence, suggestion, result.

A *suggestion* is what the library offers, *evidence* is why, a *decision* is what a person made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

SCHEMA = 1
"""Version of the result record. Raise it when a key of :meth:`Result.to_dict` changes its name or meaning."""

LEVELS = (
    "visi", "misi", "tujuan", "sasaran", "strategi", "arah_kebijakan", "program", "kegiatan", "sub_kegiatan",
    "inisiatif", "aplikasi",
)  # fmt: skip
"""Levels a programme can have, from the top of a plan downwards."""

STATUSES = ("suggested", "review", "support", "none")
REASONS = ("close_call", "weak_evidence", "conflicting_rules", "local_disagreement")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a programme was read: file, sheet or page, and row (both counted from 1 as a reader counts them)."""

    file: str = ""
    sheet: str = ""
    page: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """One item of a plan to classify, at any level.

    Parameters
    ----------
    text : str
        The wording as received.
    id : str
        Stable within its document; empty lets the library number it.
    code : str
        Code of the official nomenclature, such as ``1.02.02``; empty if unknown.
    level : str
        One of :data:`LEVELS`, or empty.
    opd : str
        The office that runs it (*organisasi perangkat daerah*).
    field : str
        Government affair (*bidang urusan*), by name or code.
    outcome, indicator : str
        What the plan says it achieves and how that is measured.
    parents : tuple of (level, text)
        What it serves, from the top of the plan downwards.
    region : str
        Kabupaten or kota.
    place : Place
        Where it was read.
    """

    text: str
    id: str = ""
    code: str = ""
    level: str = ""
    opd: str = ""
    field: str = ""
    outcome: str = ""
    indicator: str = ""
    parents: tuple[tuple[str, str], ...] = ()
    region: str = ""
    place: Place = Place()


class Evidence(NamedTuple):
    """Why a dimension is suggested: a span of the text, who says so, and how much it weighs.

    ``start`` and ``end`` count characters of the text as received (``text[start:end] == evidence.text``); both are -1
    where the evidence lies beside the text (a code, an OPD, an outcome). ``weight`` is in log-odds units and adds up
    over a dimension's evidence; see :attr:`Suggestion.evidence`. ``source`` is ``rule:<id>``, ``nomenclature:<code>``,
    ``model:<term>``, ``context:<column>``, ``decision:<id>`` (someone decided an equal or nearly equal programme) or
    ``adapter:<region>`` (a word by the habits of a region).
    """

    source: str
    text: str
    start: int
    end: int
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """Give the record's form for JSON; a place beside the text is null."""
        beside = self.start < 0
        return {
            "source": self.source,
            "text": self.text,
            "start": None if beside else self.start,
            "end": None if beside else self.end,
            "weight": round(self.weight, 6),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Evidence:
        """Read the record's form back."""
        beside = record["start"] is None
        start, end = (-1, -1) if beside else (record["start"], record["end"])
        return cls(record["source"], record["text"], start, end, record["weight"])


class Suggestion(NamedTuple):
    """One dimension offered for a programme.

    ``evidence`` stands heaviest first and never changes; it may be worked out only when it is looked at. ``base`` plus
    its weights is the dimension's score; :meth:`Result.recompute` turns the scores into probabilities again.
    """

    dimension: str
    sub_dimension: str
    probability: float
    base: float
    evidence: Sequence[Evidence]

    @property
    def score(self) -> float:
        """Base and evidence added up, in log-odds units."""
        return self.base + sum(item.weight for item in self.evidence)


@dataclass(frozen=True, slots=True)
class Versions:
    """What made a result: needed to repeat it, and kept with every decision on it.

    ``names`` is the checksum of a government's own official list, empty where the shipped names alone were known.
    """

    smartmap: str
    taxonomy: str
    rules: str
    model: str
    names: str = ""

    def to_dict(self) -> dict[str, str]:
        """Give the versions as plain data; ``names`` only where there is a list."""
        return {key: value for key, value in asdict(self).items() if value or key != "names"}


@dataclass(frozen=True, slots=True)
class Local:
    """How much of a probability is left to local habit, whatever the text says.

    Governments differ: of clear texts a careful reader with the guide in hand places a fifth otherwise than the
    government did. ``share`` of every probability is therefore spread evenly over all ``outcomes``.
    """

    share: float = 0.0
    outcomes: int = 8


class Result(NamedTuple):
    """What smartmap says about one programme (schema 1).

    The record alone is enough to work its probabilities out again: with ``s`` a suggestion's base and evidence added
    up, and ``rest`` the log-sum-exp of the scores of every outcome that is not offered,
    ``probability = (1 - local.share) * exp(s) / (sum(exp(s)) + exp(rest)) + local.share / local.outcomes``.
    """

    id: str
    text: str
    status: str
    suggestions: tuple[Suggestion, ...]
    plausible: tuple[str, ...]
    reason: str | None
    versions: Versions
    rest: float
    local: Local = Local()
    programme: Programme | None = None

    @property
    def first(self) -> Suggestion | None:
        """The best suggestion, or None."""
        return self.suggestions[0] if self.suggestions else None

    def recompute(self) -> Mapping[str, float]:
        """Work the probabilities out again from base and evidence alone."""
        from math import exp

        scores = {item.dimension: item.score for item in self.suggestions}
        top = max([self.rest, *scores.values()])
        total = exp(self.rest - top) + sum(exp(score - top) for score in scores.values())
        spread = self.local.share / self.local.outcomes
        return {
            dimension: (1 - self.local.share) * exp(score - top) / total + spread for dimension, score in scores.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Give the record as plain data, as ``smartmap classify … -o out.jsonl`` writes it."""
        return {
            "id": self.id,
            "text": self.text,
            "status": self.status,
            "suggestions": [
                {
                    "dimension": item.dimension,
                    "sub_dimension": item.sub_dimension,
                    "probability": round(item.probability, 6),
                    "base": round(item.base, 6),
                    "evidence": [evidence.to_dict() for evidence in item.evidence],
                }
                for item in self.suggestions
            ],
            "plausible": list(self.plausible),
            "reason": self.reason,
            "rest": round(self.rest, 6),
            "local": asdict(self.local),
            "versions": self.versions.to_dict(),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], programme: Programme | None = None) -> Result:
        """Read a record back, as :meth:`to_dict` gives it or a line of JSON holds it.

        Parameters
        ----------
        record : mapping
        programme : Programme, optional
            What was classified; the record itself holds its text alone.

        Raises
        ------
        KeyError
            If a key is missing.
        """
        return cls(
            id=record["id"],
            text=record["text"],
            status=record["status"],
            suggestions=tuple(
                Suggestion(
                    item["dimension"],
                    item["sub_dimension"],
                    item["probability"],
                    item["base"],
                    tuple(Evidence.from_dict(evidence) for evidence in item["evidence"]),
                )
                for item in record["suggestions"]
            ),
            plausible=tuple(record["plausible"]),
            reason=record["reason"],
            versions=Versions(**record["versions"]),
            rest=record["rest"],
            local=Local(**record["local"]),
            programme=programme,
        )

    def to_json(self) -> str:
        """Give the record as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)
