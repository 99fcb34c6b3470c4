"""Nothing lost, nothing double: many processes at once, and processes killed in the middle."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smartmap.errors import StoreError
from smartmap.records import Programme
from smartmap.review import Review
from smartmap.review.workbook.layout import COLUMNS
from smartmap.review.workbook.write import write
from smartmap.store import Store, open_store
from store import workers
from store.builder import Desk
from store.databases import new_database


def start(*arguments: object) -> subprocess.Popen[str]:
    path = str(Path(workers.__file__))
    return subprocess.Popen([sys.executable, path, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def killed_after(seconds: float, lines: int, *arguments: object) -> list[str]:
    """Start a worker, wait for some lines and a moment more, kill it for good, and give all it acknowledged."""
    process = start(*arguments)
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(lines)]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return told + rest.split("\n")[:-1]  # a last line cut off was not acknowledged


def test_eight_processes_at_once_lose_nothing_and_double_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    each = 25
    with open_store(url) as store:
        desk = Desk(store, tuple(f"Program {number}" for number in range(10)))
        people = [store.add_person(f"Anggota {number}").id for number in range(8)]
        running = [start("decide", url, desk.mapping.id, person, each, person) for person in people]
        during = store.audit().faults  # a reader sees one moment, whatever goes on
        told = [line for process in running for line in process.communicate()[0].split()]
        kept = [item.id for item in store.decisions(desk.mapping)]
        audit = store.audit()
    with capsys.disabled():
        print(f"\n  8 processes x {each}: {len(told)} acknowledged, {len(kept)} kept, {len(audit.faults)} faults")
    assert during == ()
    assert len(told) == 8 * each
    assert sorted(told) == sorted(kept)
    assert audit.faults == ()


@pytest.mark.parametrize("moment", [0.0, 0.21])
def test_killed_among_a_thousand_decisions_keeps_every_acknowledged_one(url: str, moment: float) -> None:
    with open_store(url) as store:
        desk = Desk(store)
        arguments = ("decide", url, desk.mapping.id, desk.rina.id, 1000, "k")
        told = killed_after(moment, 30, *arguments)
        kept = [item.id for item in store.decisions(desk.mapping)]
        assert 30 <= len(told) < 1000
        assert kept[: len(told)] == told
        assert len(kept) - len(told) <= 1  # one may be kept whose word was not heard any more
        assert store.audit().faults == ()
        last = len(told) - 1
        desk.say(desk.rina, "living.health", last % 2, key=f"k-{last}")  # sent again: counts once
        assert len(store.decisions(desk.mapping)) == len(kept)


def test_killed_in_an_import_leaves_all_or_nothing_of_it(url: str, tmp_path: Path) -> None:
    import openpyxl

    with open_store(url) as store:
        desk = Desk(store, tuple(f"Program {number}" for number in range(300)))
        path = tmp_path / "a.xlsx"
        write(Review(store), desk.mapping, path, by="all")
        book = openpyxl.load_workbook(path)
        place = {column.key: number for number, column in enumerate(COLUMNS, 1)}
        for row in range(4, 304):
            book["Semua program"].cell(row, place["decision"], "Smart Living")
            book["Semua program"].cell(row, place["person"], "rina")
        book.save(path)
        seen = set()
        for moment in (0.35, 0.8):
            killed_after(moment, 1, "take", url, desk.mapping.id, path)
            seen.add(len(store.decisions(desk.mapping)))
            assert store.audit().faults == ()
        assert seen <= {0, 300}
        process = start("take", url, desk.mapping.id, path)
        process.communicate()
        assert len(store.decisions(desk.mapping)) == 300


def test_killed_in_a_migration_leaves_a_store_that_opens(kind: str, tmp_path: Path) -> None:
    for number, moment in enumerate((0.25, 0.45)):
        url = new_database("template0") if kind == "postgresql" else str(tmp_path / f"{number}.db")
        killed_after(moment, 1, "migrate", url)
        with open_store(url) as store:
            desk = Desk(store)
            desk.say(desk.rina, "living.health")
            assert store.audit().faults == ()


def test_processes_that_open_a_new_store_at_once_make_one(kind: str, tmp_path: Path) -> None:
    url = new_database("template0") if kind == "postgresql" else str(tmp_path / "new.db")
    running = [start("migrate", url) for _ in range(4)]
    assert [process.communicate()[0].split() for process in running] == [["begin", "done"]] * 4


# --- faults of the machine


def filled(store: Store) -> Desk:
    desk = Desk(store)
    desk.say(desk.rina, "living.health")
    return desk


def test_a_full_disk_is_said_and_nothing_is_lost(file_store: Store) -> None:
    desk = filled(file_store)
    file_store.engine.dispose()
    with file_store.engine.connect() as connection:  # the one connection of the pool keeps its limit
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as error:
        file_store.add_programmes(desk.mapping, [Programme("x" * 9000 + str(number)) for number in range(50)])
    assert error.value.code == "store_full"
    assert file_store.audit().faults == ()
    assert len(file_store.decisions(desk.mapping)) == 1


def test_a_locked_store_is_said_after_a_while(file_store: Store) -> None:
    desk = filled(file_store)
    with open_store(file_store.name, busy=0.1) as other, file_store._writing():
        with pytest.raises(StoreError) as error:
            other.append(desk.mapping, [])
        assert error.value.code == "store_locked"
        assert len(other.decisions(desk.mapping)) == 1  # reading goes on


@pytest.mark.parametrize("damage", [b"", b"not a database, but long enough to look at"])
def test_a_damaged_file_is_said_and_left_as_it_is(file_store: Store, tmp_path: Path, damage: bytes) -> None:
    filled(file_store)
    file_store.close()
    path = tmp_path / "damaged.db"
    content = Path(file_store.name).read_bytes()
    broken = damage or content[:100] + b"\xff" * 8000 + content[8100:]
    path.write_bytes(broken)
    with pytest.raises(StoreError) as error, open_store(path) as store:
        store.mappings()
    assert error.value.code == "store_corrupt"
    assert path.read_bytes() == broken


def test_a_read_only_store_can_be_read_and_says_so_when_written(
    file_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = filled(file_store)
    file_store.close()
    monkeypatch.setattr("smartmap.store.engine.os.access", lambda *_: False)  # tests may run as root, who may all
    with open_store(file_store.name) as store:
        assert len(store.decisions(desk.mapping)) == 1
        with pytest.raises(StoreError) as error:
            store.add_person("Siti")
        assert error.value.code == "store_read_only"


@pytest.mark.parametrize(("url", "code"), [
    ("mysql://host/x", "store_url"),
    ("://", "store_url"),
    ("/nowhere/at/all/smartmap.db", "store_unopenable"),
    ("postgresql://nobody@127.0.0.1:1/x", "store_unreachable"),
])  # fmt: skip
def test_what_cannot_be_opened_is_said(url: str, code: str) -> None:
    with pytest.raises(StoreError) as error:
        open_store(url)
    assert error.value.code == code
    assert error.value.message("id") != error.value.message("en")
