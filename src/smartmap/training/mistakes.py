"""Where suggestions go wrong: which dimension is taken for which, how silence pays, the most confident errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smartmap.records import Result, Suggestion
    from smartmap.training.evaluate import Case
    from smartmap.training.metrics import Outcome


class Mistake(NamedTuple):
    """A row whose first suggestion is wrong.

    ``rank`` is the place of the best right dimension among the suggestions, counted from 1, and ``chance`` its
    probability; both are 0 where no right one was offered.
    """

    case: Case
    result: Result
    said: Suggestion
    rank: int
    chance: float


def confusion(outcomes: Sequence[Outcome], dimensions: Sequence[str]) -> NDArray[np.float64]:
    """Count which dimension was suggested first for rows of which dimension.

    Parameters
    ----------
    outcomes : sequence of Outcome
    dimensions : sequence of str
        Ids in the order of the frame.

    Returns
    -------
    array of float, shape (n_dimensions, n_dimensions + 1)
        Rows are right, columns suggested, the last one for rows without a suggestion. A row with several right
        dimensions counts under the one that was suggested, or in equal parts under all of them where none was.
    """
    table = np.zeros((len(dimensions), len(dimensions) + 1))
    place = {dimension: number for number, dimension in enumerate(dimensions)}
    for item in outcomes:
        first = item.ranked[0] if item.ranked else ""
        under = [first] if first in item.right else sorted(item.right)
        for right in under:
            table[place[right], place.get(first, len(dimensions))] += 1 / len(under)
    return table


def answered(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Say how right the first suggestions are when only the most probable ones are given.

    Returns
    -------
    list of (share, hit@1)
        For each number of rows answered, from one to all: the share of rows that is, and how many of them are right.
        Rows of equal probability come together, so a share stands there once for each distinct probability.
    """
    rows = sorted(outcomes, key=lambda item: -item.probability)
    points: list[tuple[float, float]] = []
    right = 0
    for count, item in enumerate(rows, 1):
        right += bool(item.ranked and item.ranked[0] in item.right)
        if count == len(rows) or rows[count].probability < item.probability:
            points.append((count / len(rows), right / count))
    return points


def worst(pairs: Sequence[tuple[Case, Result]], most: int) -> list[Mistake]:
    """Give the wrong first suggestions with the highest probability, most probable first."""
    found: list[Mistake] = []
    for case, result in pairs:
        said = result.first
        if said is None or said.dimension in case.right:
            continue
        right = [(rank, item) for rank, item in enumerate(result.suggestions, 1) if item.dimension in case.right]
        rank, chance = (right[0][0], right[0][1].probability) if right else (0, 0.0)
        found.append(Mistake(case, result, said, rank, chance))
    return sorted(found, key=lambda item: -item.said.probability)[:most]
