"""Speed as ratios against a bare scikit-learn pipeline in the same run: single texts, a batch, start-up.

    python benchmarks/speed.py [--texts N]

The peer is TF-IDF over words and pairs with logistic regression, trained on the same corpus; it gives probabilities
alone: no rules, no spans, no evidence.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import smartmap
from smartmap.training.corpus import read_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
START = "import smartmap; smartmap.load_suggester().suggest('Pembangunan jalan desa')"


def twenty_words(texts: list[str], n: int) -> list[str]:
    """Texts of about twenty words, glued from the corpus."""
    glued, words = [], []
    for text in texts * (n // len(texts) * 4 + 4):
        words += text.split()
        if len(words) >= 20:
            glued.append(" ".join(words[:20]))
            words = []
        if len(glued) == n:
            break
    return glued


def timed(calls: int, call: object) -> float:
    """Median seconds of a call over some rounds."""
    rounds = []
    for _ in range(calls):
        start = perf_counter()
        call()  # type: ignore[operator]
        rounds.append(perf_counter() - start)
    return median(rounds)


def main(n: int) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = read_corpus(CORPUS, smartmap.load_taxonomy())
    peer = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=200, tol=1e-2))
    peer.fit([row.text for row in rows[::3]], [row.primary for row in rows[::3]])
    suggester = smartmap.load_suggester()
    texts = twenty_words([row.text for row in rows], n)
    list(suggester.suggest_many(texts[:500]))
    batch = timed(3, lambda: list(suggester.suggest_many(texts)))
    peer_batch = timed(3, lambda: peer.predict_proba(texts))
    singles = sorted(timed(1, lambda text=text: suggester.suggest(text)) for text in texts[:2000])
    peer_single = timed(50, lambda: peer.predict_proba(texts[:1]))
    start = timed(5, lambda: subprocess.run([sys.executable, "-c", START], check=True))
    bare = timed(5, lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    print(f"batch of {n}: {n / batch:,.0f} texts/s, {peer_batch / batch:.2f} of the peer's {n / peer_batch:,.0f}")
    print(f"one text: median {singles[1000] * 1e3:.3f} ms, 99th percentile {singles[1980] * 1e3:.3f} ms")
    print(f"one text: {peer_single / singles[1000]:.1f} times faster than the peer's {peer_single * 1e3:.2f} ms")
    print(f"fresh process to first suggestion: {start:.2f} s, of it Python alone {bare:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=4000)
    main(parser.parse_args().texts)
