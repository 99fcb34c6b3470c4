"""How long it takes to find what was decided on equal and nearly equal programmes: ``python benchmarks/memory.py``.

100,000 decisions on distinct wordings made of the corpus' words in their own frequencies, asked for equal, changed and
foreign wordings. The exit code says whether 99 of 100 lookups stay under a millisecond of processor time. `--adapter`
measures learning as well.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from time import perf_counter, process_time

import smartmap
from smartmap.memory import Decided, Recall, fit_adapter
from smartmap.memory.near import key_of
from smartmap.records import Programme
from smartmap.text.tokens import Tokens, plain_analyzer
from smartmap.training.corpus import Row, read_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
DECISIONS, LOOKUPS, MOST = 100_000, 3_000, 1.0


def of(row: Row, number: int, label: str = "") -> Decided:
    return Decided(f"d-{number}", Programme(row.text), label or row.primary, (), 1.0, "Rina", "", "", "", "2026-03-01")


def as_tokens(stems: list[str]) -> Tokens:
    places = list(range(len(stems)))
    return Tokens(" ".join(stems), stems, stems, places, places, None)


def lookup(rows: list[Row]) -> bool:
    dice = random.Random(1)
    texts = [key for row in rows if len(key := plain_analyzer().stems(row.text)) > 2]
    words = [stem for text in texts for stem in text]
    keys: dict[tuple[str, ...], Decided] = {}
    while len(keys) < DECISIONS:  # a corpus text with two of its words changed
        stems = list(dice.choice(texts))
        for _ in range(2):
            stems[dice.randrange(len(stems))] = dice.choice(words)
        keys[key_of(stems)] = of(dice.choice(rows), len(keys))
    start = perf_counter()
    recall = Recall(list(keys.values()), list(keys), smartmap.load_taxonomy())
    print(f"{len(recall):,} wordings indexed in {perf_counter() - start:.1f} s")
    good = True
    decided = [list(key) for key in keys]
    for name, asked in (("equal", decided), ("nearly equal", decided), ("any", texts)):
        times, found = [], 0
        for _ in range(LOOKUPS):
            stems = list(dice.choice(asked))
            if name == "nearly equal":
                stems.insert(dice.randrange(len(stems)), dice.choice(words))
            tokens = as_tokens(stems)
            start, busy = perf_counter(), process_time()
            found += bool(recall.reasons(tokens))
            # Processor time is what is left on a machine that others use as well.
            times.append(((process_time() - busy) * 1000, (perf_counter() - start) * 1000))
        cpu, wall = (sorted(column) for column in zip(*times, strict=True))
        told = [f"p50 {row[LOOKUPS // 2]:6.3f} p99 {row[LOOKUPS * 99 // 100]:6.3f} ms" for row in (cpu, wall)]
        good &= cpu[LOOKUPS * 99 // 100] < MOST
        print(f"{name:<14} cpu {told[0]}  wall {told[1]}  found {found / LOOKUPS:.2f}")
    return good


def adapter(rows: list[Row]) -> None:
    suggester = smartmap.load_suggester()
    for count in (100, 1000, 4000):
        decided = [
            of(row, number, "branding.business") for number, row in enumerate(rows[:: len(rows) // count][:count])
        ]
        fit_adapter("Banggai", suggester, decided[:20])  # loads scipy
        start, busy = perf_counter(), process_time()
        fit_adapter("Banggai", suggester, decided)
        told = f"{process_time() - busy:.2f} s of processor time, {perf_counter() - start:.2f} s in all"
        print(f"adapter from {count:>5,} decisions: {told}")


if __name__ == "__main__":
    corpus = read_corpus(CORPUS, smartmap.load_taxonomy())
    if "--adapter" in sys.argv:
        adapter(corpus)
    sys.exit(0 if lookup(corpus) else 1)
