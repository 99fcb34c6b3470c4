"""``smartmap rules``: checking rules, what they cover, what each of them is worth, and proposing new ones."""

from __future__ import annotations

from typing import Annotated

import typer

from smartmap.cli.mapping import STORE, Where
from smartmap.cli.screen import AsJson, Frame, Lang, Model, console, error, language, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

FAULTS = 1

Folder = Annotated[str | None, typer.Argument(help=say("arg_rules"), metavar="FOLDER")]


@app.command(help=say("help_rules_check"))
def check(folder: Folder = None, frame: Frame = "kominfo6", lang: Lang = language()) -> None:
    """Name every fault of the rule files with file and line; exit code 1 if there is any."""
    from smartmap.rules.report import check_rules, count_rules
    from smartmap.taxonomy import load_taxonomy

    rules, found = check_rules(load_taxonomy(frame), folder)
    for fault in found:
        error(fault.message(lang))
    phrases = sum(rule.n_phrases for rule in rules)
    votes, topics = count_rules(rules)
    told = "rules_topics_checked" if topics else "rules_checked"
    typer.echo(say(told, rules=votes, topics=topics, phrases=phrases, faults=len(found)))
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


@app.command(help=say("help_rules_worth"))
def worth(
    corpus: Annotated[str, typer.Argument(help=say("arg_corpus"), metavar="CORPUS")] = "corpus",
    rules: Annotated[str | None, typer.Option("--rules", help=say("opt_rules"), metavar="FOLDER")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Show what each rule is worth, the harmful ones first."""
    import json
    from dataclasses import asdict

    from rich.table import Table

    from smartmap.training.worth import weigh_rules

    found = weigh_rules(corpus, rules=rules, progress=lambda step: typer.echo(say(step), err=True))
    if as_json:
        rows = []
        for item in found:
            row = {**asdict(item), "fitted": item.fitted._asdict(), "others": item.others._asdict()}
            row["error"] = item.error if item.fitted.hits > 1 else None  # JSON knows no infinity
            rows.append({**row, "hurts": item.hurts, "helps": item.helps})
        typer.echo(json.dumps(rows))
        return
    out = console()
    firing = [item for item in found if item.fitted.hits]
    helps, hurts = sum(item.helps for item in firing), sum(item.hurts for item in firing)
    out.print(say("worth_total", rules=len(firing), helps=helps, hurts=hurts))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(say("label_rule"), no_wrap=True)
    for heading in (
        "label_weight", "label_factor", "label_fitted", "label_precision", "label_others", "label_precision",
        "label_gain", "label_error", "label_won", "label_lost", "label_hurts",
    ):  # fmt: skip
        table.add_column(say(heading), justify="right")
    for item in [item for item in firing if item.gain < 0][:most]:
        table.add_row(
            item.id, f"{item.weight:g}", f"{item.factor:.2f}", str(item.fitted.hits), f"{item.fitted.precision:.0%}",
            str(item.others.hits), f"{item.others.precision:.0%}", f"{item.gain:+.3f}", f"{item.error:.3f}",
            str(item.won), str(item.lost), say("answer_yes") if item.hurts else "",
        )  # fmt: skip
    out.print(table)


@app.command("propose", help=say("help_rules_propose"))
def propose(
    output: Annotated[str, typer.Option("--output", "-o", help=say("opt_proposals"), metavar="FILE.toml")],
    mapping: Annotated[str, typer.Option("--mapping", help=say("opt_only_mapping"), metavar="ID")] = "",
    least: Annotated[int, typer.Option("--least", min=1, help=say("opt_least"))] = 3,
    precision: Annotated[float, typer.Option("--precision", min=0.5, max=1.0, help=say("opt_precision"))] = 0.8,
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most_proposals"))] = 20,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    model: Model = None,
    rules: Annotated[str | None, typer.Option("--rules", help=say("opt_rules"), metavar="FOLDER")] = None,
    frame: Frame = "kominfo6",
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Write rules that people's answers speak for, for a person to accept or not."""
    from smartmap.store import open_store

    kept = open_store(store, create=False)  # first: says which extra to install
    from smartmap.load import load_suggester
    from smartmap.rules import load_contested, load_rules
    from smartmap.taxonomy import load_taxonomy
    from smartmap.training.decided import read_decided
    from smartmap.training.propose import propose as run
    from smartmap.training.proposed import write_proposals

    taxonomy = load_taxonomy(kept.mapping(mapping).frame if mapping else frame)
    suggester = load_suggester(model, frame=taxonomy.id, rules=rules)
    own = taxonomy.id == "kominfo6" and rules is None
    known = (*load_rules(taxonomy, rules), *(load_contested(taxonomy) if own else ()))
    answers = read_decided(kept, taxonomy.id, mapping=mapping).answers
    found = run(answers, suggester, known, least=least, precision=precision, most=most)
    write_proposals(found, output, language=lang, overwrite=overwrite)
    typer.echo(say("propose_done", file=output, count=len(found), answers=len(answers)))
