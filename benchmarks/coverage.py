"""How well official names are placed without their codes: every kegiatan and sub kegiatan of a list.

    python benchmarks/coverage.py LIST

LIST is a CSV (or CSV.GZ) with the columns kode, nama and level. Agreement is counted with the usual dimension of the
programme that the code belongs to, by how sure that is, and the programmes with the most disagreements are named.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import Counter, defaultdict
from pathlib import Path

import smartmap


def rows(path: Path) -> list[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))


def main(path: Path) -> None:
    suggester = smartmap.load_suggester()
    assert suggester.nomenclature is not None
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    missed: Counter[str] = Counter()
    for row in rows(path):
        entry = suggester.nomenclature.by_code(row["kode"])
        if entry is None or row["level"] == "program" or entry.confidence == "support":
            continue
        usual = entry.sub_dimension.partition(".")[0]
        ranked = [item.dimension for item in suggester.suggest(row["nama"]).suggestions[:2]]
        count = counts[row["level"], entry.confidence]
        count["n"] += 1
        count["hit1"] += ranked[:1] == [usual]
        count["hit2"] += usual in ranked
        if entry.confidence == "sure" and ranked[:1] != [usual]:
            missed[f"{entry.code} {entry.name}"] += 1
    print(f"{'level':<14}{'confidence':<12}{'n':>6}{'hit@1':>8}{'hit@2':>8}")
    for (level, confidence), count in sorted(counts.items()):
        n = count["n"]
        print(f"{level:<14}{confidence:<12}{n:>6}{count['hit1'] / n:>8.3f}{count['hit2'] / n:>8.3f}")
    print("\nsettled programmes with the most names placed otherwise")
    for name, times in missed.most_common(15):
        print(f"{times:>5}  {name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
