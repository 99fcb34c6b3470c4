"""Peak memory and rate of `classify` on a long CSV or JSONL file, measured in a process of its own.

    python benchmarks/stream.py --rows 1000000 --kind csv --constant

`--constant` puts a suggester in place that answers at once, so that only reading, keeping and writing are measured;
without it the promoted model answers.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

TEXTS = (
    "Program Pengelolaan Pendidikan", "Pengembangan e-retribusi pasar berbasis QRIS",
    "Penanganan kawasan kumuh perkotaan",
    "Peningkatan daya tarik destinasi pariwisata", "Penyelenggaraan lalu lintas dan angkutan jalan",
    "Pengurangan sampah dari sumbernya melalui bank sampah",
)  # fmt: skip


def make(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix == ".csv":
            writer = csv.writer(stream)
            writer.writerow(["Kode", "Program", "Indikator", "OPD"])
            writer.writerows(
                [f"1.{n % 30 + 1:02d}.{n % 12 + 1:02d}", f"{TEXTS[n % 6]} tahap {n}", "Persentase capaian", "Dinas A"]
                for n in range(rows)
            )
        else:
            for n in range(rows):
                record = {"text": f"{TEXTS[n % 6]} tahap {n}", "opd": "Dinas A", "indicator": "Persentase capaian"}
                stream.write(json.dumps(record) + "\n")


class Constant:
    """Answers every text alike."""

    context = True

    def __init__(self) -> None:
        from smartmap.records import Evidence, Suggestion, Versions
        from smartmap.taxonomy import load_taxonomy

        self.taxonomy, self.versions = load_taxonomy(), Versions("0", "kominfo6/1", "-", "-")
        seen = tuple(Evidence("rule:x", "Program", 0, 7, 1.0) for _ in range(5))
        self._offered = (
            Suggestion("society", "society.learning", 0.8, 0.1, seen),
            Suggestion("economy", "", 0.1, 0.0, seen),
        )

    def suggest_many(self, items: Iterable, *, on_error: str = "raise", n_jobs: int | None = 1) -> Iterator:
        """Answer in order."""
        from smartmap.records import Result

        for item in items:
            yield Result(
                item.id, item.text, "suggested", self._offered, ("society",), None, self.versions, -3.0, programme=item
            )


def run(source: Path, constant: bool) -> None:
    from smartmap.documents import classify as module
    from smartmap.load import load_suggester

    module.STREAMED = 0
    suggester = Constant() if constant else load_suggester()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    summary = module.classify(source, suggester, source.with_suffix(".out" + source.suffix), overwrite=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rate = summary.programmes / (perf_counter() - start)
    memory = f"{before / 1024:.0f} MB before, peak {peak / 1024:.0f} MB"
    print(f"{source.suffix[1:]}: {summary.programmes} rows, {rate:.0f} a second, {memory}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--kind", choices=("csv", "jsonl"), default="csv")
    parser.add_argument("--constant", action="store_true")
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.source:
        run(given.source, given.constant)
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"a.{given.kind}"
        make(source, given.rows)
        subprocess.run([sys.executable, __file__, *sys.argv[1:], "--source", str(source)], check=True)


if __name__ == "__main__":
    main()
