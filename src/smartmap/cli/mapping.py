"""``smartmap mapping``: begin a mapping, list what there is, enter people, export what holds."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from smartmap.cli.screen import AsJson, Frame, Lang, Model, Rules, choices, language, say
from smartmap.errors import TaxonomyError
from smartmap.store.records import ROLES, RULES, read_rule

if TYPE_CHECKING:
    from smartmap.review import Review
    from smartmap.review.queues import Offer
    from smartmap.store import Decision, Holding, Mapping, Person, PersonChange, Store
    from smartmap.taxonomy import Taxonomy

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Where = Annotated[str, typer.Option("--store", envvar="SMARTMAP_STORE", help=say("opt_store"), metavar="FILE|URL")]
MappingId = Annotated[str, typer.Argument(help=say("arg_mapping"), metavar="MAPPING")]
By = Annotated[str, typer.Option("--as", envvar="SMARTMAP_PERSON", help=say("opt_as"), metavar="ID")]
STORE = "smartmap.db"


def open_review(store: str, *, create: bool = False) -> Review:
    """Open the store of a command; only the one that begins a mapping makes one."""
    from smartmap.review import Review
    from smartmap.store import open_store

    return Review(open_store(store, create=create))


def named(said: Decision | Holding | Offer, taxonomy: Taxonomy, lang: str) -> str:
    """Give the labels of a decision or of what holds by their names, the primary one first."""
    from smartmap import wording

    labels = (said.primary, *said.further) if said.primary else ()
    return "; ".join(wording.dimension_name(label, taxonomy, lang) for label in labels)


@app.command("new", help=say("help_mapping_new"))
def new(
    region: Annotated[str, typer.Argument(help=say("arg_region"), metavar="REGION")],
    period: Annotated[str, typer.Argument(help=say("arg_period"), metavar="PERIOD")],
    documents: Annotated[list[str] | None, typer.Argument(help=say("arg_files"), metavar="[FILE]...")] = None,
    rule: Annotated[str, typer.Option("--rule", help=say("opt_rule"), metavar=choices("consensus", RULES))] = choices(
        "consensus", ["majority"]
    ),
    blind: Annotated[bool, typer.Option("--blind", help=say("opt_blind"))] = False,
    model: Model = None,
    frame: Frame = "kominfo6",
    rules: Rules = None,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Begin a mapping: read the documents, suggest for every programme."""
    from smartmap.documents.read import read
    from smartmap.load import load_suggester

    rule = read_rule(rule)  # before a store is made for it
    readings = [read(document) for document in documents or ()]
    suggester = load_suggester(model, frame=frame, rules=rules)
    review = open_review(store, create=True)
    names = ", ".join(documents or ())
    mapping = review.store.new_mapping(region, period, frame=frame, document=names, rule=rule, blind=blind)
    for reading in readings:
        review.store.add_programmes(mapping, reading.programmes)
    review.prepare(mapping, suggester)
    skipped = sum(skipped.is_loss for item in readings for skipped in item.skipped)
    typer.echo(say("mapping_made", id=mapping.id, counted=_counted(review, mapping, lang), skipped=skipped))


def _counted(review: Review, mapping: str | Mapping, lang: str) -> str:
    from collections import Counter

    from smartmap import wording

    return wording.counted(Counter(item.programme.level for item in review.store.programmes(mapping)), lang)


@app.command("list", help=say("help_mapping_list"))
def list_(store: Where = STORE, as_json: AsJson = False, lang: Lang = language()) -> None:
    """List the mappings of a store."""
    import json
    from dataclasses import asdict

    review = open_review(store)
    for mapping in review.store.mappings():
        if as_json:
            typer.echo(json.dumps(asdict(mapping), ensure_ascii=False))
        else:
            total = review.progress(mapping).total
            about = {"id": mapping.id, "region": mapping.region, "period": mapping.period, "frame": mapping.frame}
            typer.echo(say("mapping_listed", decided=total.decided, total=total.total, **about))


