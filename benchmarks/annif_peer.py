"""Annif as a peer, in a virtual environment of its own: it asks for other versions than smartmap does.

python -m venv /tmp/annif && /tmp/annif/bin/python -m pip install 'annif[fasttext,omikuji]'
SMARTMAP_ANNIF=/tmp/annif/bin/annif python benchmarks/accuracy.py CASES
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

HOW = "set SMARTMAP_ANNIF to the annif command of an environment with annif[fasttext,omikuji]"
URI = "http://example.org/"
SOURCES = ("bonsai", "svc", "fasttext")
PROJECTS = """
[bonsai]
backend=omikuji
cluster_balanced=False
cluster_k=100
max_depth=3
{common}
[svc]
backend=svc
{common}
[fasttext]
backend=fasttext
dim=100
lr=0.25
epoch=10
loss=hs
chunksize=24
{common}
[ensemble]
backend=ensemble
sources=bonsai,svc,fasttext
{common}
"""
# Lemmas of Indonesian: Annif's own Snowball analyzer has no Indonesian.
COMMON = "name=smartmap\nlanguage=id\nvocab=dimensions\nanalyzer=simplemma(id)\nlimit=6"


def find() -> str | None:
    """Give the annif command, or None."""
    return os.environ.get("SMARTMAP_ANNIF") or shutil.which("annif")


def run(command: str, project: str, rows: Sequence[tuple[str, str]], texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Train a project on texts with a dimension each, and rank the dimensions of other texts."""
    with _trained(command, project, rows) as (folder, call):
        documents = _documents(folder / "documents", texts)
        call("index", project, "documents")
        return [_read(documents / f"{number}.annif") for number in range(len(texts))]


def rate(command: str, project: str, rows: Sequence[tuple[str, str]], texts: Sequence[str]) -> float:
    """Texts a second, without the start: the time for all texts less that for one."""
    with _trained(command, project, rows) as (folder, call):
        seconds = []
        for name, some in (("one", texts[:1]), ("all", texts)):
            _documents(folder / name, some)
            start = perf_counter()
            call("index", project, name)
            seconds.append(perf_counter() - start)
        return (len(texts) - 1) / (seconds[1] - seconds[0])


@contextmanager
def _trained(command: str, project: str, rows: Sequence[tuple[str, str]]) -> Iterator[tuple[Path, Callable[..., None]]]:
    """Give a folder with a trained project, and what calls annif there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "NLTK_DATA": str(_sentences(folder))}

        def call(*arguments: str) -> None:
            subprocess.run([command, *arguments], cwd=folder, env=environment, check=True, capture_output=True)

        (folder / "projects.cfg").write_text(PROJECTS.format(common=COMMON), encoding="utf-8")
        subjects = sorted({dimension for _, dimension in rows})
        lines = ["uri,label_id\n", *(f"{URI}{subject},{subject}\n" for subject in subjects)]
        (folder / "vocab.csv").write_text("".join(lines), encoding="utf-8")
        training = "".join(f"{text}\t<{URI}{dimension}>\n" for text, dimension in rows)
        (folder / "train.tsv").write_text(training, encoding="utf-8")
        call("load-vocab", "dimensions", "vocab.csv")
        for source in SOURCES if project == "ensemble" else (project,):
            call("train", source, "train.tsv")
        yield folder, call


def _documents(folder: Path, texts: Sequence[str]) -> Path:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def _sentences(folder: Path) -> Path:
    """Give a place with an untrained sentence splitter: Annif asks NLTK for its English one, and these are titles."""
    place = folder / "nltk" / "tokenizers" / "punkt_tab" / "english"
    place.mkdir(parents=True)
    for name in ("collocations.tab", "sent_starters.txt", "abbrev_types.txt", "ortho_context.tab"):
        (place / name).touch()
    return folder / "nltk"


def _read(file: Path) -> tuple[str, ...]:
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: -float(row[2]))
    return tuple(row[0].removeprefix(f"<{URI}").removesuffix(">") for row in rows)
