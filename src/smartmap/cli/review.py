"""``smartmap review``: queues, decisions, history, progress, agreement, and the workbooks that travel."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smartmap.cli.mapping import STORE, By, MappingId, Where, named, open_review
from smartmap.cli.screen import Lang, Model, Rules, choices, console, error, language, say

if TYPE_CHECKING:
    from smartmap.review import Review
    from smartmap.review.doubts import Doubt
    from smartmap.store import Decision, MappedProgramme
    from smartmap.taxonomy import Taxonomy

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

REFUSED = 1
DIVISIONS = ("pokja", "opd", "all")

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
    order: Annotated[str, typer.Option("--order", help=say("opt_order"))] = choices("order", ["document"]),
    pokja: Annotated[str, typer.Option("--pokja", help=say("opt_queue_pokja"), metavar="DIMENSI")] = "",
    opd: Annotated[str, typer.Option("--opd", help=say("opt_queue_opd"))] = "",
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    as_stored: Annotated[bool, typer.Option("--as-stored", help=say("opt_as_stored"))] = False,
    model: Model = None,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Show what is open for a person, suggested anew from what was decided by now."""
    from smartmap.load import load_suggester

    review = open_review(store)
    taxonomy = review.taxonomy(mapping)
    wanted = taxonomy.dimension_of(taxonomy.read_label(pokja)) if pokja else ""
    # Rules of other frames lie with their users: there the stored suggestions stand.
    renewed = taxonomy.id == "kominfo6" and not as_stored and bool(review.store.decisions(mapping))
    suggester = load_suggester(model) if renewed else None
    for item in review.queue(
        mapping, for_=viewer or None, order=order, pokja=wanted, opd=opd, limit=most, suggester=suggester
    ):
        programme = item.programme
        state = say(f"label_state_{item.holding.state}")
        typer.echo(f"{programme.id}  {state}  {programme.programme.text}")
        more = say("queue_twins", count=item.twins) if item.twins > 1 else ""
        typer.echo(f"    {_suggested(programme, taxonomy, lang)} {more}".rstrip())
        for offer in item.offers:
            told = named(offer, taxonomy, lang) or say("label_verdict_not_mapped")
            typer.echo("    " + say("queue_offer", label=told, programme=offer.programme))


def _suggested(programme: MappedProgramme, taxonomy: Taxonomy, lang: str) -> str:
    from smartmap import wording
    from smartmap.review.deciding import suggested_label

    label = suggested_label(programme)
    if label:
        return f"{wording.dimension_name(label, taxonomy, lang)} {wording.percent(programme.probability, lang)}"
    return say(f"status_{programme.status}") if programme.status else "-"


def _acting(by: str) -> str:
    from smartmap.errors import DecisionError

    if not by:
        raise DecisionError("person_unnamed")
    return by


def _tell(review: Review, taken: Iterable[Decision], lang: str) -> None:
    for made in taken:
        labels = named(made, review.taxonomy(made.mapping), lang)
        told = f"{say(f'label_verdict_{made.verdict}')} {labels}".rstrip()
        typer.echo(say("decision_taken", id=made.id, programme=made.programme, name=made.name, told=told))


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
    said = (_acting(by), verdict, label, further or ())
    _tell(review, review.decide_all(ids, *said, reason=reason, stage=stage, key=key), lang)


