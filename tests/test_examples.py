"""Every script in examples/ runs, is short, and prints what its docstring promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
SAYS = {
    "batch": "hasil.xlsx: 4 missions, 158 programmes",
    "own_frame": "Perbaikan jembatan desa -> land",
    "pandas_table": "Perangkat Daerah",
    "polars_table": "expected programmes",
    "report": "in a Word table",
    "review": "Ahmad | adviser | confirm | living | adopted",
    "scikit_learn": "['living' 'environment']",
    "spacy_pipeline": "spans of evidence",
    "suggest": "Smart Economy",
}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_an_example_runs(script: Path, tmp_path: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) < 40
    # spaCy finds components by entry points; a checkout installed before they were there is helped along.
    code = f"import runpy, sys; {'import smartmap.integrations.spacy; ' if 'spacy' in script.stem else ''}"
    code += f"runpy.run_path({str(script)!r}, run_name='__main__')"
    out = subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", code],
        cwd=tmp_path, env={**os.environ, "COLUMNS": "120"}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert out.returncode == 0, out.stderr
    assert SAYS[script.stem] in out.stdout
    assert list(tmp_path.iterdir()) == []  # nothing is left behind


def test_every_example_stands_in_the_readme() -> None:
    page = (SCRIPTS[0].parent / "README.md").read_text(encoding="utf-8")
    assert [script.name for script in SCRIPTS if f"({script.name})" not in page] == []


def test_the_report_accounts_for_every_item(tmp_path: Path) -> None:
    script = next(path for path in SCRIPTS if path.stem == "report")
    out = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    total, listed = re.search(r"(\d+) items: (.+)", out).groups()  # type: ignore[union-attr]
    statuses = {status: int(count) for count, status in (part.split() for part in listed.split(", "))}
    drawn = [tuple(map(int, pair)) for pair in re.findall(r"(\d+) \+ (\d+)$", out, re.MULTILINE)]
    assert sum(statuses.values()) == int(total) == 162
    assert [sum(column) for column in zip(*drawn, strict=True)] == [statuses["suggested"], statuses["review"]]
