"""Every message of this part exists in both languages, and is used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from smartmap.errors import LANGUAGES
from smartmap.resources import data

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((data().parent / "documents").glob("*.py")))
USED = sorted(
    set(re.findall(r'"((?:document|output|row|sheet|doubt|columns|page)_\w+)"', SOURCE))
    - {"sheet_name", "columns_format"}
)
CATALOGUE = {
    key: texts
    for file in data().glob("messages*.toml")
    for key, texts in tomllib.loads(file.read_text("utf-8")).items()
}


@pytest.mark.parametrize("code", USED)
def test_both_languages(code: str) -> None:
    assert set(CATALOGUE[code]) == set(LANGUAGES)
    fields = [set(re.findall(r"{(\w+)", CATALOGUE[code][language])) for language in LANGUAGES]
    assert fields[0] == fields[1]


def test_none_is_idle() -> None:
    ours = {key for key in CATALOGUE if key.startswith(("document_", "output_", "row_", "sheet_", "doubt_", "page_"))}
    assert ours <= set(USED)


def test_source_is_found() -> None:
    assert Path(data().parent / "documents" / "read.py").exists()
    assert len(USED) > 30
