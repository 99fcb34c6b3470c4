"""Taking a filled workbook back: every row is accounted for, good rows are kept in one transaction with the import."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap.errors import DecisionError, TaxonomyError, message
from smartmap.review.deciding import Saying, make_draft, reason_due, standing_of
from smartmap.review.workbook.answers import Answer, Refusal, read_answer, read_person
from smartmap.review.workbook.layout import checksum, fold
from smartmap.review.workbook.read import Filled, read
from smartmap.store.chain import canonical, clean, digest
from smartmap.store.holding import answers_of
from smartmap.store.programmes import told
from smartmap.store.records import Decision, Draft, MappedProgramme, Mapping, Person

if TYPE_CHECKING:
    from smartmap.review.review import Review

OUTCOMES = ("taken", "same", "already", "empty", "refused")
"""Taken now; the person's answer already; taken once and replaced since; nothing filled in; cannot be taken."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row. ``code`` is a key of the message catalogue; ``slips``: misspelt labels and their names."""

    sheet: str
    row: int
    outcome: str
    code: str
    fields: dict[str, object] = field(default_factory=dict)
    slips: tuple[tuple[str, dict[str, str]], ...] = ()

    @property
    def needs_look(self) -> bool:
        """Whether somebody should look at it: it was not taken as it stands, or without a reason that is due."""
        return self.outcome in ("already", "refused") or self.code == "workbook_taken_no_reason" or bool(self.slips)

    def message(self, language: str = "id") -> str:
        """Say what became of it and why, and how misspelt labels were read."""
        read = [message("workbook_slip", language, found=found, name=name) for found, name in self.slips]
        return "; ".join([message(self.code, language, **self.fields), *read])


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a workbook, row by row."""

    file: str
    rows: tuple[Row, ...]
    decisions: tuple[Decision, ...] = ()

    def count(self, outcome: str) -> int:
        """Count the rows of an outcome."""
        return sum(row.outcome == outcome for row in self.rows)


def take(
    review: Review,
    mapping: str | Mapping,
    path: str | Path,
    *,
    person: str | Person | None = None,
    stage: str = "",
    again: bool = False,
    dry_run: bool = False,
) -> Report:
    """Take the decisions of a filled workbook; the same one taken twice changes nothing.

    Parameters
    ----------
    person : str or Person, optional
        Who decided where the column *Diputuskan oleh* is empty.
    again : bool
        Take answers again that were taken once and replaced since.
    dry_run : bool
        Only report.

    Raises
    ------
    DocumentError
        If the file cannot be read; nothing is taken then.
    """
    path = Path(path)
    taking = _Taking(review, review.store.mapping(mapping), person, stage, again)
    for filled in read(path):
        taking.look(filled)
    taking.refuse_clashes()
    rows = tuple(sorted(taking.rows, key=lambda row: (row.sheet, row.row)))
    report = Report(str(path), rows)
    drafts = [draft for _, draft in taking.drafts]
    if dry_run or not drafts:
        return report
    summary = canonical({**Counter(row.outcome for row in rows)})
    sender = person.id if isinstance(person, Person) else person or ""
    content = digest(json.dumps([[row.sheet, row.row, row.code] for row in rows]) + digest_of(path))
    kept = review.store.record_import(
        taking.mapping, drafts, file=path.name, digest=content, person=sender, report=summary
    )
    return replace(report, decisions=tuple(kept))


def digest_of(path: Path) -> str:
    """Give the checksum of a file."""
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _kind(verdict: str) -> str:
    """Agreeing and correcting are the same answer if the labels are: which it is depends on the suggestion then."""
    return "maps" if verdict in ("confirm", "correct") else verdict


class _Taking:
    """One import: what is known of the mapping, and what became of the rows so far."""

    def __init__(self, review: Review, mapping: Mapping, person: str | Person | None, stage: str, again: bool) -> None:
        store = self.store = review.store
        self.mapping, self.stage, self.again = mapping, stage, again
        self.taxonomy = review.taxonomy(mapping)
        self.people = store.people()
        self.sender = None if person is None else store.person(person.id if isinstance(person, Person) else person)
        self.programmes = {item.id: item for item in store.programmes(mapping)}
        self.by_text: dict[str, list[MappedProgramme]] = defaultdict(list)
        for item in self.programmes.values():
            self.by_text[fold(item.programme.text)].append(item)
        self.log: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in store.decisions(mapping):
            self.log[decision.programme, decision.person].append(decision)
        self.rows: list[Row] = []
        self.drafts: list[tuple[Filled, Draft]] = []

    def look(self, filled: Filled) -> None:
        """Decide what becomes of a row."""
        try:
            answer = read_answer(filled, self.taxonomy)
            if answer is None:
                self._note(filled, "empty", "workbook_empty")
                return
            programme = self._programme(filled)
            person = read_person(filled, self.people, self.sender)
            self._take(filled, answer, programme, person)
            slips = tuple((found, self.taxonomy.told(label)) for found, label in answer.slips)
            self.rows[-1] = replace(self.rows[-1], slips=slips)
        except Refusal as refusal:
            self._note(filled, "refused", refusal.code, **refusal.fields)
        except (DecisionError, TaxonomyError) as error:
            self._note(filled, "refused", error.code, **error.fields)

    def refuse_clashes(self) -> None:
        """Refuse both of two answers of one person to one programme in the same file: neither is the right one."""
        first: dict[tuple[str, str], tuple[Filled, Draft]] = {}
        clashing: set[str] = set()
        kept: list[tuple[Filled, Draft]] = []
        for filled, draft in self.drafts:
            other = first.setdefault((draft.programme, draft.person), (filled, draft))
            if other[1] is draft:
                kept.append((filled, draft))
            elif other[1].key == draft.key:  # the same programme on two sheets
                self._renote(filled, "same", "workbook_same")
            else:
                clashing.add(other[1].key)
                name = next(person.name for person in self.people if person.id == draft.person)
                fields = {
                    "other": f"{other[0].sheet}:{other[0].row}",
                    "row": f"{filled.sheet}:{filled.row}",
                    "name": name,
                }
                self._renote(filled, "refused", "workbook_clash", **fields)
                self._renote(other[0], "refused", "workbook_clash", **fields)
        self.drafts = [(filled, draft) for filled, draft in kept if draft.key not in clashing]

    def _programme(self, filled: Filled) -> MappedProgramme:
        """Find the programme of a row: by its hidden id where that fits the text, else by the text alone."""
        text, id = filled.get("text"), filled.get("id")
        found = self.programmes.get(id)
        if found is not None:
            version = int(filled.get("version")) if filled.get("version").isdecimal() else 0
            if filled.get("checksum") == checksum(self.mapping.id, id, version, filled.get("suggestion"), text):
                if version != found.version:
                    raise Refusal("workbook_changed", changes=told(self.store.changes(id, version)))
                return self._as_seen(found, filled.get("suggestion"))
        same = self.by_text.get(fold(text), []) if fold(text) else []
        for key, value in (("opd", filled.get("opd")), ("code", filled.get("code"))):
            if len(same) > 1:
                same = [item for item in same if fold(getattr(item.programme, key)) == fold(value)]
        if len(same) == 1:
            return same[0]
        if same:
            raise Refusal("workbook_twin_text", text=text[:80], count=len(same))
        raise Refusal("workbook_unknown", text=text[:80])

    def _as_seen(self, programme: MappedProgramme, suggestion: str) -> MappedProgramme:
        """Give a programme with the suggestion the workbook showed: that one was agreed to, not a newer one."""
        if suggestion == programme.suggestion:
            return programme
        result = self.store.results([suggestion]).get(suggestion)
        if result is None:  # made from another store: what was printed there is not known here
            return replace(programme, suggestion="", label="", status="")
        first = result.first
        label = (first.sub_dimension or first.dimension) if first else ""
        return replace(programme, suggestion=suggestion, label=label, status=result.status)

    def _take(self, filled: Filled, answer: Answer, programme: MappedProgramme, person: Person) -> None:
        reason = clean(filled.get("reason")).strip()
        saying = Saying(answer.verdict, answer.primary, answer.further, reason, self.stage)
        if answer.verdict == "confirm" and not answer.primary and not programme.suggestion:
            raise Refusal("workbook_nothing_suggested")
        draft = make_draft(
            self.store, self.mapping, programme, person, saying, self.taxonomy, standing=standing_of(person),
            version=programme.version, ask=False,
        )  # fmt: skip
        mine = self.log[programme.id, person.id]
        now = next((item for item in answers_of(mine) if item.standing == draft.standing), None)
        labels = [draft.primary, *sorted(draft.further)]
        same = now is not None and (_kind(now.verdict), now.answer) == (
            _kind(draft.verdict),
            (labels[0], tuple(labels[1:])),
        )
        if (same and now is not None and reason in ("", now.reason)) or (now is None and draft.verdict == "withdraw"):
            self._note(filled, "same", "workbook_same")
            return
        facts = [programme.id, programme.version, person.id, _kind(draft.verdict), *labels, reason]
        key = f"wb:{digest(canonical(facts))}"
        earlier = next((item for item in mine if item.key.startswith(key)), None)
        if earlier is not None and not self.again:
            self._note(filled, "already", "workbook_already", at=earlier.at[:16].replace("T", " "))
            return
        if earlier is not None:
            key = f"{key}:{len(mine)}"
        said = Saying(draft.verdict, draft.primary, draft.further, reason)
        missing = not reason and bool(reason_due(self.store, self.mapping, programme, person, said))
        self.drafts.append((filled, replace(draft, key=key)))
        if missing:
            self._note(filled, "taken", "workbook_taken_no_reason", name=person.name)
        else:
            self._note(filled, "taken", "workbook_taken")

    def _note(self, filled: Filled, outcome: str, code: str, **fields: object) -> None:
        self.rows.append(Row(filled.sheet, filled.row, outcome, code, fields))

    def _renote(self, filled: Filled, outcome: str, code: str, **fields: object) -> None:
        self.rows = [row for row in self.rows if (row.sheet, row.row) != (filled.sheet, filled.row)]
        self._note(filled, outcome, code, **fields)
