"""Classify whole files: read, suggest, write, with progress and a summary."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from smartmap.documents.cells import shortened
from smartmap.documents.folders import find_files
from smartmap.documents.kept import Answer, Kept, answer_of, fingerprint, kept_path
from smartmap.documents.kinds import TEXT_KINDS, kind_of
from smartmap.documents.plain import count_lines
from smartmap.documents.read import read, stream
from smartmap.documents.reading import NO_LOSS, Skipped, Table
from smartmap.documents.table import is_mapped
from smartmap.documents.write import check_output, open_writer, targets
from smartmap.errors import DocumentError, MissingExtraError, SmartmapError

if TYPE_CHECKING:
    from smartmap.records import Programme, Result, Versions
    from smartmap.taxonomy import Taxonomy

STREAMED = 50_000_000
"""Bytes from which a text file is read row by row, in bounded memory and folding only neighbouring rows."""

KEPT = 1000  # skipped rows a summary keeps; all are counted

Progress = Callable[[int, int | None], None]


class Suggests(Protocol):
    """What classifies: a :class:`smartmap.Suggester`."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The frame its labels belong to."""

    @property
    def versions(self) -> Versions:
        """What makes its results."""

    @property
    def context(self) -> bool:
        """Whether what stands beside the text counts."""

    @property
    def decisions(self) -> str:
        """What changes with every decision that counts for its results; empty if none do."""

    def suggest_many(
        self, items: Iterable[str | Programme], *, on_error: str = "raise", n_jobs: int | None = 1
    ) -> Iterator[Result | SmartmapError]:
        """Give a result, or the error, for each item in order."""


@dataclass(slots=True)
class Summary:
    """What came of classifying files.

    Parameters
    ----------
    out : Path
        Where the results are.
    programmes : int
        Results written, of whatever level.
    resumed : int
        How many answers were taken over from an interrupted run.
    levels : Counter
        Results by level of the plan; an empty one where that is not said.
    statuses, dimensions, sub_dimensions, reasons : Counter
        Results by status, by first dimension and sub-dimension if they have one; skipped rows by reason.
    skipped : list of Skipped
        The first 1000 of the skipped rows.
    tables : list of Table
        As they were understood; a file read row by row has none.
    failed : dict of str to SmartmapError
        Files that could not be read, where others could.
    unwritten : dict of str to SmartmapError
        Outputs of a folder that were left out, such as those whose extra is not installed.
    seconds : float
    """

    out: Path
    programmes: int = 0
    resumed: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    dimensions: Counter[str] = field(default_factory=Counter)
    sub_dimensions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    failed: dict[str, SmartmapError] = field(default_factory=dict)
    unwritten: dict[str, SmartmapError] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def losses(self) -> int:
        """Rows of which nothing was read; titles and headings for the rows below are none."""
        return sum(count for reason, count in self.reasons.items() if reason not in NO_LOSS)

    def _result(self, result: Result, level: str) -> None:
        self.programmes += 1
        self.levels[level] += 1
        self.statuses[result.status] += 1
        if is_mapped(result):
            self.dimensions[result.suggestions[0].dimension] += 1
            self.sub_dimensions[result.suggestions[0].sub_dimension] += 1

    def _skip(self, skipped: Skipped) -> None:
        self.reasons[skipped.reason] += 1
        if len(self.skipped) < KEPT:
            self.skipped.append(skipped)


