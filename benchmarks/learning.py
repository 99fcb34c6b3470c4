"""What decisions teach: a region with habits of its own, replayed decision by decision.

    python benchmarks/learning.py [--cases CASES] [--official LIST] [--work FOLDER] [--retrain] [--tune] [--seeds N]
        [--out JSON]

Simulated regions place human-resources training under Environment, licences and cooperatives under Branding, and all
else as the corpus (or the usual place of the official programme) does. Their programmes are corpus rows of families the
model never saw (a model is trained without them into FOLDER) and, with LIST as for coverage.py, official kegiatan and
sub kegiatan. CASES, a JSONL file as for `smartmap evaluate` with a `region`, gives real regions with unusual answers,
pooled since each has few rows, and the regions that must not change. Half of a region's programmes can be decided;
accuracy is counted on the other half, which nobody decides, so that both orders are measured on the same rows.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from coverage import rows as official_rows

import smartmap
from smartmap.memory import Decided, learn, teaching_order
from smartmap.records import Programme, Result
from smartmap.store.programmes import uncertainty
from smartmap.training.corpus import COLUMNS, Row, read_corpus
from smartmap.training.train import train

CORPUS = Path(__file__).parents[1] / "corpus"
STEPS = (0, 10, 25, 30, 50, 60, 100, 120, 200)  # 30, 60 and 120 are 60 % of 50, 100 and 200
SIZE = 600  # programmes of a simulated region
HABITS = {
    "human resources": (
        r"sumber daya manusia|\bsdm\b|\w*latih\w*|diklat|bimbingan teknis|bimtek",
        "environment.protection",
    ),
    "licences": (r"\b(per)?i[zj]in(an)?\b|\boss\b|\bnib\b", "branding.business"),
    "cooperatives": (r"koperasi|kopdes", "branding.business"),
}
OTHER_HABITS = {
    "libraries": {
        "libraries": (r"perpustaka\w*|\bbaca\b|membaca|literasi|pustaka\w*", "branding.tourism"),
        "posyandu": (r"posyandu|kader|imunisasi", "society.community"),
        "street lights": (r"lampu|penerangan|\bpju\w*", "economy.industry"),
    },
    "sports": {
        "sports": (r"olah\s?raga\w*|\batlet\w*|keolahragaan", "branding.tourism"),
        "village funds": (r"dana desa|bumdes\w*|badan usaha milik desa|keuangan desa|apbdes\w*", "governance.policy"),
        "campaigns": (r"sosialisasi|penyuluhan|kampanye|edukasi", "governance.service"),
    },
    "vocational schools": {
        "vocational schools": (r"\bsmk\b|kejuruan|vokasi\w*|keterampilan|magang", "living.health"),
        "applications": (r"aplikasi|sistem informasi|\bsi[a-z]*online|berbasis web", "economy.transaction"),
        "women and children": (r"perempuan|\banak\b|gender|\bpaud\b", "living.health"),
    },
}
"""On which the settings of adapter and order are chosen, so that HABITS judge them without having shaped them."""

Suggester = smartmap.Suggester
Learner = Callable[[Suggester, Sequence[Decided]], Suggester]


@dataclass(frozen=True)
class Item:
    """A programme of a region and where the region puts it; ``habit`` names what makes that unusual."""

    text: str
    labels: tuple[str, ...]
    habit: str = ""

    def right(self, result: Result) -> bool:
        """Whether the first suggestion is a dimension the region gave it."""
        return bool(result.first) and result.first.dimension in {label.partition(".")[0] for label in self.labels}


def answers(suggester: Suggester, items: Sequence[Item]) -> list[Result]:
    return [result for result in suggester.suggest_many(item.text for item in items) if isinstance(result, Result)]


@dataclass
class Curve:
    """Accuracy by number of decisions: all programmes, and those a habit concerns."""

    every: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    habit: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    rest: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, step: int, items: Sequence[Item], suggester: Suggester) -> None:
        """Measure after so many decisions."""
        hits = np.array([item.right(result) for item, result in zip(items, answers(suggester, items), strict=True)])
        odd = np.array([bool(item.habit) for item in items])
        self.every[step].append(float(hits.mean()))
        if odd.any():
            self.habit[step].append(float(hits[odd].mean()))
            self.rest[step].append(float(hits[~odd].mean()))


def memory_alone(plain: Suggester, decided: Sequence[Decided]) -> Suggester:
    return learn(plain, decided, "region", adapt=False)


def memory_and_adapter(plain: Suggester, decided: Sequence[Decided]) -> Suggester:
    return learn(plain, decided, "region")


def retrained(rows: Sequence[Row]) -> tuple[Learner, Learner]:
    """A new text model on the corpus and the decisions, weighed as `smartmap retrain` does; rules and combination stay.

    Alone, and with memory and adapter on top as a region would use it.
    """
    made: dict[tuple[str, ...], Suggester] = {}

    def alone(plain: Suggester, decided: Sequence[Decided]) -> Suggester:
        from smartmap.model.linear import LinearModel
        from smartmap.training import fit
        from smartmap.training.decided import Answer
        from smartmap.training.matrix import build_matrix, build_space
        from smartmap.training.weigh import Weighing, voices_of, weigh

        key = tuple(item.programme.text for item in decided)
        if key in made:
            return made[key]
        settings = fit.Settings()
        answers = [Answer("region", d.programme, d.label, d.further, "adviser", "m") for d in decided]
        examples = weigh(
            answers, voices_of(plain, answers), plain, Weighing(), n_rows=len(rows),
            further_share=settings.further_share,
        )  # fmt: skip
        texts = [*fit.stems_of(rows, plain.analyzer), *(item.stems for item in examples)]
        targets = np.vstack(
            [fit.targets_of(rows, plain.labels, settings.further_share), *(item.target for item in examples)]
        )
        space = build_space(texts)
        classifier = fit.fit_linear(build_matrix(texts, space, settings.letter_scale), targets, settings)
        model = LinearModel(fit.export(classifier, space, plain.labels, settings))
        made[key] = Suggester(
            plain.taxonomy, plain.analyzer, plain.matcher, plain.combination, plain.versions, model=model,
            nomenclature=plain.nomenclature, context=plain.context,
        )  # fmt: skip
        return made[key]

    def adapted(plain: Suggester, decided: Sequence[Decided]) -> Suggester:
        return learn(alone(plain, decided), decided, "region")

    return alone, adapted


def replay(
    region: Sequence[Item],
    plain: Suggester,
    learner: Learner,
    order: str,
    curve: Curve,
    *,
    steps: Sequence[int],
    seed: int,
) -> None:
    """Decide half of a region in an order and note the accuracy on the other half."""
    places = np.random.default_rng(seed).permutation(len(region))
    cut = len(region) // 2
    left = [region[place] for place in sorted(places[:cut])]
    rest = [region[place] for place in sorted(places[cut:])]
    decided: list[Decided] = []
    suggester = plain
    for step in range(steps[-1] + 1):
        if step in steps:
            suggester = learner(plain, decided) if decided else plain
            curve.note(step, rest, suggester)
        elif order == "uncertain" and step % 5 == 0:
            suggester = learner(plain, decided)
        if not left or step == steps[-1]:
            break
        if order == "uncertain" and step % 5 == 0:
            doubts = [uncertainty(result) for result in answers(suggester, left)]
            left = [left[place] for place in teaching_order(suggester, [Programme(i.text) for i in left], doubts)]
        item = left.pop(0)
        decided.append(
            Decided(
                f"d-{step}",
                Programme(item.text),
                item.labels[0],
                item.labels[1:],
                1.0,
                "Rina",
                "",
                "",
                "",
                "2026-03-01",
            )
        )


# --- regions


Habits = dict[str, tuple[str, str]]


def habit_of(text: str, habits: Habits) -> tuple[str, str]:
    for name, (pattern, label) in habits.items():
        if re.search(pattern, text, re.IGNORECASE):
            return name, label
    return "", ""


def simulated(pairs: Sequence[tuple[str, str]], seed: int, odd: float, habits: Habits = HABITS) -> list[Item]:
    """A region of programmes in the order of its document, a share of them under its habits."""
    rng = np.random.default_rng(seed)
    items = []
    for text, usual in pairs:
        habit, label = habit_of(text, habits)
        items.append(Item(text, (label or usual,), habit))
    with_habit = [place for place, item in enumerate(items) if item.habit]
    without = [place for place, item in enumerate(items) if not item.habit]
    count = min(len(with_habit), round(SIZE * odd))
    chosen = [*rng.permutation(with_habit)[:count], *rng.permutation(without)[: SIZE - count]]
    return [items[place] for place in sorted(chosen)]


def is_held_out(family: str) -> bool:
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % 4 == 0


def base_model(work: Path) -> Suggester:
    """A suggester whose model never saw a quarter of the corpus' families."""
    if not (work / "models" / "base" / "manifest.json").exists():
        (work / "corpus").mkdir(parents=True, exist_ok=True)
        for file in sorted(CORPUS.glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as stream:
                kept = [row for row in csv.DictReader(stream) if not is_held_out(row["family"])]
            with (work / "corpus" / file.name).open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, COLUMNS)
                writer.writeheader()
                writer.writerows(kept)
        train(work / "corpus", work / "models", "base", progress=lambda step: print(step, file=sys.stderr))
    return smartmap.load_suggester(work / "models" / "base")


