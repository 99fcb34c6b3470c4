"""Any row that is edited, missing, swapped or put in is found; the logs refuse to be changed at all."""

import pytest
from sqlalchemy import text

from smartmap.errors import StoreError
from smartmap.store import Store, chain
from smartmap.store.tables import APPEND_ONLY
from store.builder import Desk, a_result


@pytest.fixture
def desk(store: Store) -> Desk:
    desk = Desk(store)
    store.add_suggestions([(id, a_result(living__health=0.9)) for id in desk.ids])
    suggestion = store.programme(desk.ids[0]).suggestion
    desk.say(desk.rina, "living.health", suggestion=suggestion), desk.say(desk.budi, "environment.waste")
    desk.say(desk.lead, "living.health"), desk.say(desk.rina, "economy.welfare", 1)
    return desk


def tamper(store: Store, *statements: str) -> list[str]:
    """Do what no program of ours does: take the guards away and rewrite history; give the audit's faults."""
    with store._writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for table in APPEND_ONLY:
                connection.execute(text(f"DROP TRIGGER {table}_no_update"))
                connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for statement in statements:
            connection.execute(text(statement))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = origin"))
    return [fault.code for fault in store.audit().faults]


def test_an_untouched_store_has_no_faults(desk: Desk) -> None:
    found = desk.store.audit()
    assert (found.decisions, found.faults) == (4, ())
    assert set(found.heads) == {desk.mapping.id, chain.PEOPLE}


@pytest.mark.parametrize(("statement", "fault"), [
    ("UPDATE decisions SET reason = 'x' WHERE number = 2", "audit_edited"),
    ("UPDATE decisions SET name = 'Orang lain' WHERE number = 4", "audit_edited"),
    ("DELETE FROM answers WHERE decision IN (SELECT id FROM decisions WHERE number = 2);"
     "DELETE FROM decisions WHERE number = 2", "audit_missing"),
    ("DELETE FROM answers WHERE decision IN (SELECT id FROM decisions WHERE number = 4);"
     "DELETE FROM decisions WHERE number = 4", "audit_tail"),
    ("UPDATE decisions SET number = 12 WHERE number = 2; UPDATE decisions SET number = 2 WHERE number = 3;"
     "UPDATE decisions SET number = 3 WHERE number = 12", "audit_link"),
    ("UPDATE suggestions SET result = '{}'", "audit_suggestion"),
    ("UPDATE revisions SET body = '{}'", "audit_programme"),
    ("UPDATE programmes SET digest = ''", "audit_programme"),
    ("UPDATE mappings SET region = 'Poso'", "audit_mapping"),
    ("UPDATE holdings SET \"primary\" = 'governance'", "audit_derived"),
    ("DELETE FROM answers", "audit_derived"),
    ("UPDATE people SET role = 'admin' WHERE id = 'rina'", "audit_person"),
    ("UPDATE person_changes SET role = 'admin' WHERE person = 'rina'", "audit_person_change"),
    ("UPDATE person_changes SET role = 'admin' WHERE person = 'rina'", "audit_signed"),
    ("DELETE FROM person_changes WHERE number = 2", "audit_person_change"),
    ("DELETE FROM person_changes WHERE person = 'admin'", "audit_people_tail"),
])  # fmt: skip
def test_the_audit_finds(desk: Desk, statement: str, fault: str) -> None:
    assert fault in tamper(desk.store, *statement.split(";"))


def test_a_head_noted_earlier_must_still_be_there(desk: Desk) -> None:
    heads = desk.store.audit().heads
    desk.say(desk.budi, "living.health", 1)
    desk.store.change_person(desk.budi.id, opd="Bappeda")
    for head in heads.values():
        assert desk.store.audit(noted=head[:16]).faults == ()
    assert [fault.code for fault in desk.store.audit(noted="0" * 64).faults] == ["audit_head_lost"]


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_logs_refuse_change_and_deletion(desk: Desk, table: str) -> None:
    desk.store.record_import(desk.mapping, [], file="a", digest="", person="", report="")
    column = {"revisions": "body", "suggestions": "result", "imports": "file", "person_changes": "name"}.get(
        table, "reason"
    )
    for statement in (f"UPDATE {table} SET {column} = ''", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(StoreError) as refused, desk.store._writing() as connection:
            connection.execute(text(statement))
        assert refused.value.code == "store_append_only"


def test_what_is_derived_can_be_derived_again(desk: Desk) -> None:
    before = desk.store.holdings(desk.mapping)
    tamper(desk.store, "DELETE FROM holdings", "DELETE FROM answers")
    desk.store.rebuild(desk.mapping)
    assert desk.store.holdings(desk.mapping) == before
    assert desk.store.audit().faults == ()


def test_every_fault_says_itself_in_both_languages(desk: Desk) -> None:
    tamper(desk.store, "UPDATE decisions SET reason = 'x'", "UPDATE mappings SET region = 'Poso'")
    for fault in desk.store.audit().faults:
        assert desk.mapping.id in fault.message("id")
        assert fault.message("id") != fault.message("en")
