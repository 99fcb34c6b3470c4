"""A small corpus of made-up families, enough to train on in a second."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest

from smartmap import load_taxonomy
from smartmap.training.corpus import COLUMNS, Row, read_corpus

WORDS = {
    "economy.transaction": ("retribusi", "pajak", "pembayaran", "QRIS"),
    "environment.waste": ("sampah", "limbah", "daur ulang", "komposter"),
    "living.health": ("puskesmas", "imunisasi", "posyandu", "ibu hamil"),
    "society.learning": ("sekolah", "guru", "perpustakaan", "beasiswa"),
    "support": ("gaji pegawai", "listrik kantor", "pakaian dinas", "rapat staf"),
    "none": ("lampiran", "daftar isi", "gambar", "nomor halaman"),
}
FRAMES = ("Pengelolaan {}", "Program {} desa", "Jumlah {} yang baik", "Peningkatan layanan {}")

RULES = """format = 1
[[rule]]
id = "economy.transaction/qris"
any = ["qris", "pajak"]
weight = 2
[[rule]]
id = "environment.waste/sampah"
any = ["sampah"]
[[rule]]
id = "living.health/posyandu"
any = ["posyandu"]
weight = 1.5
"""

Write = Callable[[Sequence[Sequence[str]]], Path]


def table() -> list[list[str]]:
    """Rows of the small corpus; each frame is a family within a label, so that held-out rows have known words."""
    rows = []
    for (label, words), (number, frame) in product(WORDS.items(), enumerate(FRAMES)):
        for place, word in enumerate(words):
            further = "governance.service" if (label, place) == ("living.health", 0) else ""
            id = f"{label}-{place}-{number}"
            rows.append([id, frame.format(word), label, further, "program", f"{label}-{number}", ""])
    return rows


def write_table(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])
    return path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a corpus file."""
    return lambda rows: write_table(tmp_path / "small.csv", rows)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("corpus") / "small.csv", table())


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "a.toml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def rows(corpus: Path) -> list[Row]:
    return read_corpus(corpus, load_taxonomy())


@pytest.fixture(scope="session")
def some() -> list[Row]:
    """About 200 rows of the project's corpus, of every file and kind of damage."""
    rows = read_corpus(Path(__file__).parents[2] / "corpus", load_taxonomy())
    return rows[:: len(rows) // 200]
