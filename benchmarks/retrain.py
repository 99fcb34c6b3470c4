"""What retraining costs: the corpus and 20,000 answers of 40 regions, ``python benchmarks/retrain.py [STORE]``.

Answers are made of corpus texts with two words changed, three in four as the corpus labels them. Prints the time, and
the most memory that this process and those it starts held together (proportional set size, so that shared pages count
once; Linux alone tells it). The exit code says whether both stay in bounds: two minutes and 1.5 GB.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import smartmap
from smartmap.model.folder import models_folder
from smartmap.records import Programme
from smartmap.store import Draft, Store, open_store
from smartmap.training.corpus import Row, read_corpus
from smartmap.training.retrain import promoted_folder, retrain

ROOT = Path(__file__).parents[1]
ANSWERS, REGIONS = 20_000, 40
SECONDS, BYTES = 120, 1.5e9
EVERY = 1.0  # second between two looks at the memory, which cost time themselves


def wordings(rows: list[Row], dice: random.Random) -> list[tuple[str, str]]:
    """Texts nobody has trained on, with the dimension or sub-dimension that somebody gives them."""
    words = [word for row in rows for word in row.text.split()]
    labels = smartmap.load_taxonomy().sub_ids
    found = []
    for _ in range(ANSWERS):
        row = dice.choice(rows)
        told = row.text.split()
        for _ in range(2):
            told[dice.randrange(len(told))] = dice.choice(words)
        found.append((" ".join(told), row.primary if dice.random() < 0.75 else dice.choice(labels)))
    return found


def fill(store: Store) -> None:
    dice = random.Random(1)
    taxonomy = smartmap.load_taxonomy()
    rows = [row for row in read_corpus(ROOT / "corpus", taxonomy) if "." in row.primary and " " in row.text]
    store.add_person("Ayu", role="adviser", id="ayu")
    answers = wordings(rows, dice)
    each = ANSWERS // REGIONS
    for number in range(REGIONS):
        mapping = store.new_mapping(f"Kabupaten {number}", "2025-2029")
        mine = answers[number * each : (number + 1) * each]
        ids = store.add_programmes(mapping, [Programme(text) for text, _ in mine])
        store.append(
            mapping,
            [Draft(id, "ayu", "correct", label, standing="adviser") for id, (_, label) in zip(ids, mine, strict=True)],
        )


def held() -> list[int]:
    """Memory of this process and those it started, in bytes."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    found = []
    for pid in family:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")]
    return found


class Watch(Thread):
    """Notes the most memory held together, and by one process."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.largest, self._done = 0, 0, Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._done.wait(EVERY):
            now = held()
            self.most, self.largest = max(self.most, sum(now)), max(self.largest, *now)

    def stop(self) -> None:
        """End."""
        self._done.set()
        self.join()


def main(path: Path) -> bool:
    made = not path.exists()
    with open_store(path) as store, tempfile.TemporaryDirectory() as folder:
        if made:
            fill(store)
        watch = Watch()
        watch.start()
        begun = perf_counter()

        def progress(step: str) -> None:
            print(f"{perf_counter() - begun:6.1f} s  {step}, up to {watch.most / 1e9:.2f} GB so far", flush=True)

        models = Path(folder) / "models"
        found = retrain(
            store,
            ROOT / "corpus",
            models,
            "challenger",
            champion=promoted_folder(models_folder() or ROOT / "models"),
            progress=progress,
        )
        seconds = perf_counter() - begun
        watch.stop()
    busy = sum(os.times()[:4])
    print(f"{len(found.decided.answers):,} answers: {seconds:.0f} s, {busy:.0f} s of processor time")
    print(f"{watch.most / 1e9:.2f} GB together, {watch.largest / 1e9:.2f} GB in the largest process")
    return seconds < SECONDS and watch.most < BYTES


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "s.db") else 1)