def real_regions(cases: Path) -> dict[str, list[Item]]:
    regions: dict[str, list[Item]] = defaultdict(list)
    for line in cases.read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row.get("opaque"):
            regions[row.get("region") or "?"].append(Item(row["text"], tuple(row["labels"])))
    return regions


def accuracy(items: Sequence[Item], suggester: Suggester) -> float:
    return float(np.mean([item.right(result) for item, result in zip(items, answers(suggester, items), strict=True)]))


# --- measuring


def learners(options: argparse.Namespace, rows: Sequence[Row] | None) -> dict[str, tuple[Learner, Sequence[int]]]:
    found: dict[str, tuple[Learner, Sequence[int]]] = {
        "memory": (memory_alone, STEPS),
        "memory and adapter": (memory_and_adapter, STEPS),
    }
    if options.retrain and rows is not None:
        alone, adapted = retrained(rows)
        found["full retrain"] = (alone, (0, 50, 200))
        found["full retrain and adapter"] = (adapted, (0, 50, 200))
    return found


def measure(name: str, region: Callable[[int], Sequence[Item]], plain: Suggester, options: argparse.Namespace,
            rows: Sequence[Row] | None) -> dict[str, Any]:  # fmt: skip
    told: dict[str, Any] = {}
    for kind, (learner, steps) in learners(options, rows).items():
        for order in ("document", "uncertain"):
            if kind != "memory and adapter" and order == "uncertain":
                continue  # fifty models a curve, or a memory that changes nothing
            curve = Curve()
            for seed in range(options.seeds):
                replay(region(seed), plain, learner, order, curve, steps=steps, seed=seed)
            means = {part: {step: round(float(np.mean(v)), 4) for step, v in getattr(curve, part).items()}
                     for part in ("every", "habit", "rest")}  # fmt: skip
            told[f"{kind}, {order}"] = means
            for part, by_step in means.items():
                cells = " ".join(f"{step}: {value:.3f}" for step, value in by_step.items())
                print(f"{name:<10} {kind:<25} {order:<10} {part:<6} {cells}", flush=True)
    return told


