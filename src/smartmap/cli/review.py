"""``smartmap review``: queues, decisions, history, progress, agreement, and the workbooks that travel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartmap.cli.mapping import STORE, By, MappingId, Where, open_review
from smartmap.cli.screen import Lang, console, error, language, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

REFUSED = 1

ProgrammeId = Annotated[str, typer.Argument(help=say("arg_programme"), metavar="PROGRAMME")]
Verdict = Annotated[str, typer.Argument(help=say("arg_verdict"), metavar="VERDICT")]
Label = Annotated[str, typer.Argument(help=say("arg_label"), metavar="[DIMENSI]")]
Further = Annotated[list[str] | None, typer.Option("--further", help=say("opt_further"), metavar="DIMENSI")]
Why = Annotated[str, typer.Option("--reason", help=say("opt_reason"))]
Stage = Annotated[str, typer.Option("--stage", help=say("opt_stage"), metavar="bimtek1..4")]
Key = Annotated[str, typer.Option("--key", help=say("opt_key"))]


@app.command("queue", help=say("help_review_queue"))
def queue(
    mapping: MappingId,
    viewer: By = "",
    order: Annotated[str, typer.Option("--order", help=say("opt_order"))] = "document",
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Show what is open for a person."""
    from smartmap import wording

    review = open_review(store)
    taxonomy = review.taxonomy(mapping)
    for item in review.queue(mapping, for_=viewer or None, order=order, limit=most):
        programme = item.programme
        label = wording.dimension_name(programme.label, taxonomy, lang) if programme.label else "-"
        more = say("queue_twins", count=item.twins) if item.twins > 1 else ""
        chance = wording.percent(programme.probability, lang) if programme.label else ""
        state = say(f"label_state_{item.holding.state}")
        console().print(f"{programme.id}  {state}  {programme.programme.text}", markup=False)
        console().print(f"    {label} {chance} {more}".rstrip(), markup=False)


