"""smartmap beside simple peers: trained on the same corpus, tested on the same rows.

    python benchmarks/accuracy.py CASES

CASES is a JSONL file as for ``smartmap evaluate``. Intervals (95 %) resample whole regions, since a region's
rows are decided by the same people. Peers: the most frequent dimension; counting keyword rules; scikit-learn's TF-IDF
over words and pairs with logistic regression and with a linear SVM.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import smartmap
from smartmap.training.corpus import Row, read_corpus
from smartmap.training.evaluate import Case, read_cases

CORPUS = Path(__file__).parents[1] / "corpus"
Ranked = list[tuple[str, ...]]


def majority(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
    counts = Counter(row.primary.partition(".")[0] for row in rows if "." in row.primary)
    return [tuple(name for name, _ in counts.most_common())] * len(cases)


def sklearn_peer(kind: str) -> Callable[[Sequence[Row], Sequence[Case]], Ranked]:
    def run(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        model = LogisticRegression(C=10, max_iter=300) if kind == "lr" else LinearSVC(C=0.5)
        pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2), model)
        inside = [row for row in rows if "." in row.primary]
        pipeline.fit([row.text for row in inside], [row.primary.partition(".")[0] for row in inside])
        order = np.argsort(-pipeline.decision_function([case.programme.text for case in cases]), axis=1)
        return [tuple(pipeline.classes_[place] for place in row) for row in order]

    return run


def smartmap_with(model: str | None) -> Callable[[Sequence[Row], Sequence[Case]], Ranked]:
    def run(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
        suggester = smartmap.load_suggester(model)
        return [tuple(item.dimension for item in suggester.suggest(case.programme).suggestions) for case in cases]

    return run


PEERS = {
    "most frequent dimension": majority,
    "keyword rules alone": smartmap_with("none"),
    "TF-IDF + logistic regression": sklearn_peer("lr"),
    "TF-IDF + linear SVM": sklearn_peer("svm"),
    "smartmap": smartmap_with(None),
}


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


def main(path: Path) -> None:
    taxonomy = smartmap.load_taxonomy()
    rows = read_corpus(CORPUS, taxonomy)
    regions = [json.loads(line).get("region") or "" for line in path.read_text("utf-8").splitlines() if line.strip()]
    pairs = [(c, r) for c, r in zip(read_cases(path, taxonomy), regions, strict=True) if not c.opaque]
    cases, regions = [case for case, _ in pairs], [region for _, region in pairs]
    print(f"{len(cases)} clear rows of {len(set(regions))} regions\n")
    print("| | hit@1 | 95 % | hit@2 | 95 % |\n|---|---|---|---|---|")
    for name, run in PEERS.items():
        ranked = run(rows, cases)
        cells = []
        for most in (1, 2):
            hits = np.array([bool(case.right & set(row[:most])) for case, row in zip(cases, ranked, strict=True)])
            low, high = interval(hits, regions)
            cells.append(f"{hits.mean():.3f} | {low:.3f}-{high:.3f}")
        print(f"| {name} | {cells[0]} | {cells[1]} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
