"""An interrupted run is taken up again, and its output is the same as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from smartmap.documents import kept
from smartmap.documents.classify import classify
from smartmap.errors import DocumentError, SmartmapError
from smartmap.records import Programme, Result

from .conftest import FakeSuggester

Make = Callable[..., Path]
ROWS = "Program,OPD\n" + "".join(f"Program Sekolah {n},A\n" for n in range(40)) + "Program galat,B\nJUMLAH,\n"
ROWS += "".join(f"Program Rapat {n},C\n" for n in range(40))


class Stopping(FakeSuggester):
    """Stops after some answers, as Ctrl-C does; counts what it is asked."""

    def __init__(self, after: int) -> None:
        self.after, self.asked = after, 0

    def suggest_many(
        self, items: Iterable[str | Programme], *, on_error: str = "raise", n_jobs: int | None = 1
    ) -> Iterator[Result | SmartmapError]:
        for answer in super().suggest_many(items, on_error=on_error):
            if self.asked == self.after:
                raise KeyboardInterrupt
            self.asked += 1
            yield answer


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_output_is_the_same_as_without_interruption(text_file: Make, tmp_path: Path, suffix: str) -> None:
    source = text_file(ROWS)
    whole, out = tmp_path / f"whole.{suffix}", tmp_path / f"out.{suffix}"
    classify(source, FakeSuggester(), whole)
    with pytest.raises(KeyboardInterrupt):
        classify(source, Stopping(50), out)
    assert not out.exists()
    further = Stopping(1000)
    summary = classify(source, further, out, resume=True)
    assert (summary.resumed, further.asked) == (50, 31)
    assert summary.reasons == {"row_error": 1, "row_total": 1}
    assert rows_of(out) == rows_of(whole)
    assert not kept.kept_path(out).exists()


def rows_of(path: Path) -> object:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    from smartmap.documents.sheets import grids

    return [(grid.name, grid.rows) for grid in grids(path, "xlsx")]


def test_twice_interrupted(text_file: Make, tmp_path: Path) -> None:
    source, out = text_file(ROWS), tmp_path / "out.csv"
    for resume in (False, True):
        with pytest.raises(KeyboardInterrupt):
            classify(source, Stopping(20), out, resume=resume)
    assert classify(source, FakeSuggester(), out, resume=True).resumed == 40


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_block_cut_off_by_the_kill_is_answered_again(
    text_file: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr(kept, "BLOCK", 10)
    source, out = text_file(ROWS), tmp_path / "out.csv"
    classify(source, FakeSuggester(), tmp_path / "whole.csv")
    with pytest.raises(KeyboardInterrupt):
        classify(source, Stopping(50), out)
    part = kept.kept_path(out)
    part.write_bytes(part.read_bytes()[:-cut])
    assert classify(source, FakeSuggester(), out, resume=True).resumed == 40
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_changed_file_or_option_is_refused(text_file: Make, tmp_path: Path) -> None:
    source, out = text_file(ROWS), tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        classify(source, Stopping(50), out)
    with pytest.raises(DocumentError) as caught:
        classify(source, FakeSuggester(), out, resume=True, text_column="OPD")
    assert (caught.value.code, caught.value.fields["part"]) == ("resume_other", "columns")
    source.write_text(ROWS + "Program Lain,D\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        classify(source, FakeSuggester(), out, resume=True)
    assert (caught.value.code, caught.value.fields["part"]) == ("resume_other", "files")
    assert kept.kept_path(out).exists()


def test_decisions_taken_meanwhile_are_noticed(text_file: Make, tmp_path: Path) -> None:
    source, out = text_file(ROWS), tmp_path / "out.csv"
    with pytest.raises(KeyboardInterrupt):
        classify(source, Stopping(50), out)
    further = FakeSuggester()
    further.decisions = "sha256:1"
    with pytest.raises(DocumentError) as caught:
        classify(source, further, out, resume=True)
    assert caught.value.code == "resume_decisions"
    assert classify(source, FakeSuggester(), out, resume=True).resumed == 50


def test_nothing_to_go_on_from(text_file: Make, suggester: FakeSuggester, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        classify(text_file(ROWS), suggester, tmp_path / "out.csv", resume=True)
    assert caught.value.code == "resume_nothing"


def test_a_failed_run_without_answers_leaves_nothing(text_file: Make, suggester: FakeSuggester, tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        classify(text_file(b"", "b.xlsx"), suggester, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["b.xlsx"]


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from smartmap.documents import kept
from smartmap.documents.classify import classify
from tests.documents.test_resume import Stopping
kept.BLOCK = 10
def die(done, total):
    if done == 55:
        os.kill(os.getpid(), signal.SIGKILL)
classify({source!r}, Stopping(1000), {out!r}, progress=die)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_killed_without_warning(text_file: Make, tmp_path: Path) -> None:
    source, out = text_file(ROWS), tmp_path / "out.csv"
    code = KILLED.format(tests=str(Path(__file__).parents[2]), source=str(source), out=str(out))
    done = subprocess.run([sys.executable, "-c", code], check=False, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert classify(source, FakeSuggester(), out, resume=True).resumed == 50
    classify(source, FakeSuggester(), tmp_path / "whole.csv")
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
