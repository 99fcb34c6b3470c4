"""How well official names are placed without their codes: every kegiatan and sub kegiatan of a list.

    python benchmarks/coverage.py LIST [--most N]

LIST is a CSV (or CSV.GZ) with the columns kode, nama and level. Agreement is counted with the usual dimension of the
programme that the code belongs to, by how sure that is. For settled programmes the misses are told by kind, and the
programmes below the goal are named.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import smartmap
from smartmap.nomenclature import Entry

GOAL = 0.93  # hit@1 where a programme's dimension is sure
KINDS = (  # the first that fits; what a name is about, where that is not its programme's topic
    (
        "licences and certificates",
        r"izin|sertifika[ts]|berusaha berbasis risiko|rekomendasi teknis|andalalin|standar usaha",
    ),
    (
        "careers and skills of civil servants",
        r"jabatan fungsional|angka kredit|pejabat fungsional|kapasitas sdm|kepegawaian",
    ),
    ("rooms, buildings and furniture", r"ruang|gedung|parkir|meubel|mebel|laboratorium|toilet|asrama|pagar"),
    ("disaster", r"bencana|darurat"),
    ("communities and participation", r"masyarakat|pemberdayaan|peran serta|orang asli|penyandang|disabilitas"),
    ("computers and networks", r"\btik\b|sistem informasi|aplikasi|digital|jaringan"),
    (
        "policy, planning, data and evaluation",
        r"kebijakan|peraturan|perencanaan|rencana|evaluasi|monitoring|pemantauan|data|informasi|dokumen|pelaporan|kajian|prosedur",
    ),
    ("trade, products and promotion", r"produk|promosi|usaha|pasar|insentif"),
)
NO_TOPIC, OTHER = "no word of the topic", "other"


class Miss(NamedTuple):
    """A name placed elsewhere than its programme."""

    entry: Entry
    kind: str
    said: str
    second: bool


def rows(path: Path) -> list[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))


def kind_of(name: str, result: smartmap.Result) -> str:
    """Say what kind of miss it is; where nothing is probable, the name says too little by itself."""
    for kind, words in KINDS:
        if re.search(words, name.lower()):
            return kind
    return NO_TOPIC if result.first is None or result.first.probability < 0.5 else OTHER


def placed(path: Path) -> Iterator[tuple[str, Entry, list[str], str]]:
    """Give level, programme, the first two dimensions and the kind of miss of each name."""
    suggester = smartmap.load_suggester()
    assert suggester.nomenclature is not None
    for row in rows(path):
        entry = suggester.nomenclature.by_code(row["kode"])
        if entry is None or row["level"] == "program" or entry.confidence == "support":
            continue
        result = suggester.suggest(row["nama"])
        yield row["level"], entry, [item.dimension for item in result.suggestions[:2]], kind_of(row["nama"], result)


def main(path: Path, most: int) -> None:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    by_programme: Counter[Entry] = Counter()
    misses: list[Miss] = []
    for level, entry, ranked, kind in placed(path):
        usual = entry.sub_dimension.partition(".")[0]
        count = counts[level, entry.confidence]
        count["n"] += 1
        count["hit1"] += ranked[:1] == [usual]
        count["hit2"] += usual in ranked
        if entry.confidence == "sure":
            by_programme[entry] += 1
            if ranked[:1] != [usual]:
                misses.append(Miss(entry, kind, ranked[0] if ranked else "nothing", usual in ranked))
    print("| level | programme is | n | hit@1 | hit@2 |\n|---|---|---|---|---|")
    for (level, confidence), count in sorted(counts.items()):
        n = count["n"]
        print(f"| {level} | {confidence} | {n:,} | {count['hit1'] / n:.3f} | {count['hit2'] / n:.3f} |")
    tell_kinds(misses, sum(by_programme.values()))
    tell_programmes(misses, by_programme, most)


def tell_kinds(misses: list[Miss], n: int) -> None:
    """Print what the misses of settled programmes are about."""
    print(f"\nmisses of settled programmes by kind: {len(misses)} of {n:,}\n")
    print("| kind | misses | usual one is second | taken for |\n|---|---|---|---|")
    for kind, times in Counter(miss.kind for miss in misses).most_common():
        inside = [miss for miss in misses if miss.kind == kind]
        said = ", ".join(f"{name} {count}" for name, count in Counter(miss.said for miss in inside).most_common(3))
        print(f"| {kind} | {times} | {sum(miss.second for miss in inside)} | {said} |")
    licences = sum(miss.kind == KINDS[0][0] for miss in misses)
    with_licences = 1 - (len(misses) - licences) / n
    print(f"\nhit@1 over both levels {1 - len(misses) / n:.3f}; with licences counted as right {with_licences:.3f}")


def tell_programmes(misses: list[Miss], by_programme: Counter[Entry], most: int) -> None:
    """Print the settled programmes below the goal, those with the most misses first."""
    missed = Counter(miss.entry for miss in misses)
    below = [(entry, times) for entry, times in missed.most_common() if 1 - times / by_programme[entry] < GOAL]
    print(f"\n{len(below)} of {len(by_programme)} settled programmes below {GOAL}\n")
    print("| programme | names | hit@1 | misses by kind |\n|---|---|---|---|")
    for entry, times in below[:most]:
        kinds = Counter(miss.kind for miss in misses if miss.entry == entry).most_common()
        told = "; ".join(f"{kind} {count}" for kind, count in kinds)
        n = by_programme[entry]
        print(f"| {entry.code} {entry.name} | {n} | {1 - times / n:.3f} | {told} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("--most", type=int, default=30, help="how many programmes to name")
    chosen = parser.parse_args()
    main(chosen.list, chosen.most)
