"""The review's verbs, over a store.

::

    review = Review(open_store("smartmap.db"))
    review.prepare(mapping, load_suggester())
    for item in review.queue(mapping, for_=rina, order="uncertain"):
        review.decide(item.programme.id, rina, "confirm", version=item.programme.version)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smartmap.errors import DecisionError
from smartmap.records import Result
from smartmap.review import deciding, fresh, queues
from smartmap.review.deciding import Saying
from smartmap.review.history import Step, history
from smartmap.review.progress import Progress, progress
from smartmap.review.sight import seen_decisions, seen_holding
from smartmap.store.holding import answers_of
from smartmap.store.records import Decision, Draft, Holding, MappedProgramme, Mapping, Person
from smartmap.store.store import Store
from smartmap.taxonomy import Taxonomy, load_taxonomy
from smartmap.words import read_word, words

if TYPE_CHECKING:
    from smartmap.review.agreement import Agreement
    from smartmap.suggest import Suggester

BATCH = 500  # programmes suggested and kept in one transaction


class Review:
    """What a pokja, its lead and the adviser do with a mapping. People and mappings are given as records or ids."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._learned: dict[str, tuple[object, Suggester, Suggester]] = {}

    def taxonomy(self, mapping: str | Mapping) -> Taxonomy:
        """Give the frame of a mapping."""
        return load_taxonomy(self.store.mapping(mapping).frame)

    def prepare(self, mapping: str | Mapping, suggester: Suggester, *, again: bool = False) -> int:
        """Suggest for every programme that has no suggestion yet (or for all), and group near-identical ones.

        Returns
        -------
        int
            How many were suggested for.
        """
        every = self.store.programmes(mapping)
        open_ones = [item for item in every if again or not item.suggestion]
        for start in range(0, len(open_ones), BATCH):
            part = open_ones[start : start + BATCH]
            results = suggester.suggest_many([item.programme for item in part], on_error="give")
            pairs = zip(part, results, strict=True)
            self.store.add_suggestions((item.id, result) for item, result in pairs if isinstance(result, Result))
        from smartmap.review.twins import group_twins

        keys = group_twins(every)
        self.store.regroup({item.id: keys[item.id] for item in every if keys[item.id] != item.twin})
        return len(open_ones)

    def suggester(self, mapping: str | Mapping, base: Suggester) -> Suggester:
        """Give a suggester that knows what was decided in a mapping and its region by now.

        Parameters
        ----------
        base : Suggester
            Without decisions; it stays as it is.
        """
        from smartmap.memory import heads, with_decisions

        found = self.store.mapping(mapping)
        now = heads(self.store, found)
        known = self._learned.get(found.id)
        if known is None or known[0] != now or known[1] is not base:
            known = self._learned[found.id] = (now, base, with_decisions(base, self.store, found))
        return known[2]

    # --- what to look at

    def queue(
        self,
        mapping: str | Mapping,
        *,
        for_: str | Person | None = None,
        order: str = "document",
        pokja: str = "",
        opd: str = "",
        limit: int | None = 50,
        suggester: Suggester | None = None,
    ) -> list[queues.Item]:
        """Give what is open for a person; see :func:`smartmap.review.queues.queue`.

        Parameters
        ----------
        suggester : Suggester, optional
            Suggests anew from what was decided by now (see :meth:`suggester`) and orders by that. What is shown is
            kept as the programme's newest suggestion, so that ``confirm`` means what is shown; suggestions that
            were answered stay as they were.
        """
        found, person = self.store.mapping(mapping), self._person(for_)
        order = read_word("order", queues.ORDERS, order)
        if suggester is None:
            return queues.queue(self.store, found, person, order, pokja=pokja, opd=opd, limit=limit)
        wider = limit if limit is None or order != "uncertain" else max(fresh.WINDOW, limit)
        items = queues.queue(self.store, found, person, order, pokja=pokja, opd=opd, limit=wider)
        learned = self.suggester(found, suggester)
        return fresh.renew(self.store, found, person, items, learned, reorder=order == "uncertain", limit=limit)

    def groups(self, mapping: str | Mapping) -> list[list[MappedProgramme]]:
        """Give the groups of two and more nearly identical programmes, largest first."""
        groups: dict[str, list[MappedProgramme]] = {}
        for item in self.store.programmes(mapping):
            groups.setdefault(item.twin, []).append(item)
        return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: -len(group))

    # --- deciding

    def decide(
        self,
        programme: str,
        person: str | Person,
        verdict: str,
        primary: str = "",
        further: Iterable[str] = (),
        *,
        reason: str = "",
        stage: str = "",
        key: str = "",
        version: int | None = None,
    ) -> Decision:
        """Take a person's decision on a programme.

        Parameters
        ----------
        verdict : {"confirm", "correct", "not_mapped", "defer", "withdraw"}
            Or its word in a workbook, such as ``setuju``. ``confirm`` needs no label.
        primary, further : str, iterable of str
            Dimensions or sub-dimensions, as people write them; a slip of spelling is refused with the nearest offered.
        reason : str
            Asked for where the answer differs from the suggestion or from another person's.
        key : str
            Idempotency key: sent twice, it counts once.
        version : int, optional
            Version of the programme the person saw.

        Raises
        ------
        DecisionError
            If a reason is due, the programme changed meanwhile, or verdict and labels do not fit.
        """
        saying = Saying(verdict, primary, tuple(further), reason, stage)
        found = self._found(person)
        return self._take([programme], found, saying, deciding.standing_of(found), key, version=version)[0]

    def decide_all(
        self,
        programmes: Sequence[str],
        person: str | Person,
        verdict: str,
        primary: str = "",
        further: Iterable[str] = (),
        *,
        reason: str = "",
        stage: str = "",
        key: str = "",
    ) -> list[Decision]:
        """Take one decision for several programmes of a mapping, such as a group of twins: a row each, all or none."""
        saying = Saying(verdict, primary, tuple(further), reason, stage)
        found = self._found(person)
        return self._take(programmes, found, saying, deciding.standing_of(found), key)

    def settle(
        self, programme: str, person: str | Person, verdict: str, primary: str = "", further: Iterable[str] = (), *,
        reason: str = "", stage: str = "", key: str = "", seen: Iterable[str] | None = None,
    ) -> Decision:  # fmt: skip
        """Settle a programme as the lead of a pokja.

        Parameters
        ----------
        seen : iterable of str, optional
            Ids of the decisions weighed; refused if another one counts by now.
        """
        found = self._found(person)
        if found.role != "lead":
            raise DecisionError("decision_role", name=found.name, role=_role(found.role), needed=_role("lead"))
        saying = Saying(verdict, primary, tuple(further), reason, stage)
        return self._take([programme], found, saying, "lead", key, seen=seen)[0]

    def adopt(
        self, programme: str, person: str | Person, verdict: str = "", primary: str = "", further: Iterable[str] = (),
        *, reason: str = "", stage: str = "", key: str = "", seen: Iterable[str] | None = None,
    ) -> Decision:  # fmt: skip
        """Map a programme again as the adviser; without a verdict, adopt what the pokja or its lead holds."""
        found = self._found(person)
        if found.role != "adviser":
            raise DecisionError("decision_role", name=found.name, role=_role(found.role), needed=_role("adviser"))
        if not verdict:
            mapping = self.store.mapping(self.store.programme(programme).mapping)
            held = seen_holding(mapping, self.store.holding(programme), found)
            if not held.holds:
                raise DecisionError(
                    "decision_nothing_to_adopt", programme=programme, state=words("label_state", [held.state])
                )
            verdict, primary, further = held.verdict, held.primary, held.further
            reason = reason or held.decision  # where the reason lies: the decision adopted
        saying = Saying(verdict, primary, tuple(further), reason, stage)
        return self._take([programme], found, saying, "adviser", key, seen=seen)[0]

    def undo(self, decision: str, person: str | Person, *, reason: str = "", key: str = "") -> Decision:
        """Take a decision back with a row of its own; undoing that row brings it back.

        A person undoes their own; an admin anybody's, with a reason.
        """
        undone, found = self.store.decision(decision), self._found(person)
        if undone.person != found.id and found.role != "admin":
            raise DecisionError("decision_undo_other", decision=decision, name=undone.name)
        if undone.person != found.id and not reason.strip():
            raise DecisionError("decision_undo_reason", decision=decision, name=undone.name)
        draft = Draft(
            undone.programme, found.id, "withdraw", standing=undone.standing, reason=reason.strip(), stage=undone.stage,
            undoes=undone.id, key=key,
        )  # fmt: skip
        return self.store.append(undone.mapping, [draft])[0]

    # --- what was and what is

    def history(self, programme: str, *, viewer: str | Person | None = None) -> list[Step]:
        """Say who decided what, when and why; in a blind mapping as far as the viewer may see it."""
        return history(self.store, programme, self._person(viewer))

    def answers(self, programme: str, *, viewer: str | Person | None = None) -> list[Decision]:
        """Give what each person holds on a programme now."""
        found = self.store.programme(programme)
        mapping, holding = self.store.mapping(found.mapping), self.store.holding(programme)
        return answers_of(seen_decisions(mapping, holding, self.store.log(programme), self._person(viewer)))

    def current(self, mapping: str | Mapping, *, viewer: str | Person | None = None) -> list[Holding]:
        """Give what holds for every programme, in the document's order."""
        found, person = self.store.mapping(mapping), self._person(viewer)
        held = self.store.holdings(found)
        return [seen_holding(found, item, person) for item in held] if found.blind else held

    def progress(self, mapping: str | Mapping) -> Progress:
        """Count how far the mapping has come, per pokja, OPD, dimension and person."""
        found = self.store.mapping(mapping)
        return progress(self.store, found, self.taxonomy(found).ids)

    def agreement(self, mapping: str | Mapping, *, viewer: str | Person | None = None, fine: bool = False) -> Agreement:
        """Measure how far people agree; see :func:`smartmap.review.agreement.agreement`."""
        from smartmap.review.agreement import agreement

        found = self.store.mapping(mapping)
        return agreement(self.store, found, self._person(viewer), self.taxonomy(found).ids, fine=fine)

    # --- inside

    def _person(self, person: str | Person | None) -> Person | None:
        return None if person is None else self._found(person)

    def _found(self, person: str | Person) -> Person:
        # Read again even if a record is given: the role may have changed since.
        return self.store.person(person.id if isinstance(person, Person) else person)

    def _take(
        self,
        programmes: Sequence[str],
        person: Person,
        saying: Saying,
        standing: str,
        key: str,
        *,
        version: int | None = None,
        seen: Iterable[str] | None = None,
    ) -> list[Decision]:
        found = [self.store.programme(id) for id in programmes]
        mapping = self.store.mapping(found[0].mapping)
        taxonomy = self.taxonomy(mapping)
        drafts = [
            deciding.make_draft(
                self.store, mapping, item, person, saying, taxonomy, standing=standing, version=version, seen=seen,
                key=f"{key}/{item.id}" if key and len(found) > 1 else key,
            )
            for item in found
        ]  # fmt: skip
        return self.store.append(mapping, drafts)


def _role(role: str) -> dict[str, str]:
    return words("label_role", [role])
