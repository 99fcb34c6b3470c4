"""Two models on the same rows: figures side by side, and whether one is worse, by a paired bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from smartmap.training.metrics import Figures, Outcome, figures

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 10_000
MARGIN = 0.005
"""How much hit@1 may fall on the frozen rows."""
_SLACK = 0.01  # and where the lower end of its interval may lie
_AT_ONCE = 4_000_000  # numbers drawn at a time, so that memory stays small


class Pair(NamedTuple):
    """One row as both models answer it. Rows of one `group` are one programme and are drawn together."""

    group: str
    text: str
    region: str
    champion: Outcome
    challenger: Outcome

    @property
    def flipped(self) -> bool:
        """Whether the first suggestion is another one."""
        return self.champion.ranked[:1] != self.challenger.ranked[:1]


@dataclass(frozen=True)
class Difference:
    """Challenger minus champion in hit@1, with a 90 % interval over programmes.

    ``groups`` is how many programmes were drawn from.
    """

    mean: float
    low: float
    high: float
    groups: int


@dataclass(frozen=True)
class Compared:
    """Champion and challenger on one set of rows."""

    name: str
    pairs: tuple[Pair, ...]
    champion: Figures
    challenger: Figures
    difference: Difference

    @property
    def worse(self) -> bool:
        """Whether the challenger is worse.

        On the frozen rows, of which there are thousands, it must be shown not to be: hit@1 falls by no more than
        :data:`MARGIN` and the interval ends above minus one point. On sets that may be small it is worse when the
        whole interval lies below zero.
        """
        if self.name == "corpus":
            return self.difference.mean < -MARGIN or self.difference.low < -_SLACK
        return self.difference.high < 0

    def to_dict(self) -> dict[str, Any]:
        """Give the figures as plain data, without the rows."""
        change = self.difference
        return {
            "rows": len(self.pairs),
            "programmes": change.groups,
            "flipped": sum(pair.flipped for pair in self.pairs),
            "champion": round(self.champion.hit1, 6),
            "challenger": round(self.challenger.hit1, 6),
            "difference": [round(value, 6) for value in (change.mean, change.low, change.high)],
            "worse": self.worse,
        }  # fmt: skip


def compare(name: str, pairs: Sequence[Pair], dimensions: Sequence[str], seed: int) -> Compared:
    """Measure both models on the same rows.

    Parameters
    ----------
    name : {"corpus", "decisions", "cases"}
    pairs : sequence of Pair
        At least one.
    dimensions : sequence of str
        Ids in the order of the frame.
    seed : int
        Of the resampling.
    """
    gains = np.array([_hit(pair.challenger) - _hit(pair.champion) for pair in pairs], dtype=float)
    return Compared(
        name,
        tuple(pairs),
        figures([pair.champion for pair in pairs], dimensions),
        figures([pair.challenger for pair in pairs], dimensions),
        difference(gains, [pair.group for pair in pairs], seed),
    )


def difference(gains: NDArray[np.float64], groups: Sequence[str], seed: int) -> Difference:
    """Give the mean gain and its interval by resampling whole groups.

    Parameters
    ----------
    gains : array, shape (n_rows,)
        1 where only the challenger is right, -1 where only the champion is, else 0.
    groups : sequence of str
        What each row belongs to.
    """
    names, member = np.unique(np.array(groups), return_inverse=True)
    n = len(names)
    sums = np.bincount(member, weights=gains, minlength=n)
    sizes = np.bincount(member, minlength=n).astype(float)
    random = np.random.default_rng(seed)
    means: list[NDArray[np.float64]] = []
    step = max(1, _AT_ONCE // n)
    for start in range(0, RESAMPLES, step):
        drawn = random.integers(0, n, size=(min(step, RESAMPLES - start), n))
        means.append(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1))
    low, high = np.quantile(np.concatenate(means), [0.05, 0.95])
    return Difference(float(gains.mean()), float(low), float(high), n)


def _hit(outcome: Outcome) -> int:
    return int(bool(outcome.ranked[:1]) and outcome.ranked[0] in outcome.right)
