"""What an interrupted run had already answered: kept beside the output until that stands, and taken up again.

The file is gzip, a member per block, so that whatever end a process comes to only its last block is lost:
a heading that says what the run was asked for, then a line per programme asked, in order.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

import smartmap.errors
from smartmap.errors import DocumentError, SmartmapError
from smartmap.records import Evidence, Local, Programme, Result, Suggestion, Versions

FORMAT = 1
BLOCK = 500
"""Answers after which they are put down; also after :data:`SECONDS`."""

SECONDS = 5.0
_PIECE = 1 << 16
_LEVEL = 1  # of compression: three quarters of the space saved at a tenth of the time

Answer = Result | SmartmapError


def kept_path(out: Path) -> Path:
    """Name the file that keeps a run's answers: ``hasil.xlsx`` -> ``hasil.xlsx.part.gz``, also beside a folder."""
    out = out.resolve() if out.name in ("", "..") else out
    return out.with_name(f"{out.name}.part.gz")


def fingerprint(files: Iterable[Path], versions: Versions, options: Mapping[str, object]) -> dict[str, Any]:
    """Say what a run is asked for: its files by checksum, the versions that answer, the options that shape answers."""
    return {"format": FORMAT, "files": [[str(f), _checksum(f)] for f in files], "versions": asdict(versions), **options}


def _checksum(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # reading it will say why
        return ""


class Kept:
    """The answers of a run, put down as they come.

    Parameters
    ----------
    path : Path
    asked : mapping
        The run's :func:`fingerprint`.
    resume : bool
        Whether to go on from what the file holds. Otherwise it is begun anew.

    Raises
    ------
    DocumentError
        If there is nothing to go on from, it belongs to another run, or the file cannot be written.
    """

    def __init__(self, path: Path, asked: Mapping[str, Any], *, resume: bool) -> None:
        self.path = path
        self.count = 0
        self._lines: list[str] = []
        self._last = monotonic()
        end = self._check(asked) if resume else 0
        try:
            self._stream: BinaryIO = path.open("r+b" if resume else "wb")
            self._stream.truncate(end)
            self._stream.seek(end)
        except OSError as error:
            raise DocumentError("output_denied", file=str(path), why=error.strerror or str(error)) from error
        if not resume:
            self._write([json.dumps(asked)])
        self._begin = self._stream.tell()

    def _check(self, asked: Mapping[str, Any]) -> int:
        """Give the end of the last whole block; refuse what another run left."""
        if not self.path.is_file():
            raise DocumentError("resume_nothing", file=str(self.path))
        end, first = 0, None
        for end, lines in _blocks(self.path):  # noqa: B007
            if first is None:
                first = lines[0]
            else:
                self.count += len(lines)
        try:
            found = json.loads(first or "")
        except ValueError:
            found = {}
        for part in asked:
            if found.get(part) != json.loads(json.dumps(asked[part])):
                code = "resume_decisions" if part == "decisions" else "resume_other"
                raise DocumentError(code, file=str(self.path), part=part)
        return end

    def answers(self) -> Iterator[dict[str, Any]]:
        """Give what was kept before this run began to add to it, in order."""
        left = self.count
        blocks = _blocks(self.path)
        next(blocks, None)
        for _, lines in blocks:
            for line in lines[:left]:
                yield json.loads(line)
            left -= len(lines)
            if left <= 0:
                return

    def add(self, answer: Answer) -> None:
        """Keep an answer."""
        self._lines.append(json.dumps(_plain(answer), ensure_ascii=False))
        if len(self._lines) >= BLOCK or monotonic() - self._last > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Put down what came since the last block."""
        if self._lines:
            self._write(self._lines)
            self._lines = []
        self._last = monotonic()

    def _write(self, lines: Sequence[str]) -> None:
        content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
        try:
            self._stream.write(gzip.compress(content, _LEVEL, mtime=0))
            self._stream.flush()
        except OSError as error:
            raise DocumentError("output_denied", file=str(self.path), why=error.strerror or str(error)) from error

    def close(self, *, done: bool) -> None:
        """End: the file goes when the output stands, or when nothing was answered."""
        if not done:
            self.flush()
        empty = self._stream.tell() == self._begin and not self.count
        self._stream.close()
        if done or empty:
            self.path.unlink(missing_ok=True)


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the whole blocks of a file, each with the place it ends at; a broken one ends the file."""
    with path.open("rb") as stream:
        end, held = 0, b""
        while True:
            unpack, content, used = zlib.decompressobj(31), b"", 0
            while not unpack.eof:
                piece = held or stream.read(_PIECE)
                if not piece:
                    return
                try:
                    content += unpack.decompress(piece)
                except zlib.error:
                    return
                used, held = used + len(piece), b""
            held = unpack.unused_data
            end += used - len(held)
            yield end, content.decode("utf-8", "surrogatepass").split("\n")[:-1]


# --- answers as plain data


def _plain(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Result):
        return answer.to_dict()
    return {"error": type(answer).__name__, "code": answer.code, "fields": answer.fields}


def answer_of(record: Mapping[str, Any], programme: Programme) -> Answer:
    """Make an answer of its record and the programme it was given for."""
    if "error" in record:
        kind: type[SmartmapError] = getattr(smartmap.errors, record["error"])
        return kind(record["code"], **record["fields"])
    suggestions = tuple(
        Suggestion(
            item["dimension"], item["sub_dimension"], item["probability"], item["base"],
            tuple(_evidence(evidence) for evidence in item["evidence"]),
        )
        for item in record["suggestions"]
    )  # fmt: skip
    return Result(
        record["id"], record["text"], record["status"], suggestions, tuple(record["plausible"]), record["reason"],
        Versions(**record["versions"]), record["rest"], Local(**record["local"]), programme,
    )  # fmt: skip


def _evidence(record: Mapping[str, Any]) -> Evidence:
    place = [-1 if record[key] is None else int(record[key]) for key in ("start", "end")]
    return Evidence(record["source"], record["text"], place[0], place[1], record["weight"])
