"""Texts as a sparse matrix, by the definition in :mod:`smartmap.model.features`."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from smartmap.model.features import Idf, letters, pairs

Stems = Sequence[str]  # of one text, "" where a sentence ends


@dataclass(frozen=True)
class Space:
    """The columns of the matrix: terms (stems and pairs) first, then letter n-grams."""

    terms: tuple[str, ...]
    grams: tuple[str, ...]
    idf: Idf


def build_space(texts: Sequence[Stems], *, least_terms: int = 2, least_grams: int = 2) -> Space:
    """Choose the columns: terms and letter n-grams that occur in enough texts.

    Parameters
    ----------
    texts : sequence of stems
        One row of stems a text, ``""`` where a sentence ends.
    least_terms, least_grams : int
        In how many texts a pair or stem, and in how many distinct stems an n-gram, has to occur.
    """
    occurs: Counter[str] = Counter()
    spelled: Counter[str] = Counter()
    stems: set[str] = set()
    for text in texts:
        words = [stem for stem in text if stem]
        occurs.update({*words, *pairs(text)})
        stems.update(words)
    for stem in stems:
        spelled.update(letters(stem))
    count = len(texts)
    terms = tuple(sorted(term for term, times in occurs.items() if times >= least_terms))
    grams = tuple(sorted(gram for gram, times in spelled.items() if times >= least_grams))
    idf = {term: log((1 + count) / (1 + occurs[term])) + 1 for term in terms}
    return Space(terms, grams, Idf(idf, log((1 + count) / 2) + 1))


def build_matrix(texts: Sequence[Stems], space: Space, letter_scale: float) -> csr_matrix[Any]:
    """Turn texts into rows.

    Parameters
    ----------
    texts : sequence of stems
    space : Space
    letter_scale : float
        Weight of a word's letters beside its stem.

    Returns
    -------
    csr_matrix of float64, shape (n_texts, n_terms + n_grams)
    """
    columns = {term: place for place, term in enumerate(space.terms)}
    gram_columns = {gram: len(columns) + place for place, gram in enumerate(space.grams)}
    spelled: dict[str, tuple[list[int], float]] = {}
    data, indices = array("d"), array("i")  # plain numbers: millions of objects would cost hundreds of megabytes
    indptr = [0]
    for text in texts:
        row: dict[int, float] = {}
        square = 0.0
        for stem in dict.fromkeys(text):  # each once, in order
            if not stem:
                continue
            idf = space.idf[stem]
            square += idf * idf
            if stem in columns:
                place = columns[stem]
                row[place] = idf
            if stem not in spelled:
                grams = letters(stem)
                spelled[stem] = (
                    [gram_columns[gram] for gram in grams if gram in gram_columns],
                    letter_scale / sqrt(len(grams)),
                )
            places, value = spelled[stem]
            for place in places:
                row[place] = row.get(place, 0.0) + idf * value
        for pair in dict.fromkeys(pairs(text)):
            place = columns.get(pair, -1)
            if place >= 0:
                row[place] = space.idf[pair]
        norm = sqrt(square) or 1.0
        data.extend([value / norm for value in row.values()])
        indices.extend(row.keys())
        indptr.append(len(indices))
    shape = (len(texts), len(space.terms) + len(space.grams))
    matrix = csr_matrix(
        (np.array(data, dtype=np.float64), np.array(indices, dtype=np.int32), np.array(indptr, dtype=np.int32)),
        shape=shape,
    )
    matrix.sort_indices()
    return matrix
