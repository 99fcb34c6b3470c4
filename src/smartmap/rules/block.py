"""Finding the rules that fire on many texts at once, with the same outcome as :meth:`Matcher.match` one by one.

The tree of phrases lies in arrays: every place of every text goes down it together, a step a word. What then is left to
a text of its own, rules of several phrases and overlapping words, is rare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.rules.match import Hit, Matcher, Phrase
from smartmap.text.lexicon import Columns, Lexicon

if TYPE_CHECKING:
    from smartmap.arrays import Flags, Ints


_STEM = 32  # bits of a key that hold a stem


class Hits(NamedTuple):
    """Rules that fire on texts: text, rule, and the words (first and one past last token of its text) that made it.

    In the order of the texts and inside a text, as :meth:`Matcher.match` gives them.
    """

    texts: Ints
    rules: Ints
    firsts: Ints
    lasts: Ints


class _Found(NamedTuple):
    """Phrases found: text, slot, first token and one past the last, counted over all texts."""

    texts: Ints
    slots: Ints
    firsts: Ints
    lasts: Ints

    def where(self, keep: Flags) -> _Found:
        return _Found(*(column[keep] for column in self))


class BlockMatcher:
    """Matches rules on the columns of many texts.

    Parameters
    ----------
    matcher : Matcher
    lexicon : Lexicon
        Gets the stems of the phrases.
    """

    def __init__(self, matcher: Matcher, lexicon: Lexicon) -> None:
        self._matcher = matcher
        plans, owners = matcher.plans, matcher.owners
        self._owners = np.array([*owners, -1], dtype=np.int64)
        self._unless = np.array([plan.unless for plan in plans], dtype=np.int64)
        # Slots that fire a rule by themselves; the others wait for their like or forbid.
        self._alone = np.zeros(len(owners), dtype=bool)
        self._alone[[plan.any for plan in plans if plan.any >= 0 and not plan.all]] = True
        # A group of function words alone has no slot and never holds.
        self._together = [number for number, plan in enumerate(plans) if plan.all and -1 not in plan.all]
        self._needed = {
            number: [slot for slot in (plans[number].any, *plans[number].all) if slot >= 0] for number in self._together
        }
        self._waits = np.zeros(len(owners), dtype=bool)
        self._waits[[slot for slots in self._needed.values() for slot in slots]] = True
        self._near = {number for number, plan in enumerate(plans) if plan.near}
        labels = sorted({rule.label for rule in matcher.rules})
        self._labels = np.array([labels.index(rule.label) for rule in matcher.rules], dtype=np.int64)
        self._weights = np.array([rule.weight for rule in matcher.rules])
        self._plant(matcher.phrases(), lexicon)

    def _plant(self, phrases: Sequence[Phrase], lexicon: Lexicon) -> None:
        """Lay the tree into arrays: from (node, stem) to node, and from node to the slots that end there."""
        edges: dict[int, int] = {}
        slots: dict[int, list[int]] = {}
        worded: dict[int, list[Phrase]] = {}
        for phrase in phrases:
            node = 0
            for stem in phrase.stems:
                node = edges.setdefault(node << _STEM | lexicon.stem(stem), len(edges) + 1)
            if phrase.words:
                worded.setdefault(node, []).append(phrase)
            else:
                slots.setdefault(node, []).append(phrase.slot)
        nodes = len(edges) + 1
        self._keys = np.array(sorted(edges), dtype=np.int64)
        self._targets = np.array([edges[key] for key in self._keys.tolist()], dtype=np.int64)
        self._roots = np.full(len(lexicon.stems) + 1, -1, dtype=np.int64)  # the last one stands for all later stems
        first = self._keys < 1 << _STEM
        self._roots[self._keys[first]] = self._targets[first]
        self._goes_on = np.zeros(nodes, dtype=bool)
        self._goes_on[self._keys >> _STEM] = True
        self._first_slot, self._n_slots = _spans(slots, nodes)
        self._slots = np.array([slot for node in sorted(slots) for slot in slots[node]], dtype=np.int64)
        self._first_worded, self._n_worded = _spans(worded, nodes)
        as_written = [phrase for node in sorted(worded) for phrase in worded[node]]
        self._worded_slots = np.array([phrase.slot for phrase in as_written], dtype=np.int64)
        self._words = np.full((len(as_written), max([1, *(len(phrase.words) for phrase in as_written)])), -1)
        for place, phrase in enumerate(as_written):
            self._words[place, : len(phrase.words)] = [lexicon.word(word) for word in phrase.words]

    def match(self, columns: Columns, around: Sequence[frozenset[str]]) -> Hits:
        """Find the rules that fire; see :meth:`Matcher.match`.

        Which phrases a text holds is noted in a table of texts by slots, a byte each, so that memory grows with both.

        Parameters
        ----------
        columns : Columns
            Of the texts.
        around : sequence of set of str
            Stems beside each text.
        """
        found = self._find(columns)
        seen = np.zeros((len(columns), len(self._matcher.owners) + 1), dtype=bool)
        seen[found.texts, found.slots] = True
        seen[:, -1] = False  # what slot -1 stands for
        hits = self._first_places(found.where(self._alone[found.slots]))
        if self._together:
            hits = self._with_those_of_several(hits, found, seen)
        texts, rules, _, _ = hits
        keep = ~seen[texts, self._unless[rules]]
        if self._near:
            pairs = zip(texts.tolist(), rules.tolist(), strict=True)
            keep &= np.array([self._is_near(columns, around, *pair) for pair in pairs], dtype=bool)
        hits = Hits(*(column[keep] for column in hits))
        hits = self._without_overlaps(hits)
        start = columns.firsts[hits.texts]
        return Hits(hits.texts, hits.rules, hits.firsts - start, hits.lasts - start)

    def _find(self, columns: Columns) -> _Found:
        """Every phrase at every place."""
        stems, texts = columns.stems, columns.texts
        node = self._roots.take(stems, mode="clip")
        place = np.flatnonzero(node >= 0)
        node = node[place]
        ends: list[tuple[Ints, Ints, Ints]] = []
        depth = 1
        while len(place):
            ends.append((place, place + depth, node))
            on = self._goes_on[node] & (place + depth < len(stems))
            place, node = place[on], node[on]
            same = texts[place] == texts[place + depth]
            place, node = place[same], node[same]
            key = node << _STEM | stems[place + depth]
            near = self._keys.searchsorted(key)
            near[near == len(self._keys)] = 0
            hit = self._keys[near] == key
            place, node = place[hit], self._targets[near[hit]]
            depth += 1
        if not ends:
            nothing = np.zeros(0, dtype=np.int64)
            return _Found(nothing, nothing, nothing, nothing)
        first, last, node = (np.concatenate(column) for column in zip(*ends, strict=True))
        counts = self._n_slots[node]
        slot = np.repeat(self._first_slot[node] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        by_stem = _Found(
            texts[np.repeat(first, counts)], self._slots[slot], *(np.repeat(c, counts) for c in (first, last))
        )
        by_word = self._as_written(columns, first, last, node)
        return by_stem if by_word is None else _Found(*map(np.concatenate, zip(by_stem, by_word, strict=True)))

    def _as_written(self, columns: Columns, first: Ints, last: Ints, node: Ints) -> _Found | None:
        """Phrases that count only as they are written."""
        counts = self._n_worded[node]
        if not counts.any():
            return None
        number = np.repeat(self._first_worded[node] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        first, last = np.repeat(first, counts), np.repeat(last, counts)
        wanted = self._words[number]
        same = np.ones(len(first), dtype=bool)
        for place in range(wanted.shape[1]):
            inside = first + place < last
            same[inside] &= columns.words[(first + place)[inside]] == wanted[inside, place]
        return _Found(columns.texts[first[same]], self._worded_slots[number[same]], first[same], last[same])

    def _first_places(self, found: _Found) -> Hits:
        """The first place of each rule in each text."""
        rules = self._owners[found.slots]
        order = np.lexsort((found.lasts, found.firsts, rules, found.texts))
        texts, rules = found.texts[order], rules[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (texts[1:] != texts[:-1]) | (rules[1:] != rules[:-1])
        order = order[new]
        return Hits(texts[new], rules[new], found.firsts[order], found.lasts[order])

    def _with_those_of_several(self, hits: Hits, found: _Found, seen: Flags) -> Hits:
        """Add rules that need several phrases near each other."""
        candidates = np.zeros((len(seen), len(self._together)), dtype=bool)
        for column, number in enumerate(self._together):
            candidates[:, column] = seen[:, self._needed[number]].all(axis=1)
        concerned = np.logical_or.reduce(candidates, axis=1)
        some = found.where(concerned[found.texts] & self._waits[found.slots])
        places: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for text, slot, *span in sorted(zip(*(column.tolist() for column in some), strict=True)):
            places.setdefault(text, {}).setdefault(slot, []).append((span[0], span[1]))
        more = []
        for text, column in np.argwhere(candidates).tolist():
            number = self._together[column]
            spans = self._matcher.fires(self._matcher.plans[number], places[text], self._matcher.rules[number].within)
            if spans:
                more.append((text, number, *min(spans)))
        if not more:
            return hits
        return Hits(*map(np.concatenate, zip(hits, np.array(more, dtype=np.int64).T, strict=True)))

    def _is_near(self, columns: Columns, around: Sequence[frozenset[str]], text: int, rule: int) -> bool:
        near = self._matcher.plans[rule].near
        if not near or near & around[text]:
            return True
        span = slice(columns.firsts[text], columns.firsts[text + 1])
        return not near.isdisjoint(columns.lexicon.stems[number] for number in columns.stems[span].tolist())

    def _without_overlaps(self, hits: Hits) -> Hits:
        """Sort the hits, and of those for one label that overlap keep the heaviest set."""
        texts, rules, firsts, lasts = hits
        labels = self._labels[rules]
        order = np.lexsort((rules, lasts, firsts, labels, texts))
        group = (texts * (len(self._labels) + 1) + labels)[order]
        # A hit that begins where all before it of its text and label have ended begins a new cluster.
        far = np.cumsum(np.append(0, group[1:] != group[:-1])[: len(group)]) * (int(lasts.max(initial=0)) + 1)
        reach = np.maximum.accumulate(lasts[order] + far)
        begins = np.flatnonzero(np.append(True, firsts[order][1:] + far[1:] >= reach[:-1])[: len(group)])
        sizes = np.diff(np.append(begins, len(group)))
        if (sizes > 1).any():
            drop = np.zeros(len(order), dtype=bool)
            pairs = begins[sizes == 2]
            drop[self._lighter(hits, order[pairs], order[pairs + 1])] = True
            for begin, size in zip(begins[sizes > 2].tolist(), sizes[sizes > 2].tolist(), strict=True):
                members = order[begin : begin + size]
                rows = zip(*(column[members].tolist() for column in (rules, firsts, lasts)), strict=True)
                kept = {hit.rule for hit in self._matcher.heaviest([Hit(*row) for row in rows])}
                drop[[place for place in members.tolist() if rules[place] not in kept]] = True
            hits = Hits(*(column[~drop] for column in hits))
        order = np.lexsort((hits.rules, hits.lasts, hits.firsts, hits.texts))
        return Hits(*(column[order] for column in hits))

    def _lighter(self, hits: Hits, left: Ints, right: Ints) -> Ints:
        """Of overlapping pairs give the hits to drop; of two that weigh the same the one that ends first stays."""
        behind = self._weights[hits.rules[right]] - self._weights[hits.rules[left]]
        keep_right = (behind > 0) | ((behind == 0) & (hits.lasts[right] < hits.lasts[left]))
        return np.where(keep_right, left, right)


def _spans(items: Mapping[int, Sequence[object]], n: int) -> tuple[Ints, Ints]:
    """Where the items of each number begin when all stand in one row, and how many they are."""
    counts = np.array([len(items.get(number, ())) for number in range(n)], dtype=np.int64)
    return np.cumsum(counts) - counts, counts