def classify(
    paths: str | PathLike[str] | Sequence[str | PathLike[str]],
    suggester: Suggests,
    out: str | PathLike[str],
    *,
    language: str = "id",
    overwrite: bool = False,
    sheet: str | int | None = None,
    text_column: str | None = None,
    columns: Mapping[str, str] | None = None,
    context_columns: Sequence[str] | None = None,
    resume: bool = False,
    n_jobs: int | None = 1,
    progress: Progress | None = None,
) -> Summary:
    """Classify the programmes of one or more files and write the results.

    What is answered is kept in ``OUT.part.gz`` beside the output until that stands, so that a run that was
    interrupted can be taken up again.

    Parameters
    ----------
    paths : path or sequence of paths
        Files, or folders of which every known kind of file is read, sorted; others in them count as failed.
    suggester : Suggester
    out : path
        Ends in ``.jsonl``, ``.csv``, ``.xlsx``, ``.docx``, ``.html`` or ``.parquet``; a folder, or a name that ends in
        ``/``, takes all of these and pictures.
    language : {"id", "en"}
        Of headings, names and reasons in the output.
    overwrite : bool
        Whether ``out`` may be replaced.
    sheet, text_column, columns, context_columns
        As for :func:`smartmap.documents.read.read`.
    resume : bool
        Go on from where an interrupted run with the same files, versions, options and decisions stopped.
    n_jobs : int or None
        Processes that answer; see :meth:`smartmap.Suggester.suggest_many`.
    progress : callable, optional
        Called with the programmes done and their number: None while that is not known, estimated from the lines of
        a file that is read row by row.

    Returns
    -------
    Summary

    Raises
    ------
    DocumentError
        If no file can be read, or the results cannot be written. Where some of several files cannot be read,
        the summary lists them and the others go through. With `resume`, if there is nothing to go on from or files,
        versions, options or decisions are no longer the same.
    """
    outputs = targets(out)
    files, unknown = find_files([paths] if isinstance(paths, (str, PathLike)) else paths, outputs)
    check_output(out, overwrite)
    for file in files:
        for output in outputs:
            if file.exists() and output.exists() and file.samefile(output):
                raise DocumentError("output_input", file=str(output))
    start = perf_counter()
    summary = Summary(Path(out), failed=unknown)
    source = _Source(files, summary, sheet, text_column, columns, context_columns)
    asked = _fingerprint(files, suggester, sheet, text_column, columns, context_columns)
    with (
        _keeping(summary.out, asked, resume) as kept,
        open_writer(out, language=language, overwrite=overwrite, taxonomy=suggester.taxonomy) as writer,
    ):
        summary.unwritten = getattr(writer, "unwritten", summary.unwritten)

        # the source hands skipped rows and doubts on as it meets them, so that results keep the order of the files
        def left_out(item: Skipped) -> None:
            if not item.is_doubt:
                summary._skip(item)
            writer.skipped(item)

        summary.resumed = kept.count
        answers = _answers(source.programmes(left_out), suggester, kept, n_jobs)
        for done, (programme, result) in enumerate(answers, 1):
            if isinstance(result, SmartmapError):
                why = {"why": result.message(language)}
                left_out(Skipped(programme.place, shortened(programme.text), "row_error", why))
            else:
                writer.result(result)
                summary._result(result, programme.level)
            if progress is not None:
                progress(done, source.total)
        if files and all(str(file) in summary.failed for file in files):
            raise summary.failed[str(files[0])]
    summary.seconds = perf_counter() - start
    return summary


def _fingerprint(files: Sequence[Path], suggester: Suggests, *wishes: object) -> dict[str, object]:
    options = {
        "context": suggester.context,
        "columns": [list(w) if isinstance(w, tuple) else w for w in wishes],
        "decisions": suggester.decisions,
    }
    return fingerprint(files, suggester.versions, options)


@contextmanager
def _keeping(target: Path, asked: Mapping[str, object], resume: bool) -> Iterator[Kept]:
    """Keep answers beside the target until it stands."""
    kept = Kept(kept_path(target), asked, resume=resume)
    done = False
    try:
        yield kept
        done = True
    finally:
        kept.close(done=done)


def _answers(
    programmes: Iterator[Programme], suggester: Suggests, kept: Kept, n_jobs: int | None
) -> Iterator[tuple[Programme, Answer]]:
    """Give each programme with its answer, first those that were kept; a suggester may ask for many ahead."""
    for record, programme in zip(
        kept.answers(), programmes, strict=False
    ):  # in this order: zip looks into its first first
        yield programme, answer_of(record, programme)
    asked: deque[Programme] = deque()
    for answer in suggester.suggest_many(_remember(programmes, asked), on_error="give", n_jobs=n_jobs):
        kept.add(answer)
        yield asked.popleft(), answer


def _remember(programmes: Iterable[Programme], asked: deque[Programme]) -> Iterator[Programme]:
    """Keep what was asked until it is answered."""
    for programme in programmes:
        asked.append(programme)
        yield programme


@dataclass(slots=True)
class _Source:
    """The programmes of all files in order, numbered; ``total`` is their number once it is known."""

    files: list[Path]
    summary: Summary
    sheet: str | int | None
    text_column: str | None
    columns: Mapping[str, str] | None
    context_columns: Sequence[str] | None
    total: int | None = None

    def programmes(self, left_out: Callable[[Skipped], None]) -> Iterator[Programme]:
        number = 0
        for file in self.files:
            try:
                for item in self._items(file, number):
                    if isinstance(item, Skipped):
                        left_out(item)
                        continue
                    number += 1
                    yield item if item.id else replace(item, id=str(number))
            except (DocumentError, MissingExtraError) as error:
                self.summary.failed[str(file)] = error

    def _items(self, file: Path, before: int) -> Iterator[Programme | Skipped]:
        kind = kind_of(file)
        if kind in TEXT_KINDS and file.stat().st_size >= STREAMED:
            self.total = before + count_lines(file) if file == self.files[-1] else None
            yield from stream(
                file, text_column=self.text_column, columns=self.columns, context_columns=self.context_columns
            )
            return
        reading = read(
            file,
            sheet=self.sheet,
            text_column=self.text_column,
            columns=self.columns,
            context_columns=self.context_columns,
        )
        self.summary.tables += reading.tables
        for table in reading.tables:
            yield from table.doubtful()
        self.total = before + len(reading.programmes) if file == self.files[-1] else None
        yield from reading.skipped
        yield from reading.programmes
