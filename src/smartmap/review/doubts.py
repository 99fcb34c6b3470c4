"""Answers that hold and look like slips: for people to look at, never changed.

Confident learning: a programme is *confidently* another dimension's where that one's probability reaches what it
usually is on programmes that people put there. The probabilities come from a model that learned from none of these
answers. An answer given in the same way to many programmes is no slip but a habit, and stands behind the others.

References
----------
Northcutt, Jiang, Chuang: Confident Learning: Estimating Uncertainty in Dataset Labels, 2021.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.model.folder import find_model, read_manifest
from smartmap.records import Programme, Result
from smartmap.review.sight import seen_holding
from smartmap.store.records import Holding, MappedProgramme, Mapping, Person
from smartmap.store.store import Store
from smartmap.taxonomy import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smartmap.suggest import Suggester

HABIT = 3
"""So many programmes answered in the same way against the suggestion are a habit."""
_BLOCK = 500
_NEAR = 0.05  # probabilities of clear texts lie so close together that half of them stay a hair below the mean
_GENERATIONS = 100  # a manifest that names itself shall not keep us for ever
_WORDS = 3  # of the evidence that are told


class Doubt(NamedTuple):
    """An answer to look at again.

    Parameters
    ----------
    programme : MappedProgramme
    held : Holding
        What holds.
    rather : str
        Dimension that is suggested instead; empty where only `otherwise` speaks against the answer.
    given, probability : float
        Of the dimension that holds, and of the one suggested instead.
    words : tuple of str
        What speaks for the one suggested instead.
    alike, otherwise : int
        Of the other programmes that are nearly identical: how many are answered the same, how many otherwise.
    habit : int
        How many programmes in all are answered with this dimension where that other one comes first.
    """

    programme: MappedProgramme
    held: Holding
    rather: str
    given: float
    probability: float
    words: tuple[str, ...]
    alike: int
    otherwise: int
    habit: int

    @property
    def is_habit(self) -> bool:
        """Whether the answer looks like a habit of the region more than like a slip."""
        return self.habit >= HABIT and not self.otherwise


def doubts(
    store: Store, mapping: Mapping, suggester: Suggester, *, viewer: Person | None = None, limit: int | None = None
) -> list[Doubt]:
    """Give the answers of a mapping that look like slips, the most doubtful first.

    Parameters
    ----------
    store : Store
    mapping : Mapping
    suggester : Suggester
        Of the mapping's frame, with a model that did not learn from this mapping.
    viewer : Person, optional
        Who looks; in a blind mapping answers they may not see are left out.
    limit : int, optional
    """
    taxonomy = load_taxonomy(mapping.frame)
    programmes = {item.id: item for item in store.programmes(mapping)}
    held = [item for item in (seen_holding(mapping, item, viewer) for item in store.holdings(mapping)) if item.holds]
    if not held:
        return []
    of = [programmes[item.programme] for item in held]
    chances = _chances(suggester, [item.programme for item in of])
    classes = {id: place for place, id in enumerate((*taxonomy.ids, ""))}
    labels = [{classes[id] for id in _dimensions(item, taxonomy)} for item in held]
    firsts = [classes[_dimensions(item, taxonomy)[0]] for item in held]
    rather = confident_others(chances, firsts, labels)
    best = chances.argmax(axis=1).tolist()
    habits = Counter((first, other) for first, other in zip(firsts, best, strict=True))
    twins: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(of):
        twins[item.twin].append(place)
    names = (*taxonomy.ids, "")
    found: list[Doubt] = []
    for place, (holding, other) in enumerate(zip(held, rather, strict=True)):
        group = [firsts[twin] for twin in twins[of[place].twin] if twin != place]
        alike = sum(first == firsts[place] for first in group)
        outvoted = len(group) - alike > alike
        if other < 0 and not outvoted:
            continue
        chance = float(chances[place, other]) if other >= 0 else 0.0
        found.append(
            Doubt(
                of[place], holding, names[other] if other >= 0 else "", float(chances[place, firsts[place]]), chance,
                (), alike, len(group) - alike, habits[firsts[place], other] if other >= 0 else 0,
            )
        )  # fmt: skip
    found.sort(key=lambda doubt: (doubt.is_habit, -(doubt.probability - doubt.given), doubt.programme.position))
    return [_with_words(doubt, suggester) for doubt in found[:limit]]


def unlearned(model: str | Path | None, mapping: str) -> tuple[str | Path | None, bool]:
    """Find a model that learned nothing from a mapping: the one given, or what it was compared with, and so on back.

    Returns
    -------
    model : str or path or None
        As :func:`load_suggester` takes it.
    bool
        False where every model that could be found learned from it; then the first is given.
    """
    if model == "none":
        return model, True
    folder = find_model(model)
    for _ in range(_GENERATIONS):
        manifest = read_manifest(folder)
        if mapping not in manifest.get("decisions", {}).get("heads", {}):
            return folder, True
        folder = folder.parent / Path(str(manifest.get("champion", {}).get("version", ""))).name
        if not (folder / "manifest.json").is_file():
            break
    return model, False


def confident_others(chances: NDArray[np.float64], firsts: Sequence[int], labels: Sequence[set[int]]) -> list[int]:
    """Give the class each row confidently belongs to instead of its own, or -1.

    Parameters
    ----------
    chances : array, shape (n_rows, n_classes)
        Held-out probabilities.
    firsts : sequence of int
        Class that each row was given.
    labels : sequence of set of int
        All classes that each row was given, the first too.

    Returns
    -------
    list of int

    Examples
    --------
    >>> sure, not_sure = [0.9, 0.1], [0.6, 0.4]
    >>> confident_others(np.array([sure, sure, sure, not_sure]), [0, 0, 1, 1], [{0}, {0}, {1}, {1}])
    [-1, -1, 0, -1]
    """
    given = np.array(firsts)
    own = chances[np.arange(len(given)), given]
    # What a class' probability usually is on rows given to it; where there are none, what any class' is.
    usual = np.array([own[given == place].mean() if (given == place).any() else own.mean()
                      for place in range(chances.shape[1])])  # fmt: skip
    confident = np.where(chances >= usual - _NEAR, chances, -1.0)
    best = confident.argmax(axis=1)
    return [
        int(place) if confident[row, place] >= 0 and place not in labels[row] and chances[row, place] > own[row] else -1
        for row, place in enumerate(best)
    ]


def _chances(suggester: Suggester, programmes: Sequence[Programme]) -> NDArray[np.float64]:
    """Probabilities of the dimensions, then of lying outside, shape (n_programmes, n_dimensions + 1)."""
    table = np.concatenate(
        [
            suggester.block(list(programmes[start : start + _BLOCK])).ranking.probabilities
            for start in range(0, len(programmes), _BLOCK)
        ]
    )
    n = len(suggester.taxonomy.ids)
    return np.concatenate([table[:, :n], table[:, n:].sum(axis=1, keepdims=True)], axis=1)


def _dimensions(held: Holding, taxonomy: Taxonomy) -> list[str]:
    """Give the dimensions of an answer, the primary one first; an empty text is not to be mapped."""
    if not held.primary:
        return [""]
    return [taxonomy.dimension_of(label) for label in (held.primary, *held.further)]


def _with_words(doubt: Doubt, suggester: Suggester) -> Doubt:
    result: Result = suggester.suggest(doubt.programme.programme)
    for item in result.suggestions:
        if item.dimension == doubt.rather:
            words = [evidence.text for evidence in item.evidence if evidence.text and evidence.weight > 0]
            return doubt._replace(words=tuple(dict.fromkeys(words))[:_WORDS])
    return doubt
