"""Finding the rules that fire on a text, with the words that made them fire.

Phrases lie in one tree of stems: a text costs a look-up per word, and one more for each word that goes on with a
phrase, however many rules there are.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from smartmap.rules.rule import Rule
from smartmap.text.tokens import Analyzer, Tokens


class Hit(NamedTuple):
    """A rule that fires, and the words (first and one past last token) that made it."""

    rule: int
    first: int
    last: int


class Phrase(NamedTuple):
    """A row of stems to look for, and the slot it fills."""

    stems: tuple[str, ...]
    words: tuple[str, ...]  # empty: matches by stem
    slot: int


class Branch(NamedTuple):
    """What may follow the stems on the way here, and the phrases that end here.

    Slots of phrases, phrases that count only as they are written, and slots of those that only forbid a rule (many, and
    of everyday words).
    """

    next: dict[str, Branch]
    slots: list[int]
    written: list[Phrase]
    forbidding: set[int]


class Plan(NamedTuple):
    """A rule with its phrases as slots: each slot is a set of alternatives of which one has to be found."""

    any: int  # slot, or -1
    all: tuple[int, ...]
    unless: int
    near: frozenset[str]


class Matcher:
    """Matches rules on tokens.

    Parameters
    ----------
    rules : iterable of Rule
        Kept sorted by id; hits name a rule by its place there.
    analyzer : Analyzer
        Used once, for the stems of the phrases.
    """

    def __init__(self, rules: Iterable[Rule], analyzer: Analyzer) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))  # their order in files means nothing
        self._phrases: list[Phrase] = []
        self._tree: dict[str, Branch] = {}
        self._checksum = ""
        self.owners: list[int] = []  # rule of a slot
        self.plans: list[Plan] = []
        for number, rule in enumerate(self.rules):
            any_slot = self._slot(number, rule.any, analyzer)
            groups = tuple(self._slot(number, group, analyzer) for group in rule.all)
            unless = self._slot(number, rule.unless, analyzer, forbids=True)
            near = frozenset(stem for word in rule.near for stem in analyzer.stems(word))
            self.plans.append(Plan(any_slot, groups, unless, near))

    @classmethod
    def restore(
        cls, rules: tuple[Rule, ...], plans: list[Plan], owners: list[int], phrases: Iterable[Phrase], checksum: str
    ) -> Matcher:
        """Make a matcher of compiled parts; see :mod:`smartmap.rules.compiled`."""
        matcher = cls.__new__(cls)
        matcher._phrases, matcher._tree = [], {}
        matcher.rules, matcher.plans, matcher.owners, matcher._checksum = rules, plans, owners, checksum
        forbidding = {plan.unless for plan in plans}
        for phrase in phrases:
            matcher._add(phrase, phrase.slot in forbidding)
        return matcher

    def phrases(self) -> list[Phrase]:
        """Give every phrase in order of its slot."""
        return sorted(self._phrases, key=lambda item: (item.slot, item))

    @property
    def checksum(self) -> str:
        """SHA-256 over what the rules say, whatever file or order they stand in."""
        if self._checksum:
            return self._checksum
        rows = sorted(
            json.dumps(
                [
                    rule.id, sorted(rule.any), sorted(sorted(group) for group in rule.all), rule.within,
                    sorted(rule.unless), sorted(rule.near), sorted(rule.votes.items()),
                ],
                ensure_ascii=False,
            )
            for rule in self.rules
        )  # fmt: skip
        return "sha256:" + hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def _slot(self, rule: int, phrases: Iterable[str], analyzer: Analyzer, *, forbids: bool = False) -> int:
        slot = -1
        for phrase in phrases:
            tokens = analyzer.analyze(phrase.removeprefix("="))
            places = [place for place, stem in enumerate(tokens.stems) if stem]
            if not places:
                continue
            if slot < 0:
                slot = len(self.owners)
                self.owners.append(rule)
            stems = tuple(tokens.stems[place] for place in places)
            words = tuple(tokens.words[place] for place in places) if phrase.startswith("=") else ()
            self._add(Phrase(stems, words, slot), forbids)
        return slot

    def _add(self, phrase: Phrase, forbids: bool) -> None:
        self._phrases.append(phrase)
        branches, branch = self._tree, None
        for stem in phrase.stems:
            branch = branches.get(stem)
            if branch is None:
                branch = branches[stem] = Branch({}, [], [], set())
            branches = branch.next
        if branch is None:
            return
        if phrase.words:
            branch.written.append(phrase)
        elif forbids:
            branch.forbidding.add(phrase.slot)
        else:
            branch.slots.append(phrase.slot)

    def match(self, tokens: Tokens, context: Collection[str] = (), without: Collection[int] = ()) -> list[Hit]:
        """Find the rules that fire.

        Parameters
        ----------
        tokens : Tokens
            Of the text.
        context : collection of str
            Stems beside the text (OPD, bidang urusan), for the rules with ``near``.
        without : collection of int
            Rules to leave out, as if they had not been written.

        Returns
        -------
        list of Hit
            In the order of the text, each rule at most once. Hits that vote for the same label never overlap: of
            several readings of the same words the set that weighs most in the rule files is kept (``bank sampah`` says
            what ``sampah`` says). Fitting scales a rule afterwards: by its learned weight another set would be kept on
            4 % of the corpus, which changes no figure in the third decimal.
        """
        found, forbidding = self._find(tokens)
        if not found:
            return []
        forbidden = set().union(found, *forbidding)
        fired: list[tuple[int, int, int]] = []  # first and one past last token, rule: sorted as hits are given
        several: set[int] = set()
        for slot, spans in found.items():
            number = self.owners[slot]
            any_slot, together, unless, near = self.plans[number]
            if together:
                several.add(number)
            elif slot == any_slot and unless not in forbidden and not (near and self._far(near, tokens, context)):
                fired.append((*spans[0], number))  # places are found in order
        for number in several:
            plan = self.plans[number]
            spans = self.fires(plan, found, self.rules[number].within)
            if spans and plan.unless not in forbidden and not (plan.near and self._far(plan.near, tokens, context)):
                fired.append((*min(spans), number))
        fired.sort()
        hits = [Hit(number, first, last) for first, last, number in fired if number not in without]
        return self.heaviest(hits) if _overlap(hits) else hits

    @staticmethod
    def _far(near: frozenset[str], tokens: Tokens, context: Collection[str]) -> bool:
        return near.isdisjoint(tokens.stems) and near.isdisjoint(context)

    def _find(self, tokens: Tokens) -> tuple[dict[int, list[tuple[int, int]]], list[set[int]]]:
        """Every place of every phrase, by slot; and sets of slots that hold a forbidding phrase, places aside."""
        stems = tokens.stems
        found: dict[int, list[tuple[int, int]]] = {}
        forbidding: list[set[int]] = []
        count = len(stems)
        for place, branch in enumerate(map(self._tree.get, stems)):
            end = place
            while branch is not None:
                end += 1
                following, slots, written, forbids = branch
                if forbids:
                    forbidding.append(forbids)
                for slot in slots:
                    if slot in found:
                        found[slot].append((place, end))
                    else:
                        found[slot] = [(place, end)]
                for _, words, slot in written:
                    if tuple(tokens.words[place:end]) == words:
                        found.setdefault(slot, []).append((place, end))
                branch = following.get(stems[end]) if following and end < count else None
        return found, forbidding

    @staticmethod
    def fires(plan: Plan, found: dict[int, list[tuple[int, int]]], within: int) -> list[tuple[int, int]]:
        """Spans at which a rule's `any` and `all` hold together; each covers only the words that matched."""
        slots = (plan.any, *plan.all) if plan.any >= 0 else plan.all
        if not slots:  # function words alone
            return []
        for slot in slots:
            if slot not in found:
                return []
        spans = found[slots[0]]
        for slot in slots[1:]:
            others = sorted(found[slot])
            longest = max(end - begin for begin, end in others)
            spans = [
                (min(first, other[0]), max(last, other[1]))
                for first, last in spans
                for other in others[
                    bisect_right(others, (first - within - longest,)) : bisect_left(others, (last + within,))
                ]
                if first - other[1] < within
            ]
            spans = list(dict.fromkeys(spans))[:16]  # a text that repeats itself must not multiply its spans
        return spans

    def heaviest(self, hits: list[Hit]) -> list[Hit]:
        """Keep, label by label, the non-overlapping hits of the greatest summed weight (interval scheduling)."""
        by_label: dict[str, list[Hit]] = {}
        for hit in hits:
            by_label.setdefault(self.rules[hit.rule].label, []).append(hit)
        kept: list[Hit] = []
        for group in by_label.values():
            if not _overlap(group):
                kept += group
                continue
            group.sort(key=lambda hit: (hit.last, hit.first, hit.rule))
            best: list[tuple[float, tuple[Hit, ...]]] = [(0.0, ())]
            ends: list[int] = []
            for number, hit in enumerate(group):
                before = bisect_right(ends, hit.first, 0, number)
                taken = best[before][0] + self.rules[hit.rule].weight
                best.append(max(best[number], (taken, (*best[before][1], hit)), key=lambda item: item[0]))
                ends.append(hit.last)
            kept += best[-1][1]
        kept.sort(key=_in_order)
        return kept


def _overlap(hits: Sequence[Hit]) -> bool:
    """Whether any of some hits, given in order, overlap."""
    reach = 0
    for _, first, last in hits:
        if first < reach:
            return True
        reach = last
    return False


def _in_order(hit: Hit) -> tuple[int, int, int]:
    return hit.first, hit.last, hit.rule
