"""From what a person says to a decision: labels read, the verdict named, a reason asked for where one is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smartmap.errors import DecisionError
from smartmap.review.sight import seen_decisions
from smartmap.review.workbook.layout import VERDICT_OF, fold
from smartmap.store.holding import answers_of
from smartmap.store.records import STAGES, VERDICTS, Draft, MappedProgramme, Mapping, Person
from smartmap.store.store import Store
from smartmap.taxonomy import Taxonomy
from smartmap.words import read_word, words

_STANDING = {"adviser": "adviser"}  # whose plain decision counts as more than one voice of the pokja


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person says about a programme, in their own words."""

    verdict: str
    primary: str = ""
    further: tuple[str, ...] = ()
    reason: str = ""
    stage: str = ""


def read_verdict(word: str) -> str:
    """Read a verdict by its key or by the words of the workbook: *setuju*, *ubah*, *tunda*; else give it back."""
    return VERDICT_OF.get(fold(word)) or read_word("label_verdict", VERDICTS, word)


def suggested_label(programme: MappedProgramme) -> str:
    """Give the label a suggestion amounts to; empty where it says support, none or nothing."""
    return programme.label if programme.status in ("suggested", "review") else ""


def read_saying(saying: Saying, programme: MappedProgramme, taxonomy: Taxonomy) -> Saying:
    """Read labels as people write them, and name the verdict for what it is.

    ``confirm`` without a label takes the suggestion's; ``correct`` to the very label suggested is a ``confirm``.

    Raises
    ------
    DecisionError, TaxonomyError
        If the verdict and the labels do not fit, or a label is unknown.
    """
    verdict = read_verdict(saying.verdict)
    if verdict not in VERDICTS:
        raise DecisionError("decision_verdict", found=saying.verdict, known=words("verdict", VERDICTS))
    if saying.stage not in STAGES:
        raise DecisionError("decision_stage", found=saying.stage, known=", ".join(STAGES[:-1]))
    suggested = suggested_label(programme)
    primary = taxonomy.read_label(saying.primary) if saying.primary else ""
    labels = [taxonomy.read_label(label) for label in saying.further if label.strip()]
    if verdict == "confirm" and not primary:
        if not programme.suggestion:
            raise DecisionError("decision_nothing_to_confirm", programme=programme.id)
        verdict, primary = ("confirm", suggested) if suggested else ("not_mapped", "")
    if verdict not in ("confirm", "correct"):
        if primary or labels:
            raise DecisionError("decision_label_missing", verdict=words("verdict", [verdict]))
        return Saying(verdict, "", (), saying.reason.strip(), saying.stage)
    if not primary:
        raise DecisionError("decision_label_missing", verdict=words("verdict", [verdict]))
    verdict = "confirm" if suggested and same_place(primary, suggested) else "correct"
    further = tuple(dict.fromkeys(label for label in labels if label != primary))
    return Saying(verdict, primary, further, saying.reason.strip(), saying.stage)


def same_place(label: str, suggested: str) -> bool:
    """Whether a label agrees with the suggested one: the same, or its whole dimension."""
    return label == suggested or label == suggested.partition(".")[0]


def standing_of(person: Person) -> str:
    """Give what a person's plain decision counts as."""
    return _STANDING.get(person.role, "pokja")


def reason_due(store: Store, mapping: Mapping, programme: MappedProgramme, person: Person, saying: Saying) -> str:
    """Give the name or word the answer differs from where a reason is due, else an empty string.

    In a blind mapping the other side's answers count for nothing here: being asked would give them away.
    """
    if saying.verdict in ("defer", "withdraw"):
        return ""
    suggested = suggested_label(programme)
    if programme.suggestion and (not same_place(saying.primary, suggested) if suggested else bool(saying.primary)):
        return "suggestion"
    log = store.log(programme.id)
    holding = store.holding(programme.id)
    mine = (saying.primary, tuple(sorted(saying.further)))
    for other in answers_of(seen_decisions(mapping, holding, log, person)):
        if other.person != person.id and other.verdict != "defer" and other.answer != mine:
            return other.name
    return ""


def make_draft(
    store: Store,
    mapping: Mapping,
    programme: MappedProgramme,
    person: Person,
    saying: Saying,
    taxonomy: Taxonomy,
    *,
    standing: str,
    key: str = "",
    version: int | None = None,
    seen: Iterable[str] | None = None,
    ask: bool = True,
) -> Draft:
    """Make a decision ready to be taken.

    Parameters
    ----------
    ask : bool
        Whether a missing reason is asked for (an error) or let pass; workbooks filled offline let it pass, since a
        decision without its reason is worth more than none.
    """
    said = read_saying(saying, programme, taxonomy)
    if ask and not said.reason:
        other = reason_due(store, mapping, programme, person, said)
        if other:
            code = "decision_reason_suggestion" if other == "suggestion" else "decision_reason_person"
            suggested = filter(None, [suggested_label(programme)])
            raise DecisionError(code, programme=programme.id, name=other, label=taxonomy.told(*suggested))
    return Draft(
        programme=programme.id, person=person.id, verdict=said.verdict, primary=said.primary, further=said.further,
        standing=standing, reason=said.reason, stage=said.stage, suggestion=programme.suggestion, key=key,
        version=version, seen=None if seen is None else frozenset(seen),
    )  # fmt: skip
