"""The tutorial is played, line by line."""

import doctest
import re
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "banggai.md"


def test_the_banggai_workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = re.sub(r"^```.*$", "", TUTORIAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(text, {}, TUTORIAL.name, str(TUTORIAL), 0))
    found = runner.summarize(verbose=False)
    assert found.attempted > 30
    assert found.failed == 0
