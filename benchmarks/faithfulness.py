"""Whether the evidence is what decided: take its words away, and as many others, and see how far the suggestion falls.

    python benchmarks/faithfulness.py [--texts N] [--least WORDS] [--most N] [--seed N]

Of each text with a suggestion the words named as reasons of the first one are taken away; beside it as many words
chosen at random from all, and from those not named, five times each. Printed is the mean fall of the first suggestion's
probability, by length of the text. In a short text most words are named, so words chosen from all are mostly the same.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import smartmap
from smartmap import wording
from smartmap.training.corpus import read_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
DRAWS = 5
LENGTHS = ((3, 5), (6, 8), (9, 14), (15, 999))


class Fall(NamedTuple):
    """Of one text: its words, and how far the first suggestion's probability falls."""

    words: int
    evidence: float
    at_random: float
    others: float


def falls(suggester: smartmap.Suggester, texts: Sequence[str], rng: random.Random, most: int = 4) -> Iterator[Fall]:
    """Measure texts whose first suggestion is offered and names at most half of the words as reasons.

    Parameters
    ----------
    most : int
        How many reasons count, strongest first; a reason may be several words.
    """
    for text in texts:
        result = suggester.suggest(text)
        first = result.first
        if first is None or result.status not in ("suggested", "review"):
            continue
        spans = [match.span() for match in re.finditer(r"\S+", text)]
        reasons = [(word.start, word.end) for word in wording.deciding_words(first, most)]
        named = {
            place
            for place, (start, end) in enumerate(spans)
            if any(start < last and begin < end for begin, last in reasons)
        }
        others = [place for place in range(len(spans)) if place not in named]
        if not 0 < len(named) <= len(others):
            continue

        def left(
            gone: Collection[int], text: str = text, spans: list[tuple[int, int]] = spans, first: str = first.dimension
        ) -> float:
            kept = " ".join(text[start:end] for place, (start, end) in enumerate(spans) if place not in gone)
            said = {item.dimension: item.probability for item in suggester.suggest(kept).suggestions}
            return said.get(first, 0.0)

        at_random = mean(left(rng.sample(range(len(spans)), len(named))) for _ in range(DRAWS))
        beside = mean(left(rng.sample(others, len(named))) for _ in range(DRAWS))
        yield Fall(len(spans), *(first.probability - chance for chance in (left(named), at_random, beside)))


def times(evidence: float, beside: float) -> str:
    """Say how many times as far; a fall below a hundredth, or a rise, has no useful number."""
    return "  >100" if beside <= evidence / 100 else f"{evidence / beside:>6.1f}"


def main(n: int, least: int, most: int, seed: int) -> None:
    rng = random.Random(seed)
    suggester = smartmap.load_suggester()
    rows = [row.text for row in read_corpus(CORPUS, suggester.taxonomy) if len(row.text.split()) >= least]
    found = list(falls(suggester, rng.sample(rows, min(n, len(rows))), rng, most))
    print(f"{'words':>8} {'texts':>6} {'evidence':>9} {'random':>7} {'times':>6} {'others':>7} {'times':>6}")
    for low, high in (*LENGTHS, (least, 999)):
        chosen = [item for item in found if low <= item.words <= high]
        if chosen:
            _, evidence, at_random, others = map(mean, zip(*chosen, strict=True))
            print(
                f"{low:>3}-{high:<4} {len(chosen):>6} {evidence:>9.3f} {at_random:>7.3f} {times(evidence, at_random)}"
                f" {others:>7.3f} {times(evidence, others)}"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--most", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    main(arguments.texts, arguments.least, arguments.most, arguments.seed)
