"""Weights of many folds, held at once: their names as two texts, their numbers in the precision they are rounded to.

Else the eleven models of a retraining would hold hundreds of thousands of short strings, and twice the bytes a number.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from smartmap.model.linear import Weights


class Packed(NamedTuple):
    """Weights without their names, which stand in ``terms`` and ``grams``, a line each."""

    rest: Weights
    terms: str
    grams: str


def pack(weights: Weights) -> Packed:
    """Pack weights that are rounded to single precision, as :func:`smartmap.training.fit.export` gives them."""
    rest = replace(
        weights, terms=(), grams=(), term_weights=weights.term_weights.astype(np.float32),
        gram_weights=weights.gram_weights.astype(np.float32),
    )  # fmt: skip
    return Packed(rest, "\n".join(weights.terms), "\n".join(weights.grams))


def unpack(packed: Packed) -> Weights:
    """Give the weights again, to the last bit."""
    rest = packed.rest
    return replace(
        rest, terms=tuple(packed.terms.split("\n")) if packed.terms else (),
        grams=tuple(packed.grams.split("\n")) if packed.grams else (),
        term_weights=rest.term_weights.astype(np.float64), gram_weights=rest.gram_weights.astype(np.float64),
    )  # fmt: skip
