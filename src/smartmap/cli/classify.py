"""``smartmap classify`` and ``smartmap read``: whole files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartmap.cli.progress import progress_bar
from smartmap.cli.reading import show_reading, where_of
from smartmap.cli.screen import (
    UNUSABLE,
    AsJson,
    Frame,
    Lang,
    LearnMapping,
    LearnStore,
    Model,
    Names,
    Rules,
    console,
    error,
    language,
    say,
)
from smartmap.cli.suggest import COLOURS
from smartmap.errors import SmartmapError

if TYPE_CHECKING:
    from smartmap.documents.classify import Summary
    from smartmap.documents.reading import Skipped
    from smartmap.taxonomy import Taxonomy

_SHOWN = 5  # skipped rows named on the screen; the output has all of them

TextColumn = Annotated[str | None, typer.Option("--text-column", help=say("opt_text_column"), metavar="KOLOM")]
Columns = Annotated[str | None, typer.Option("--columns", help=say("opt_columns"), metavar="PERAN=KOLOM,…")]
ContextColumns = Annotated[str | None, typer.Option("--context-columns", help=say("opt_context_columns"))]
Sheet = Annotated[str | None, typer.Option("--sheet", help=say("opt_sheet"), metavar="LEMBAR")]


def classify(
    files: Annotated[list[Path], typer.Argument(help=say("arg_files"), metavar="FILE…")],
    out: Annotated[str, typer.Option("--output", "-o", help=say("opt_output"), metavar="OUT")],
    text_column: TextColumn = None,
    columns: Columns = None,
    context_columns: ContextColumns = None,
    sheet: Sheet = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    no_context: Annotated[bool, typer.Option("--no-context", help=say("opt_no_context"))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=say("opt_resume"))] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=-1, help=say("opt_jobs"), metavar="N")] = 1,
    model: Model = None,
    frame: Frame = "kominfo6",
    rules: Rules = None,
    nomenclature: Names = None,
    store: LearnStore = None,
    mapping: LearnMapping = None,
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Classify the programmes of files."""
    from smartmap.documents.classify import classify as run
    from smartmap.load import load_suggester

    suggester = load_suggester(
        model, frame=frame, rules=rules, context=not no_context, nomenclature=nomenclature, store=store, mapping=mapping
    )
    with _told_of_kept(Path(out)), progress_bar() as progress:
        summary = run(
            files,
            suggester,
            out,
            language=lang,
            overwrite=overwrite,
            sheet=sheet_of(sheet),
            text_column=text_column,
            columns=pairs_of(columns),
            context_columns=_list(context_columns),
            resume=resume,
            n_jobs=jobs or 1,
            progress=progress,
        )
    if as_json:
        typer.echo(json.dumps(_plain(summary), ensure_ascii=False))
    else:
        _show(summary, suggester.taxonomy, lang)


def read(
    files: Annotated[list[Path], typer.Argument(help=say("arg_files"), metavar="FILE…")],
    text_column: TextColumn = None,
    columns: Columns = None,
    context_columns: ContextColumns = None,
    sheet: Sheet = None,
    most: Annotated[int, typer.Option("--most", min=0, help=say("opt_most"))] = 10,
    lang: Lang = language(),
) -> None:
    """Show what is understood of files before anything is classified."""
    from smartmap.documents.folders import find_files
    from smartmap.documents.read import read as run

    found, unknown = find_files(files)
    problems = list(unknown.values())
    for file in found:
        try:
            reading = run(
                file,
                sheet=sheet_of(sheet),
                text_column=text_column,
                columns=pairs_of(columns),
                context_columns=_list(context_columns),
            )
        except SmartmapError as problem:
            if len(found) == 1:
                raise
            problems.append(problem)
        else:
            show_reading(reading, most, lang)
    for failure in problems:
        error(failure.message(lang))
    if len(problems) >= len(found) + len(unknown):
        raise typer.Exit(UNUSABLE)


@contextmanager
def _told_of_kept(out: Path) -> Iterator[None]:
    """Say on an interruption how to go on."""
    from smartmap.documents.kept import kept_path

    try:
        yield
    except KeyboardInterrupt:
        if not kept_path(out).exists():
            raise
        error(say("resume_kept", file=kept_path(out)))
        raise typer.Exit(130) from None


