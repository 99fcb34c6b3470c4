"""Speed as ratios against a bare scikit-learn pipeline in the same run: batch, single texts, start-up, growth.

    python benchmarks/speed.py [--texts N] [--growth | --peers | --jobs N]

The peer is TF-IDF over words and pairs with logistic regression, trained on the same corpus; it gives probabilities
alone: no rules, no spans, no evidence. Times are the best of several rounds: on a shared machine the others measure
the neighbours.
"""

from __future__ import annotations

import argparse
import compileall
import subprocess
import sys
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import smartmap
from smartmap.rules import Matcher, Rule
from smartmap.training.corpus import Row, read_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
START = "import smartmap; smartmap.load_suggester().suggest('Pembangunan jalan desa')"


def twenty_words(texts: list[str], n: int) -> list[str]:
    """Texts of about twenty words, glued from the corpus."""
    words = cycle(word for text in texts for word in text.split())
    return [" ".join(islice(words, 20)) for _ in range(n)]


def best(rounds: int, call: Callable[[], object]) -> float:
    """Least seconds of a call over some rounds."""
    found = []
    for _ in range(rounds):
        start = perf_counter()
        call()
        found.append(perf_counter() - start)
    return min(found)


def look(suggester: smartmap.Suggester, texts: list[str], n_jobs: int = 1) -> int:
    """Suggest and look at every piece of evidence."""
    return sum(
        len(item.evidence) for result in suggester.suggest_many(texts, n_jobs=n_jobs) for item in result.suggestions
    )


def batch_and_single(suggester: smartmap.Suggester, texts: list[str], rows: list[str], labels: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    peer = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=200, tol=1e-2))
    peer.fit(rows[::3], labels[::3])
    n = len(texts)
    look(suggester, texts)
    theirs = best(5, lambda: peer.predict_proba(texts))
    print(f"peer, batch of {n:,}: {n / theirs:,.0f} texts/s")
    for name, call in (
        ("results alone", lambda: sum(1 for _ in suggester.suggest_many(texts))),
        ("every piece of evidence looked at", lambda: look(suggester, texts)),
    ):
        ours = best(5, call)
        print(f"smartmap, {name}: {n / ours:,.0f} texts/s, {theirs / ours:.2f} of the peer")
    singles = sorted(best(1, lambda text=text: look_one(suggester, text)) for text in texts[:2000])
    median, slowest = singles[len(singles) // 2], singles[int(len(singles) * 0.99)]
    alone = best(50, lambda: peer.predict_proba(texts[:1]))
    print(f"one text with evidence: median {median * 1e3:.3f} ms, 99th percentile {slowest * 1e3:.3f} ms")
    print(f"one text: {alone / median:.1f} times faster than the peer's {alone * 1e3:.2f} ms")


def look_one(suggester: smartmap.Suggester, text: str) -> int:
    return sum(len(item.evidence) for item in suggester.suggest(text).suggestions)


def peers(suggester: smartmap.Suggester, texts: list[str], rows: list[Row]) -> None:
    """Annif (Omikuji Bonsai) and spaCy's bag-of-words text categorizer, trained briefly on the same corpus."""
    import annif_peer
    from peers import labelled, train_textcat

    n = len(texts)
    look(suggester, texts)
    ours = n / best(5, lambda: look(suggester, texts))
    print(f"smartmap, every piece of evidence looked at: {ours:,.0f} texts/s")
    nlp = train_textcat("bow", rows[::10], epochs=1)
    theirs = n / best(3, lambda: sum(1 for _ in nlp.pipe(texts)))
    print(f"spaCy textcat: {theirs:,.0f} texts/s; smartmap {ours / theirs:.1f} times that")
    if command := annif_peer.find():
        theirs = annif_peer.rate(command, "bonsai", labelled(rows[::3]), texts)
        print(f"Annif, Omikuji Bonsai: {theirs:,.0f} texts/s; smartmap {ours / theirs:.1f} times that")
    else:
        print(annif_peer.HOW)


def start_up() -> None:
    # As pip leaves an installed package: compiled. Some build environments forbid writing compiled files.
    for package in ("numpy", "smartmap"):
        compileall.compile_dir(str(Path(__import__(package).__file__).parent), quiet=2)
    first = best(7, lambda: subprocess.run([sys.executable, "-c", START], check=True))
    bare = best(7, lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    only = best(7, lambda: subprocess.run([sys.executable, "-c", "import smartmap"], check=True))
    # Not ru_maxrss: it keeps what the parent weighed when it forked.
    peak = "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    told = subprocess.run([sys.executable, "-c", f"{START}\n{peak}"], check=True, capture_output=True, text=True).stdout
    memory = int(told) / 1024
    print(f"import smartmap: {(only - bare) * 1e3:.0f} ms beyond Python's start")
    print(f"fresh process to first suggestion: {first:.2f} s, of it Python alone {bare:.2f} s; {memory:.0f} MB at most")


def growth(suggester: smartmap.Suggester, texts: list[str]) -> None:
    """Cost by number of rows and of phrases."""
    for n in (1_000, 10_000, 100_000, 1_000_000):
        stream = islice(cycle(texts), n)
        seconds = best(1, lambda stream=stream: sum(1 for _ in suggester.suggest_many(stream)))
        print(f"{n:>9,} rows: {seconds / n * 1e6:.0f} us a text")
    tokens = [suggester.analyzer.analyze(text) for text in texts]
    words = sorted({word for text in texts for word in text.split() if word.isalpha()})
    for n in (500, 2_000, 10_000):
        phrases = [f"{words[k % len(words)]} {words[k * 7 % len(words)]}" for k in range(n)]
        rules = [
            Rule(f"economy.industry/p{k}", (phrase,), (), 6, (), (), 1.0, {}, (), (), "", "growth.toml", 1)
            for k, phrase in enumerate(phrases)
        ]
        matcher = Matcher(rules, suggester.analyzer)
        seconds = best(5, lambda matcher=matcher: [matcher.match(item) for item in tokens])
        print(f"{n:>9,} phrases: {seconds / len(tokens) * 1e6:.1f} us a text for matching")


def jobs(suggester: smartmap.Suggester, texts: list[str], n_jobs: int) -> None:
    many = list(islice(cycle(texts), 60_000))
    sum(1 for _ in suggester.suggest_many(many[:5000], n_jobs=n_jobs))  # workers start and load
    alone = best(2, lambda: sum(1 for _ in suggester.suggest_many(many)))
    together = best(2, lambda: sum(1 for _ in suggester.suggest_many(many, n_jobs=n_jobs)))
    print(f"{n_jobs} processes: {alone / together:.2f} times one ({len(many) / together:,.0f} texts/s)")


def main(options: argparse.Namespace) -> None:
    rows = read_corpus(CORPUS, smartmap.load_taxonomy())
    suggester = smartmap.load_suggester()
    texts = twenty_words([row.text for row in rows], options.texts)
    if options.growth:
        growth(suggester, texts)
    elif options.peers:
        peers(suggester, texts, rows)
    elif options.jobs:
        jobs(suggester, texts, options.jobs)
    else:
        batch_and_single(suggester, texts, [row.text for row in rows], [row.primary for row in rows])
        start_up()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--growth", action="store_true", help="cost by rows and phrases instead")
    parser.add_argument("--peers", action="store_true", help="Annif and spaCy instead")
    parser.add_argument("--jobs", type=int, default=0, help="gain by processes instead")
    main(parser.parse_args())
