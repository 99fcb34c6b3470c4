"""How much what people decided counts beside the corpus.

A region's habits are its own, so they must not become everybody's:

1. Programmes alike (the same stems but for words every plan is full of) speak once per region, however often they stand
   under different offices, and as at most :attr:`Weighing.regions` regions together.
2. An answer counts by how far more than half of the voices give its dimension to programmes like it. Voices are the
   regions and, where it is clear or the topic is contested, the model in use. So a region that alone differs from a
   clear suggestion, or on a contested topic, does not count: that is its habit, which memory and adapter carry, and a
   model that knew those answers by heart would leave the adapter nothing to learn from. One that answers where the
   model had nothing clear to say counts fully.
3. All answers of a region together weigh at most a small share of the corpus.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.records import Result
from smartmap.suggest import Suggester
from smartmap.taxonomy import Taxonomy
from smartmap.training.decided import Answer

if TYPE_CHECKING:
    from smartmap.arrays import Floats

GENERIC = frozenset(("program", "giat", "kegiatan", "sub", "daerah", "kabupaten", "kota", "provinsi"))
"""Stems that part no programme from another."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Weighing:
    """Choices of weighing, kept in the manifest.

    Parameters
    ----------
    adviser, lead, pokja : float
        What an answer counts by who stands behind it, beside 1 for a corpus row.
    region_share : float
        Share of the corpus that all answers of a region together weigh at most.
    regions : int
        As how many regions a programme counts at most.
    """

    adviser: float = 1.0
    lead: float = 0.9
    pokja: float = 0.7
    region_share: float = 0.02
    regions: int = 3


class Example(NamedTuple):
    """Programmes alike, as one row to train on: their stems, and what each label weighs."""

    key: Key
    stems: list[str]
    target: Floats


class Voice(NamedTuple):
    """What the model in use says of a programme, without the evidence: thousands are held at once.

    ``clear`` is the dimension it is clear about or, on a contested topic, puts first, or empty; ``offered`` is the
    sub-dimension inside each dimension offered.
    """

    clear: str
    support: bool
    offered: dict[str, str]


def voices_of(suggester: Suggester, answers: Sequence[Answer]) -> list[Voice]:
    """Ask the model in use about each answer's programme."""
    found: list[Voice] = []
    for told in suggester.suggest_many([answer.programme for answer in answers]):
        if isinstance(told, Result):  # errors are raised
            speaks = told.status == "suggested" or told.reason == "local_disagreement"
            clear = told.first.dimension if speaks and told.first else ""
            offered = {item.dimension: item.sub_dimension for item in told.suggestions}
            found.append(Voice(clear, told.status == "support", offered))
    return found


def key_of(stems: Iterable[str]) -> Key:
    """Give what makes programmes alike: their distinct stems, without numbers and words every plan is full of.

    Examples
    --------
    >>> key_of(["program", "kelola", "sampah", "", "kota", "2"])
    ('kelola', 'sampah')
    """
    words = {stem for stem in stems if stem}
    telling = {stem for stem in words - GENERIC if not stem.isdigit()}
    return tuple(sorted(telling or words))


def weigh(
    answers: Sequence[Answer],
    told: Sequence[Voice],
    suggester: Suggester,
    weighing: Weighing,
    *,
    n_rows: int,
    further_share: float,
) -> list[Example]:
    """Turn answers into weighted examples.

    Parameters
    ----------
    answers : sequence of Answer
    told : sequence of Voice
        What the model in use says of each.
    suggester : Suggester
        That said so.
    n_rows : int
        Of the corpus.
    further_share : float
        What the further labels of an answer together get, against 1 for the primary one.

    Returns
    -------
    list of Example
        Sorted by key.
    """
    groups: dict[Key, list[int]] = defaultdict(list)
    stems = [suggester.analyzer.analyze(answer.programme.text).stems for answer in answers]
    for place, row in enumerate(stems):
        if any(row):
            groups[key_of(row)].append(place)
    weights = np.zeros(len(answers))
    for places in groups.values():
        _weigh_group(answers, told, places, weighing, suggester.taxonomy, weights)
    _cap_regions(answers, weights, weighing.region_share * n_rows)
    examples: list[Example] = []
    for key in sorted(groups):
        places = groups[key]
        wordings = Counter(tuple(stems[place]) for place in places)
        usual = min(wordings, key=lambda row: (-wordings[row], row))
        target = np.zeros(len(suggester.labels))
        for place in places:
            target += weights[place] * target_of(answers[place], told[place], suggester, further_share)
        examples.append(Example(key, list(usual), target))
    return examples


def target_of(answer: Answer, told: Voice, suggester: Suggester, further_share: float) -> Floats:
    """Give an answer's labels as shares that sum to 1.

    People often name a dimension alone; the model in use then says which of its sub-dimensions, or all count alike.
    What shall not be mapped is *support* where it is suggested as that, and else *none*.
    """
    column = {label: place for place, label in enumerate(suggester.labels)}
    shares = np.zeros(len(suggester.labels))
    if not answer.primary:
        shares[column["support" if told.support else "none"]] = 1.0
        return shares
    parts = [(answer.primary, 1.0), *((label, further_share / len(answer.further)) for label in answer.further)]
    for label, share in parts:
        if label in column:
            shares[column[label]] += share
            continue
        offered = told.offered.get(label, "")
        subs = [offered] if offered else [sub for sub in column if sub.startswith(f"{label}.")]
        for sub in subs:
            shares[column[sub]] += share / len(subs)
    return np.asarray(shares / shares.sum())


def _weigh_group(
    answers: Sequence[Answer],
    told: Sequence[Voice],
    places: Sequence[int],
    weighing: Weighing,
    taxonomy: Taxonomy,
    weights: Floats,
) -> None:
    """Fill in the weights of programmes alike."""
    by_region: dict[str, list[int]] = defaultdict(list)
    for place in places:
        by_region[answers[place].region].append(place)
    voices: Counter[str] = Counter()
    for group in by_region.values():
        for place in group:
            voices[_dimension(answers[place], taxonomy)] += 1 / len(group)  # type: ignore[assignment]
    guide = told[places[0]].clear
    if guide:
        voices[guide] += 1
    total = len(by_region) + bool(guide)
    once = min(len(by_region), weighing.regions) / len(by_region)
    for group in by_region.values():
        for place in group:
            agreed = voices[_dimension(answers[place], taxonomy)] / total
            standing: float = getattr(weighing, answers[place].standing)
            weights[place] = standing * once * max(0.0, 2 * agreed - 1) / len(group)


def _cap_regions(answers: Sequence[Answer], weights: Floats, most: float) -> None:
    regions = np.array([answer.region for answer in answers])
    for region in sorted(set(regions.tolist())):
        mine = regions == region
        total = weights[mine].sum()
        if total > most:
            weights[mine] *= most / total


def _dimension(answer: Answer, taxonomy: Taxonomy) -> str:
    return taxonomy.dimension_of(answer.primary) if answer.primary else ""