def others(region: Sequence[Item], plain: Suggester, real: dict[str, list[Item]]) -> dict[str, float]:
    """Accuracy on real regions before and after another region decided, and if its decisions counted there."""
    decided = [
        Decided(
            f"d-{place}", Programme(item.text), item.labels[0], item.labels[1:], 1.0, "Rina", "", "", "", "2026-03-01"
        )
        for place, item in enumerate(region[:200])
    ]
    every = [item for items in real.values() for item in items]
    before = accuracy(every, plain)
    here = memory_and_adapter(plain, decided)
    told = {"before": before, "after": accuracy(every, plain), "if its decisions counted": accuracy(every, here)}
    pooled, alone = [], []
    for name, items in real.items():
        rest = [item for other, its in real.items() if other != name for item in its]
        known = [
            Decided(
                f"d-{place}", Programme(item.text), item.labels[0], item.labels[1:], 1.0, "", "", "", "", "2026-03-01"
            )
            for place, item in enumerate(rest)
        ]
        for adapt, hits in ((True, pooled), (False, alone)):
            learned = learn(plain, known, "elsewhere", adapt=adapt)
            hits += [item.right(result) for item, result in zip(items, answers(learned, items), strict=True)]
    told["if all other regions' decisions counted"] = float(np.mean(pooled))
    told["if they counted for equal and near programmes alone"] = float(np.mean(alone))
    for key, value in told.items():
        print(f"other regions, {key}: {value:.4f}", flush=True)
    return told


def main(options: argparse.Namespace) -> None:
    taxonomy = smartmap.load_taxonomy()
    corpus = read_corpus(CORPUS, taxonomy)
    base, shipped = base_model(options.work), smartmap.load_suggester()
    kept = [row for row in corpus if not is_held_out(row.family)]
    pairs = [(row.text, row.primary) for row in corpus if is_held_out(row.family) and "." in row.primary]
    told: dict[str, Any] = {}
    if options.tune:
        options.retrain = False
        for name, habits in OTHER_HABITS.items():
            told[name] = measure(name, lambda seed, h=habits: simulated(pairs, seed, 0.125, h), base, options, None)
        write(told, options.out)
        return
    told["corpus"] = measure("corpus", lambda seed: simulated(pairs, seed, 0.125), base, options, kept)
    if options.official:
        assert shipped.nomenclature is not None
        names: dict[str, str] = {}
        for row in official_rows(options.official):
            entry = shipped.nomenclature.by_code(row["kode"])
            if entry is not None and entry.confidence != "support":
                names.setdefault(row["nama"], entry.sub_dimension)
        told["official"] = measure(
            "official", lambda seed: simulated(list(names.items()), seed, 0.11), shipped, options, None
        )
    if options.cases:
        real = real_regions(options.cases)
        unusual = [items for items in real.values() if len(items) >= 3 and accuracy(items, shipped) < 0.75]
        pool = [item for items in unusual for item in items]
        print(f"{len(unusual)} real regions with unusual answers, {len(pool)} programmes")
        options.retrain = False
        told["real"] = measure("real", lambda seed: pool, shipped, options, None)
        told["others"] = others(simulated(pairs, 0, 0.125), shipped, real)
    write(told, options.out)


def write(told: dict[str, Any], path: Path | None) -> None:
    if path is not None:
        path.write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--official", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build/learning"))
    parser.add_argument("--retrain", action="store_true")
    parser.add_argument("--tune", action="store_true", help="the other habits, on which settings are chosen, alone")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--out", type=Path)
    main(parser.parse_args())
