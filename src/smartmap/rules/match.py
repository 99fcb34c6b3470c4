"""Finding the rules that fire on a text, with the words that made them fire.

Phrases become rows of stems in one dictionary, and each first stem knows how long its phrases are: a text costs a few
look-ups per word however many rules there are.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
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
        self._by_stems: dict[tuple[str, ...], list[Phrase]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._checksum = ""
        self.owners: list[int] = []  # rule of a slot
        self.plans: list[Plan] = []
        for number, rule in enumerate(self.rules):
            any_slot = self._slot(number, rule.any, analyzer)
            groups = tuple(self._slot(number, group, analyzer) for group in rule.all)
            unless = self._slot(number, rule.unless, analyzer)
            near = frozenset(stem for word in rule.near for stem in analyzer.stems(word))
            self.plans.append(Plan(any_slot, groups, unless, near))

    @classmethod
    def restore(
        cls, rules: tuple[Rule, ...], plans: list[Plan], owners: list[int], phrases: Iterable[Phrase], checksum: str
    ) -> Matcher:
        """Make a matcher of compiled parts; see :mod:`smartmap.rules.compiled`."""
        matcher = cls.__new__(cls)
        matcher._by_stems, matcher._lengths = {}, {}
        matcher.rules, matcher.plans, matcher.owners, matcher._checksum = rules, plans, owners, checksum
        for phrase in phrases:
            matcher._add(phrase)
        return matcher

    def phrases(self) -> list[Phrase]:
        """Give every phrase in order of its slot."""
        return sorted((item for group in self._by_stems.values() for item in group), key=lambda item: (item.slot, item))

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

    def _slot(self, rule: int, phrases: Iterable[str], analyzer: Analyzer) -> int:
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
            self._add(Phrase(stems, words, slot))
        return slot

    def _add(self, phrase: Phrase) -> None:
        self._by_stems.setdefault(phrase.stems, []).append(phrase)
        first = phrase.stems[0]
        self._lengths[first] = tuple(sorted({len(phrase.stems), *self._lengths.get(first, ())}))

    def match(self, tokens: Tokens, context: Iterable[str] = ()) -> list[Hit]:
        """Find the rules that fire.

        Parameters
        ----------
        tokens : Tokens
            Of the text.
        context : iterable of str
            Stems beside the text (OPD, bidang urusan), for the rules with ``near``.

        Returns
        -------
        list of Hit
            In the order of the text, each rule at most once. Hits that vote for the same label never overlap: of
            several readings of the same words the set that weighs most is kept (``bank sampah`` says what ``sampah``
            says), so that one more rule can only raise its label.
        """
        found = self._find(tokens)
        if not found:
            return []
        around = None
        hits: list[Hit] = []
        for number in sorted({self.owners[slot] for slot in found}):
            plan = self.plans[number]
            if plan.unless in found:
                continue
            spans = self._fires(plan, found, self.rules[number].within)
            if not spans:
                continue
            if plan.near:
                around = around if around is not None else {*tokens.stems, *context}
                if not plan.near & around:
                    continue
            hits.append(Hit(number, *min(spans)))
        return self._heaviest(hits)

    def _find(self, tokens: Tokens) -> dict[int, list[tuple[int, int]]]:
        """Every place of every phrase, by slot."""
        stems = tokens.stems
        found: dict[int, list[tuple[int, int]]] = {}
        lengths, by_stems, count = self._lengths, self._by_stems, len(stems)
        for place, stem in enumerate(stems):
            for length in lengths.get(stem, ()):
                end = place + length
                if end > count:
                    break
                for phrase in by_stems.get(tuple(stems[place:end]), ()):
                    if phrase.words and tuple(tokens.words[place:end]) != phrase.words:
                        continue
                    found.setdefault(phrase.slot, []).append((place, end))
        return found

    @staticmethod
    def _fires(plan: Plan, found: dict[int, list[tuple[int, int]]], within: int) -> list[tuple[int, int]]:
        """Spans at which a rule's `any` and `all` hold together; each covers only the words that matched."""
        slots = (*((plan.any,) if plan.any >= 0 else ()), *plan.all)
        if any(slot not in found for slot in slots):
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

    def _heaviest(self, hits: list[Hit]) -> list[Hit]:
        """Keep, label by label, the non-overlapping hits of the greatest summed weight (interval scheduling)."""
        by_label: dict[str, list[Hit]] = {}
        for hit in hits:
            by_label.setdefault(self.rules[hit.rule].label, []).append(hit)
        kept: list[Hit] = []
        for group in by_label.values():
            if len(group) == 1:
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
        return sorted(kept, key=lambda hit: (hit.first, hit.last, hit.rule))
