"""What the trained model looks at: stems, pairs of neighbouring stems, and the letters inside each stem.

A text's vector is ``x = (sum over its words of idf * (stem + letters) + sum over its pairs of idf * pair) / norm`` with
``norm`` the root of the summed squares of the words' idf, unknown words included: a text of mostly unknown words says
little. A word or pair counts once however often it stands there, or the expansion of an abbreviation would shout down
the rest (``Hutan sekolah SMP`` says school once). Letters are n-grams inside one stem, scaled to length one, so that a
word's whole contribution is one row of numbers that can be worked out once and kept; an unknown or mistyped word still
says something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

NGRAMS = (3, 4, 5)
PAIR = " "  # parts the stems of a pair; no stem holds a blank


def letters(stem: str) -> list[str]:
    """Give the n-grams of a stem with its borders marked, without repeats, in order.

    Examples
    --------
    >>> letters("air")
    ['<ai', 'air', 'ir>', '<air', 'air>', '<air>']
    """
    marked = f"<{stem}>"
    return list(
        dict.fromkeys(marked[start : start + size] for size in NGRAMS for start in range(len(marked) - size + 1))
    )


def pairs(stems: Iterable[str]) -> list[str]:
    """Give the pairs of neighbours in a row of stems; a break parts neighbours.

    Examples
    --------
    >>> pairs(["bank", "sampah", "", "kota"])
    ['bank sampah']
    """
    return [f"{left}{PAIR}{right}" for left, right in pairwise(stems) if left and right]


class Idf:
    """Inverse document frequency of stems and pairs, smoothed as in scikit-learn's ``TfidfVectorizer``.

    Parameters
    ----------
    values : mapping of str to float
        Of every known stem and pair.
    unknown : float
        Of a stem that training never saw: that of a stem seen once.
    """

    def __init__(self, values: Mapping[str, float], unknown: float) -> None:
        self.values = dict(values)
        self.unknown = unknown

    def __getitem__(self, term: str) -> float:
        return self.values.get(term, self.unknown)
