"""``smartmap train`` and ``smartmap evaluate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartmap.cli.screen import AsJson, Frame, Lang, Model, Models, Rules, console, language, say

if TYPE_CHECKING:
    from smartmap.training.metrics import Figures


def train(
    corpus: Annotated[str, typer.Argument(help=say("arg_corpus"), metavar="CORPUS")] = "corpus",
    models: Models = "models",
    version: Annotated[str, typer.Option("--version", help=say("opt_model_version"), metavar="VERSION")] = "",
    promote: Annotated[bool, typer.Option("--promote", help=say("opt_promote"))] = False,
    rules: Rules = None,
    lang: Lang = language(),
) -> None:
    """Train a model on a corpus and the rules, and write it as a new version."""
    from smartmap.training.train import train as run
    from smartmap.versions import next_version

    folder, measured = run(
        corpus, models, version or next_version(models), rules=rules, promote=promote,
        progress=lambda step: typer.echo(say(step), err=True),
    )  # fmt: skip
    typer.echo(say("train_done", folder=folder))
    show_figures({say("label_validation"): measured}, lang)


def evaluate(
    cases: Annotated[str, typer.Argument(help=say("arg_cases"), metavar="FILE")],
    model: Model = None,
    frame: Frame = "kominfo6",
    rules: Rules = None,
    html: Annotated[Path | None, typer.Option("--html", help=say("opt_html"), metavar="OUT.html")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Measure suggestions on rows whose right dimensions are known."""
    from smartmap.load import load_suggester
    from smartmap.training.evaluate import evaluate as run
    from smartmap.training.evaluate import read_cases
    from smartmap.training.report import check_report, write_report

    if html is not None:
        check_report(html, overwrite)
    suggester = load_suggester(model, frame=frame, rules=rules)
    found = run(suggester, read_cases(cases, suggester.taxonomy))
    if html is not None:
        taxonomy, file = suggester.taxonomy, Path(cases).name
        write_report(found, html, taxonomy, file=file, language=lang, overwrite=overwrite)
    columns = {"all": found.all, "clear": found.clear, "uncontested": found.uncontested}
    if as_json:
        typer.echo(json.dumps({name: item.to_dict() for name, item in columns.items() if item}))
        return
    show_figures({say(f"label_{name}"): item for name, item in columns.items() if item}, lang)
    if html is not None:
        console().print(say("report_done", path=html))


def show_figures(columns: dict[str, Figures], lang: str) -> None:
    """Print figures side by side, then per dimension and the reliability table of the last set."""
    from rich.table import Table

    from smartmap.taxonomy import load_taxonomy
    from smartmap.training.report import FIGURES

    out = console()
    overall = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    overall.add_column(say("label_figure"))
    for name, item in columns.items():
        overall.add_column(f"{name} (n={item.n})", justify="right")
    for key in FIGURES:
        overall.add_row(say(f"figure_{key}"), *(f"{getattr(item, key):.3f}" for item in columns.values()))
    out.print(overall)
    out.print()
    taxonomy = load_taxonomy()
    for name, item in columns.items():
        table = Table(title=name, title_justify="left", box=None, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("label_dimension", "label_n", "figure_hit1", "label_precision", "label_f1"):
            table.add_column(say(heading), justify="left" if heading == "label_dimension" else "right")
        for id, row in item.dimensions.items():
            named = taxonomy[id].name[lang] if id in taxonomy else id
            table.add_row(named, str(row.n), f"{row.hit1:.3f}", f"{row.precision:.3f}", f"{row.f1:.3f}")
        out.print(table)
        out.print()
        bins = Table(
            title=say("label_reliability"), title_justify="left", box=None, padding=(0, 2, 0, 0), header_style="bold"
        )
        for heading in ("label_probability", "label_n", "label_said", "label_right"):
            bins.add_column(say(heading), justify="right")
        for bin in item.reliability:
            if bin.n:
                bins.add_row(f"{bin.low:.1f}-{bin.high:.1f}", str(bin.n), f"{bin.said:.3f}", f"{bin.right:.3f}")
        out.print(bins)
        out.print()
