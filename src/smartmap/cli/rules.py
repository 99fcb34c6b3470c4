"""``smartmap rules check`` and ``smartmap rules coverage``."""

from __future__ import annotations

from typing import Annotated

import typer

from smartmap.cli.screen import AsJson, Frame, Lang, console, error, language, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

FAULTS = 1

Folder = Annotated[str | None, typer.Argument(help=say("arg_rules"), metavar="FOLDER")]


@app.command(help=say("help_rules_check"))
def check(folder: Folder = None, frame: Frame = "kominfo6", lang: Lang = language()) -> None:
    """Name every fault of the rule files with file and line; exit code 1 if there is any."""
    from smartmap.rules.report import check_rules
    from smartmap.taxonomy import load_taxonomy

    rules, found = check_rules(load_taxonomy(frame), folder)
    for fault in found:
        error(fault.message(lang))
    phrases = sum(rule.n_phrases for rule in rules)
    typer.echo(say("rules_checked", rules=len(rules), phrases=phrases, faults=len(found)))
    if found:
        raise typer.Exit(FAULTS)


@app.command(help=say("help_rules_coverage"))
def coverage(
    corpus: Annotated[str, typer.Argument(help=say("arg_corpus"), metavar="CORPUS")],
    rules: Annotated[str | None, typer.Option("--rules", help=say("opt_rules"), metavar="FOLDER")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    as_json: AsJson = False,
    frame: Frame = "kominfo6",
    lang: Lang = language(),
) -> None:
    """Show on a corpus what fires, how often rightly, what overlaps and what conflicts."""
    import json

    from rich.table import Table

    from smartmap.rules.report import measure
    from smartmap.taxonomy import load_taxonomy
    from smartmap.training.corpus import read_corpus

    taxonomy = load_taxonomy(frame)
    rows = read_corpus(corpus, taxonomy)
    report = measure(taxonomy, [(row.text, (row.primary, *row.further)) for row in rows], rules)
    if as_json:
        typer.echo(json.dumps(report.to_dict(), ensure_ascii=False))
        return
    out = console()
    out.print(say("coverage_total", rows=report.n_texts, covered=report.n_covered, right=f"{report.precision:.1%}"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("label_rule", "label_hits", "label_precision", "label_weight"):
        table.add_column(say(heading), justify="left" if heading == "label_rule" else "right")
    for item in sorted(report.rules, key=lambda item: (item.precision, -item.hits))[:most]:
        if item.hits:
            table.add_row(item.id, str(item.hits), f"{item.precision:.0%}", f"{item.weight:g}")
    out.print(table)
    out.print(say("coverage_silent", count=len(report.silent), names=", ".join(report.silent[:most])))
    for first, second, times in report.conflicts[:most]:
        out.print(say("coverage_conflict", first=first, second=second, times=times))