@app.command("show", help=say("help_mapping_show"))
def show(mapping: MappingId, store: Where = STORE, viewer: By = "", lang: Lang = language()) -> None:
    """Show what holds for every programme."""
    review = open_review(store)
    taxonomy = review.taxonomy(mapping)
    names = {item.id: item.programme.text for item in review.store.programmes(mapping)}
    for held in review.current(mapping, viewer=viewer or None):
        outside = say("label_verdict_not_mapped") if held.verdict == "not_mapped" else "-"
        label = named(held, taxonomy, lang) or outside
        typer.echo(f"{held.programme}  {say(f'label_state_{held.state}')}  {label}  {names[held.programme][:70]}")


@app.command("person", help=say("help_mapping_person"))
def person(
    name: Annotated[str, typer.Argument(help=say("arg_name"), metavar="NAME")],
    opd: Annotated[str, typer.Option("--opd", help=say("opt_opd"))] = "",
    role: Annotated[str, typer.Option("--role", help=say("opt_role"), metavar=choices("label_role", ROLES))] = "",
    pokja: Annotated[str, typer.Option("--pokja", help=say("opt_pokja"), metavar="DIMENSI")] = "",
    id: Annotated[str, typer.Option("--id", help=say("opt_person_id"))] = "",
    change: Annotated[bool, typer.Option("--change", help=say("opt_change"))] = False,
    rename: Annotated[str, typer.Option("--name", help=say("opt_rename"))] = "",
    by: By = "",
    frame: Frame = "kominfo6",
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Enter a person, or with --change give the person of that id another name, role, OPD or pokja."""
    from smartmap.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(frame)
    wanted = taxonomy.dimension_of(taxonomy.read_label(pokja)) if pokja else ""
    kept = open_review(store).store
    if change:
        given = {"name": rename, "opd": opd, "role": role, "pokja": wanted}
        found = kept.change_person(name, by=by, **{key: value for key, value in given.items() if value})
    else:
        found = kept.add_person(name, opd=opd, role=role or "member", pokja=wanted, id=id, by=by)
    typer.echo(_who(found.id, found, _taxonomies(kept), lang))


@app.command("people", help=say("help_mapping_people"))
def people(
    history: Annotated[bool, typer.Option("--history", help=say("opt_people_history"))] = False,
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """List the people of a store, or everything they were."""
    kept = open_review(store).store
    taxonomies = _taxonomies(kept)
    if not history:
        for item in kept.people():
            typer.echo(_who(item.id, item, taxonomies, lang))
        return
    for change in kept.person_changes():
        by = say("person_by", id=change.by) if change.by else ""
        typer.echo(
            f"{change.at[:16].replace('T', ' ')}  {_who(change.person, change, taxonomies, lang)}  {by}".rstrip()
        )


def _taxonomies(store: Store) -> list[Taxonomy]:
    """Give the frames a pokja may be named after: the project's own and those of the mappings."""
    from smartmap.taxonomy import load_taxonomy

    found = []
    for frame in dict.fromkeys(["kominfo6", *(item.frame for item in store.mappings())]):
        with suppress(TaxonomyError):  # its file lies elsewhere: a pokja then goes by its id
            found.append(load_taxonomy(frame))
    return found


def _who(id: str, person: Person | PersonChange, taxonomies: list[Taxonomy], lang: str) -> str:
    from smartmap import wording

    role, pokja = say(f"label_role_{person.role}"), person.pokja or "-"
    frame = next((taxonomy for taxonomy in taxonomies if pokja in taxonomy), None)
    pokja = wording.dimension_name(pokja, frame, lang) if frame else pokja
    return f"{id}  {person.name}  {role}  {pokja}  {person.opd or '-'}"


@app.command("export", help=say("help_mapping_export"))
def export(
    mapping: MappingId,
    output: Annotated[str, typer.Option("--output", "-o", help=say("opt_alignment"), metavar="FILE")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    viewer: By = "",
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Write the alignment table: XLSX, CSV or JSONL by the name's ending."""
    from smartmap.review.alignment import write

    review = open_review(store)
    write(review, mapping, output, viewer=viewer or None, overwrite=overwrite, language=lang)
    typer.echo(say("alignment_written", file=output, counted=_counted(review, mapping, lang)))