@app.command("settle", help=say("help_review_settle"))
def settle(
    programme: ProgrammeId, verdict: Verdict, label: Label = "", further: Further = None, reason: Why = "",
    stage: Stage = "", key: Key = "", by: By = "", store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Settle a programme as a lead."""
    review = open_review(store)
    said = (_acting(by), verdict, label, further or ())
    _tell(review, [review.settle(programme, *said, reason=reason, stage=stage, key=key)], lang)


@app.command("adopt", help=say("help_review_adopt"))
def adopt(
    programme: ProgrammeId,
    verdict: Annotated[str, typer.Argument(help=say("arg_adopt"), metavar="[VERDICT]")] = "",
    label: Label = "", further: Further = None, reason: Why = "", stage: Stage = "", key: Key = "", by: By = "",
    store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Map again as the adviser; without a verdict adopt what holds."""
    review = open_review(store)
    said = (_acting(by), verdict, label, further or ())
    _tell(review, [review.adopt(programme, *said, reason=reason, stage=stage, key=key)], lang)


@app.command("undo", help=say("help_review_undo"))
def undo(
    decision: Annotated[str, typer.Argument(help=say("arg_decision"), metavar="DECISION")],
    reason: Why = "", by: By = "", store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Take a decision back with a row of its own."""
    review = open_review(store)
    _tell(review, [review.undo(decision, _acting(by), reason=reason)], lang)


@app.command("history", help=say("help_review_history"))
def history(programme: ProgrammeId, viewer: By = "", store: Where = STORE, lang: Lang = language()) -> None:
    """Say who decided what, when and why."""
    review = open_review(store)
    found = review.store.programme(programme)
    taxonomy = review.taxonomy(found.mapping)
    typer.echo(found.programme.text)
    for step in review.history(programme, viewer=viewer or None):
        made = step.decision
        mark = say("history_undone", id=step.undone_by) if step.undone_by else ""
        typer.echo(
            f"{made.at[:16].replace('T', ' ')}  {made.id}  {made.name} ({say(f'label_role_{made.role}')})  "
            f"{say(f'label_verdict_{made.verdict}')} {named(made, taxonomy, lang)}  {made.reason or '-'}  "
            f"-> {say(f'label_state_{step.held.state}')} {named(step.held, taxonomy, lang)} {mark}".rstrip()
        )


@app.command("progress", help=say("help_review_progress"))
def progress(mapping: MappingId, store: Where = STORE, lang: Lang = language()) -> None:
    """Show how far a mapping has come."""
    from rich.table import Table

    from smartmap import wording

    review = open_review(store)
    taxonomy = review.taxonomy(mapping)
    found = review.progress(mapping)
    looks: dict[str, Any] = {"box": None, "pad_edge": False, "padding": (0, 2, 0, 0), "header_style": "bold"}
    table = Table(**looks)
    for heading in ("label_group", "label_total", "label_decided", "label_disputed"):
        table.add_column(say(heading), justify="left" if heading == "label_group" else "right")
    pokja = [(wording.dimension_name(id, taxonomy, lang), count) for id, count in found.pokja.items()]
    rows = [(say("label_all"), found.total), *((say("group_pokja", name=name), count) for name, count in pokja)]
    rows.append((say("label_unrouted"), found.unrouted))
    rows += [(name or say("label_without_opd"), count) for name, count in found.opd.items()]
    for name, count in rows:
        table.add_row(name, str(count.total), str(count.decided), str(count.disputed))
    held = Table(**looks)
    for heading in ("label_holds", "label_primary", "label_further"):
        held.add_column(say(heading), justify="left" if heading == "label_holds" else "right")
    for id, (first, further) in found.dimensions.items():
        held.add_row(wording.dimension_name(id, taxonomy, lang), str(first), str(further))
    held.add_row(say("label_verdict_not_mapped"), str(found.not_mapped), "")
    names = {person.id: person.name for person in review.store.people()}
    by = Table(**looks)
    by.add_column(say("label_person"))
    by.add_column(say("label_answers"), justify="right")
    for id, number in found.people.items():
        by.add_row(names[id], str(number))
    for one in (table, held, by):
        console().print(one)
        console().print()


@app.command("agreement", help=say("help_review_agreement"))
def agreement(
    mapping: MappingId,
    fine: Annotated[bool, typer.Option("--fine", help=say("opt_fine"))] = False,
    viewer: By = "", store: Where = STORE, lang: Lang = language(),
) -> None:  # fmt: skip
    """Show how far people agree, and what they differ on."""
    from smartmap import wording

    review = open_review(store)
    found = review.agreement(mapping, viewer=viewer or None, fine=fine)
    names = {person.id: person.name for person in review.store.people()}
    taxonomy = review.taxonomy(mapping)
    if not found.alpha.n:
        typer.echo(say("agreement_nothing"))
    rows = [("alpha (MASI)", found.alpha)]
    rows += [(" - ".join(names[id] for id in pair), value) for pair, value in found.pairs.items()]
    rows += [(wording.dimension_name(id, taxonomy, lang), value) for id, value in found.dimensions.items()]
    for name, value in rows:
        if value.value is not None:
            span = f" [{value.low:.2f}, {value.high:.2f}]" if value.low is not None else ""
            typer.echo(f"{name}: {value.value:.2f}{span} (n = {value.n})")
    for dispute in found.disputes:
        typer.echo(f"{dispute.programme}  {review.store.programme(dispute.programme).programme.text}")
        for who, labels, reason in dispute.answers:
            told = "; ".join(wording.dimension_name(label, taxonomy, lang) for label in labels)
            typer.echo(f"    {who}: {told or say('label_verdict_not_mapped')}: {reason or '-'}")


@app.command("doubts", help=say("help_review_doubts"))
def doubts(
    mapping: MappingId,
    viewer: By = "",
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    model: Model = None,
    rules: Rules = None,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """List answers that look like slips, and why; nothing is changed."""
    review = open_review(store)
    from smartmap.load import load_suggester
    from smartmap.review.doubts import doubts as run
    from smartmap.review.doubts import unlearned

    found, person = review.store.mapping(mapping), review.store.person(viewer) if viewer else None
    folder, held_out = unlearned(model, found.id) if found.frame == "kominfo6" else (model, True)
    if not held_out:
        error(say("doubts_learned"))
    suggester = load_suggester(folder, frame=found.frame, rules=rules)
    listed = run(review.store, found, suggester, viewer=person, limit=most)
    for doubt in listed:
        for line in doubt_lines(doubt, review.taxonomy(found), lang):
            console().print(line, markup=False)
    typer.echo(say("doubts_done", count=len(listed)))


def doubt_lines(doubt: Doubt, taxonomy: Taxonomy, lang: str) -> list[str]:
    """Say what holds and why that is doubtful."""
    from smartmap import wording

    held, item = doubt.held, doubt.programme
    now = wording.dimension_name(held.primary, taxonomy, lang) if held.primary else say("label_verdict_not_mapped")
    lines = [f"{item.id}  {item.programme.text}", f"    {say('doubts_held', held=now)}"]
    if doubt.probability:
        rather = wording.dimension_name(doubt.rather, taxonomy, lang) if doubt.rather else say("doubts_outside")
        told = {"probability": wording.percent(doubt.probability, lang), "given": wording.percent(doubt.given, lang)}
        lines.append("    " + say("doubts_model", rather=rather, words=", ".join(doubt.words) or "-", **told))
    if doubt.otherwise:
        lines.append("    " + say("doubts_twins", alike=doubt.alike, otherwise=doubt.otherwise))
    if doubt.is_habit:
        lines.append("    " + say("doubts_habit", count=doubt.habit))
    return lines


@app.command("export", help=say("help_review_export"))
def export(
    mapping: MappingId,
    output: Annotated[str, typer.Option("--output", "-o", help=say("opt_workbook"), metavar="FILE.xlsx")],
    by: Annotated[str, typer.Option("--by", help=say("opt_by"), metavar=choices("divide", DIVISIONS))] = "pokja",
    only: Annotated[str, typer.Option("--only", help=say("opt_only"))] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Write the workbook a pokja fills in."""
    from smartmap import wording
    from smartmap.review.workbook.write import write

    levels = write(open_review(store), mapping, output, by=by, only=only, overwrite=overwrite)
    typer.echo(say("workbook_written", file=output, counted=wording.counted(levels, lang)))


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
    from smartmap.errors import DocumentError
    from smartmap.review.workbook.take import take

    review = open_review(store)
    refused = 0
    for file in files:
        try:
            report = take(review, mapping, file, person=by or None, stage=stage, again=again, dry_run=dry_run)
        except DocumentError as fault:  # the other files are taken all the same
            error(fault.message(lang))
            refused += 1
            continue
        for row in report.rows:
            if every or row.needs_look:
                error_or_echo = error if row.outcome == "refused" else typer.echo
                error_or_echo(f"{Path(file).name} {row.sheet}:{row.row}: {row.message(lang)}")
        refused += report.count("refused")
        counts = {name: report.count(name) for name in ("taken", "same", "already", "empty", "refused")}
        typer.echo(say("import_done", file=Path(file).name, **counts))
    if refused:
        raise typer.Exit(REFUSED)