@app.command("decide", help=say("help_review_decide"))
def decide(
    programme: ProgrammeId,
    verdict: Verdict,
    label: Label = "",
    further: Further = None,
    reason: Why = "",
    stage: Stage = "",
    key: Key = "",
    by: By = "",
    twins: Annotated[bool, typer.Option("--twins", help=say("opt_twins"))] = False,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Take a decision; with --twins for every nearly identical programme as well."""
    review = open_review(store)
    ids = [programme]
    if twins:
        found = review.store.programme(programme)
        ids = [item.id for item in review.store.programmes(found.mapping) if item.twin == found.twin]
    taken = review.decide_all(ids, by, verdict, label, further or (), reason=reason, stage=stage, key=key)
    for decision in taken:
        typer.echo(say("decision_taken", id=decision.id, programme=decision.programme, name=decision.name))


@app.command("settle", help=say("help_review_settle"))
def settle(
    programme: ProgrammeId, verdict: Verdict, label: Label = "", further: Further = None, reason: Why = "",
    stage: Stage = "", key: Key = "", by: By = "", store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Settle a programme as a lead."""
    review = open_review(store)
    made = review.settle(programme, by, verdict, label, further or (), reason=reason, stage=stage, key=key)
    typer.echo(say("decision_taken", id=made.id, programme=made.programme, name=made.name))


@app.command("adopt", help=say("help_review_adopt"))
def adopt(
    programme: ProgrammeId,
    verdict: Annotated[str, typer.Argument(help=say("arg_adopt"), metavar="[VERDICT]")] = "",
    label: Label = "", further: Further = None, reason: Why = "", stage: Stage = "", key: Key = "", by: By = "",
    store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Map again as the adviser; without a verdict adopt what holds."""
    review = open_review(store)
    made = review.adopt(programme, by, verdict, label, further or (), reason=reason, stage=stage, key=key)
    typer.echo(say("decision_taken", id=made.id, programme=made.programme, name=made.name))


@app.command("undo", help=say("help_review_undo"))
def undo(
    decision: Annotated[str, typer.Argument(help=say("arg_decision"), metavar="DECISION")],
    reason: Why = "", by: By = "", store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Take a decision back with a row of its own."""
    made = open_review(store).undo(decision, by, reason=reason)
    typer.echo(say("decision_taken", id=made.id, programme=made.programme, name=made.name))


@app.command("history", help=say("help_review_history"))
def history(programme: ProgrammeId, viewer: By = "", store: Where = STORE, lang: Lang = language()) -> None:
    """Say who decided what, when and why."""
    review = open_review(store)
    typer.echo(review.store.programme(programme).programme.text)
    for step in review.history(programme, viewer=viewer or None):
        made = step.decision
        labels = ", ".join((made.primary, *made.further)) if made.primary else ""
        mark = say("history_undone", id=step.undone_by) if step.undone_by else ""
        typer.echo(
            f"{made.at[:16].replace('T', ' ')}  {made.id}  {made.name} ({say(f'label_role_{made.role}')})  "
            f"{say(f'label_verdict_{made.verdict}')} {labels}  {made.reason or '-'}  "
            f"-> {say(f'label_state_{step.held.state}')} {step.held.primary} {mark}".rstrip()
        )


@app.command("progress", help=say("help_review_progress"))
def progress(mapping: MappingId, store: Where = STORE, lang: Lang = language()) -> None:
    """Show how far a mapping has come."""
    from rich.table import Table

    from smartmap import wording

    review = open_review(store)
    taxonomy = review.taxonomy(mapping)
    found = review.progress(mapping)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("label_group", "label_total", "label_decided", "label_disputed"):
        table.add_column(say(heading), justify="left" if heading == "label_group" else "right")
    rows = [(say("label_all"), found.total)]
    rows += [(wording.dimension_name(id, taxonomy, lang), count) for id, count in found.pokja.items()]
    rows += [(say("label_unrouted"), found.unrouted), *((name or "-", count) for name, count in found.opd.items())]
    for name, count in rows:
        table.add_row(name, str(count.total), str(count.decided), str(count.disputed))
    console().print(table)


@app.command("agreement", help=say("help_review_agreement"))
def agreement(
    mapping: MappingId,
    fine: Annotated[bool, typer.Option("--fine", help=say("opt_fine"))] = False,
    viewer: By = "", store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Show how far people agree, and what they differ on."""
    review = open_review(store)
    found = review.agreement(mapping, viewer=viewer or None, fine=fine)
    rows = [("alpha (MASI)", found.alpha), *((" - ".join(pair), value) for pair, value in found.pairs.items())]
    for name, value in [*rows, *found.dimensions.items()]:
        if value.value is not None:
            span = f" [{value.low:.2f}, {value.high:.2f}]" if value.low is not None else ""
            typer.echo(f"{name}: {value.value:.2f}{span} (n = {value.n})")
    for dispute in found.disputes:
        typer.echo(f"{dispute.programme}  {review.store.programme(dispute.programme).programme.text}")
        for who, labels, reason in dispute.answers:
            typer.echo(f"    {who}: {', '.join(labels) or '-'}: {reason or '-'}")


@app.command("export", help=say("help_review_export"))
def export(
    mapping: MappingId,
    output: Annotated[str, typer.Option("--output", "-o", help=say("opt_workbook"), metavar="FILE.xlsx")],
    by: Annotated[str, typer.Option("--by", help=say("opt_by"), metavar="pokja|opd|all")] = "pokja",
    only: Annotated[str, typer.Option("--only", help=say("opt_only"))] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Write the workbook a pokja fills in."""
    from smartmap.review.workbook.write import write

    count = write(open_review(store), mapping, output, by=by, only=only, overwrite=overwrite)
    typer.echo(say("workbook_written", file=output, count=count))


@app.command("import", help=say("help_review_import"))
def import_(
    mapping: MappingId,
    files: Annotated[list[str], typer.Argument(help=say("arg_files"), metavar="FILE...")],
    by: By = "",
    stage: Stage = "",
    again: Annotated[bool, typer.Option("--again", help=say("opt_again"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("opt_dry_run"))] = False,
    every: Annotated[bool, typer.Option("--all-rows", help=say("opt_all_rows"))] = False,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Take filled workbooks back; exit code 1 if a row could not be taken."""
    from smartmap.review.workbook.take import take

    review = open_review(store)
    refused = 0
    for file in files:
        report = take(review, mapping, file, person=by or None, stage=stage, again=again, dry_run=dry_run)
        for row in report.rows:
            if every or row.outcome not in ("taken", "empty", "same"):
                error_or_echo = error if row.outcome == "refused" else typer.echo
                error_or_echo(f"{Path(file).name} {row.sheet}:{row.row}: {row.message(lang)}")
        refused += report.count("refused")
        counts = {name: report.count(name) for name in ("taken", "same", "already", "empty", "refused")}
        typer.echo(say("import_done", file=Path(file).name, **counts))
    if refused:
        raise typer.Exit(REFUSED)