def _show(summary: Summary, taxonomy: Taxonomy, lang: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from smartmap import wording

    out = console()
    for problem in list(summary.failed.values())[:_SHOWN]:
        error(problem.message(lang))
    if len(summary.failed) > _SHOWN:
        error(say("failed_more", count=len(summary.failed) - _SHOWN))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading, justify in (("label_dimension", "left"), ("label_items", "right"), ("", "left")):
        table.add_column(say(heading) if heading else "", justify=justify)  # type: ignore[arg-type]
    most = max(summary.dimensions.values(), default=1)
    for place, dimension in enumerate(taxonomy.dimensions):
        count = summary.dimensions[dimension.id]
        colour = COLOURS[place % len(COLOURS)]
        name = wording.dimension_name(dimension.id, taxonomy, lang)
        table.add_row(f"[bold {colour}]{name}[/]", str(count), f"[{colour}]{'█' * round(30 * count / most)}[/]")
    out.print(table)
    out.print()
    counts = [(status, summary.statuses[status]) for status in ("suggested", "review", "support", "none")]
    out.print(" · ".join(say(f"count_{status}", count=count) for status, count in counts))
    if summary.losses:
        out.print(say("skipped_rows", count=summary.losses))
        for item in [item for item in summary.skipped if item.is_loss][:_SHOWN]:
            out.print(f"  {item.place.file}: {where_of(item.place)}: {item.message(lang)}", style="dim", markup=False)
    doubts = [(table, doubt) for table in summary.tables for doubt in table.doubts]
    for table_read, doubt in doubts[:_SHOWN]:
        name = " · ".join(filter(None, (table_read.file, table_read.sheet)))
        out.print(f"  ? {name}: {doubt.message(lang)}", style="yellow", markup=False)
    if len(doubts) > _SHOWN:
        out.print(f"  ? {say('doubts_more', count=len(doubts) - _SHOWN)}", style="yellow", markup=False)
    for name, problem in summary.unwritten.items():
        out.print(escape(say("report_unwritten", file=name, why=problem.message(lang))), style="yellow", soft_wrap=True)
    if summary.resumed:
        out.print(say("resumed", count=summary.resumed))
    rate = (summary.programmes - summary.resumed) / summary.seconds if summary.seconds else 0.0
    fields = {"seconds": f"{summary.seconds:.1f}", "rate": f"{rate:.0f}"}
    counted = wording.counted(summary.levels, lang)
    out.print(say("classified", counted=counted, out=escape(str(summary.out)), **fields), soft_wrap=True)


def _plain(summary: Summary) -> dict[str, object]:
    return {
        "output": str(summary.out),
        "programmes": summary.programmes,
        "levels": dict(summary.levels),
        "resumed": summary.resumed,
        "status": dict(summary.statuses),
        "dimensions": dict(summary.dimensions),
        "sub_dimensions": dict(summary.sub_dimensions),
        "skipped": dict(summary.reasons),
        "doubts": [_doubt(item) for table in summary.tables for item in table.doubtful()],
        "failed": {file: problem.message("en") for file, problem in summary.failed.items()},
        "unwritten": {name: problem.message("en") for name, problem in summary.unwritten.items()},
        "seconds": round(summary.seconds, 3),
    }


def _doubt(item: Skipped) -> dict[str, object]:
    place = item.place
    return {
        "file": place.file,
        "sheet": place.sheet,
        "page": place.page,
        "code": item.reason,
        "message": item.message("en"),
    }


def sheet_of(value: str | None) -> str | int | None:
    """Give a sheet as typed: a number or a name."""
    return int(value) if value is not None and value.isdecimal() else value


def _list(value: str | None) -> list[str] | None:
    return [part.strip() for part in value.split(",") if part.strip()] if value else None


def pairs_of(value: str | None) -> dict[str, str] | None:
    """Read ``ROLE=HEADING,…``."""
    if value is None:
        return None
    pairs: dict[str, str] = {}
    for part in value.split(","):
        role, separator, heading = part.partition("=")
        if not separator or not role.strip() or not heading.strip():
            raise typer.BadParameter(say("bad_columns", found=part), param_hint="--columns")
        pairs[role.strip()] = heading.strip()
    return pairs
