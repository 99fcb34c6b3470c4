"""smartmap beside its peers: trained on the same corpus, tested on the same rows.

    python benchmarks/accuracy.py CASES [options]

CASES is a JSONL file as for ``smartmap evaluate``; its clear rows are measured. Intervals (95 %) resample whole
regions, since a region's rows are decided by the same people. Peers that are not installed are named and left out;
``pip install --group peers`` brings all but Annif, for which see ``annif_peer.py``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import studies
from peers import PEERS, Unavailable

import smartmap
from smartmap import wording
from smartmap.training import pictures
from smartmap.training.corpus import read_corpus
from smartmap.training.evaluate import Case, evaluate, read_cases
from smartmap.training.metrics import Outcome, figures
from smartmap.training.mistakes import worst
from smartmap.training.report import confusion_picture

CORPUS = Path(__file__).parents[1] / "corpus"


def interval(hits: np.ndarray, regions: Sequence[str]) -> tuple[float, float]:
    """95 % interval of a mean, whole regions resampled."""
    names = sorted(set(regions))
    by_region = [hits[[place for place, name in enumerate(regions) if name == region]] for region in names]
    rng = np.random.default_rng(7)
    means = [
        np.concatenate([by_region[place] for place in rng.integers(len(names), size=len(names))]).mean()
        for _ in range(2000)
    ]
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def compare(cases: Sequence[Case], only: Sequence[str]) -> None:
    """Print the table of peers."""
    taxonomy = smartmap.load_taxonomy()
    rows = read_corpus(CORPUS, taxonomy)
    regions = [case.programme.region for case in cases]
    print("| | hit@1 | 95 % | hit@2 | 95 % | macro-F1 | seconds |\n|---|---|---|---|---|---|---|")
    for name, run in PEERS.items():
        if only and not any(word.lower() in name.lower() for word in only):
            continue
        start = time.perf_counter()
        try:
            ranked = run(rows, cases)
        except Unavailable as why:
            print(f"{name} was not run: {why}", file=sys.stderr)
            continue
        seconds = time.perf_counter() - start
        cells = []
        for most in (1, 2):
            hits = studies.hits(ranked, cases, most)
            low, high = interval(hits, regions)
            cells.append(f"{hits.mean():.3f} | {low:.3f}-{high:.3f}")
        told = [Outcome(case.right, row, 0.0, "", ()) for case, row in zip(cases, ranked, strict=True)]
        macro = figures(told, taxonomy.ids).macro_f1
        print(f"| {name} | {cells[0]} | {cells[1]} | {macro:.3f} | {seconds:.0f} |", flush=True)


def show_curve(cases: Sequence[Case], picture: Path | None) -> None:
    """Print the learning curve and draw it."""
    found = studies.learning_curve(read_corpus(CORPUS, smartmap.load_taxonomy()), cases)
    print("\n| families | rows | held-out families, hit@1 | cases, hit@1 |\n|---|---|---|---|")
    for share, count, on_corpus, on_cases in found:
        print(f"| {share:.0%} | {count:,} | {on_corpus:.3f} | {on_cases:.3f} |")
    if picture is not None:
        lines = [
            ("held-out families", [(count, on_corpus) for _, count, on_corpus, _ in found]),
            ("cases", [(count, on_cases) for _, count, _, on_cases in found]),
        ]
        picture.write_text(pictures.curve(lines, x="training rows", y="hit@1"), encoding="utf-8")


def show_ablation(cases: Sequence[Case], names: Path | None) -> None:
    """Print what each source of evidence gives, on the cases and, with and without context, on official names."""
    sets = {"cases": list(cases)}
    if names is not None:
        with_context = studies.official_names(names)
        sets["names"] = studies.without_context(with_context)
        sets["names with outcome and indicator"] = with_context
    tables = {name: studies.ablation(rows) for name, rows in sets.items()}
    print("\n| | " + " | ".join(f"{name} ({len(rows):,}): hit@1 | hit@2" for name, rows in sets.items()) + " |")
    print("|---" * (1 + 2 * len(sets)) + "|")
    for lines in zip(*tables.values(), strict=True):
        print(f"| {lines[0][0]} | " + " | ".join(f"{first:.3f} | {two:.3f}" for _, first, two in lines) + " |")


def show_errors(cases: Sequence[Case], picture: Path | None, most: int) -> None:
    """Draw the confusion matrix and name the most confident errors."""
    suggester = smartmap.load_suggester()
    found = evaluate(suggester, cases)
    if picture is not None:
        picture.write_text(confusion_picture(found, suggester.taxonomy, "en"), encoding="utf-8")
    for item in worst(found.results, most):
        right = ", ".join(sorted(item.case.right))
        place = f"rank {item.rank}, {item.chance:.2f}" if item.rank else "not offered"
        print(
            f"\n{item.said.dimension} {item.said.probability:.2f}, right {right} ({place}): {item.case.programme.text}"
        )
        print(f"    {'; '.join(wording.reasons(item.said, 'en'))}  [{', '.join(item.case.kinds) or 'not contested'}]")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--only", nargs="+", default=(), metavar="WORD", help="peers whose name holds one of these")
    parser.add_argument("--no-peers", action="store_true", help="leave out the table of peers")
    parser.add_argument("--learning-curve", nargs="?", type=Path, const=Path(), metavar="OUT.svg")
    parser.add_argument(
        "--ablation", nargs="?", type=Path, const=Path(), metavar="LIST", help="official names, optional"
    )
    parser.add_argument("--confusion", type=Path, metavar="OUT.svg")
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    chosen = parser.parse_args()
    cases = [case for case in read_cases(chosen.cases, smartmap.load_taxonomy()) if not case.opaque]
    print(f"{len(cases)} clear rows of {len({case.programme.region for case in cases})} regions\n")
    if not chosen.no_peers:
        compare(cases, chosen.only)
    if chosen.learning_curve is not None:
        show_curve(cases, chosen.learning_curve if chosen.learning_curve.name else None)
    if chosen.ablation is not None:
        show_ablation(cases, chosen.ablation if chosen.ablation.name else None)
    if chosen.confusion or chosen.worst:
        show_errors(cases, chosen.confusion, chosen.worst)


if __name__ == "__main__":
    main()
