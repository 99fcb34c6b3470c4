"""The commands, from a new mapping to the proof."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from smartmap.cli import audit, mapping, review
from smartmap.errors import DecisionError, StoreError
from smartmap.load import load_suggester
from smartmap.store import open_store
from smartmap.taxonomy import load_taxonomy

APPS = {"mapping": mapping.app, "review": review.app, "audit": audit.app}


def run(*words: str, fails: int = 0) -> Result:
    found = CliRunner().invoke(APPS[words[0]], words[1:], catch_exceptions=False)
    assert found.exit_code == fails, found.output
    return found


def test_a_mapping_is_made_decided_and_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTMAP_STORE", str(tmp_path / "toko.db"))
    monkeypatch.chdir(tmp_path)
    Path("rpjmd.csv").write_text(
        "Kode;Level;Program;Perangkat Daerah\n2.11.11;Program;PROGRAM PENGELOLAAN PERSAMPAHAN;DLH\n"
        "1.02.02;Program;PROGRAM PEMENUHAN UPAYA KESEHATAN PERORANGAN;Dinas Kesehatan\n",
        encoding="utf-8",
    )
    assert "2 program" in run("mapping", "new", "Banggai", "2021-2026", "rpjmd.csv", "--model", "none").output
    run("mapping", "person", "Rina", "--pokja", "Prasarana kesehatan")
    for name, role in (("Lilis", "ketua"), ("Ahmad", "adviser")):
        run("mapping", "person", name, "--role", role)
    run("mapping", "person", "rina", "--change", "--name", "Rina S.", "--opd", "Bappeda", "--as", "ahmad")
    assert "Rina S.  anggota  Smart Living  Bappeda" in run("mapping", "people").output
    assert run("mapping", "people", "--history").output.splitlines()[-1].endswith("Bappeda  (oleh ahmad)")
    id = "banggai-2021-2026"
    first = run("review", "queue", id).output.split()[0]
    assert "Belum ada" in run("review", "agreement", id).output
    with pytest.raises(DecisionError, match="--as"):
        run("review", "decide", first, "confirm")
    taken = run("review", "decide", first, "ubah", "Smart Environment", "--reason", "sampah", "--as", "rina").output
    assert taken.endswith(f"{first}, Rina S.: setuju Smart Environment.\n")
    assert "belum" in run("review", "queue", id, "--pokja", "SL", "--opd", "Dinas Kesehatan").output
    with pytest.raises(DecisionError, match="reason"):
        run("review", "decide", first, "not_mapped", "--as", "lilis")
    run("review", "settle", first, "correct", "SV", "--as", "lilis")
    run("review", "adopt", first, "--as", "ahmad")
    told = run("review", "history", first).output
    assert "Rina S. (anggota)  setuju Smart Environment" in told
    assert "ditetapkan pendamping" in told
    decision = told.splitlines()[-1].split()[2]
    run("review", "undo", decision, "--as", "ahmad")
    assert "diselesaikan ketua" in run("mapping", "show", id).output
    assert f"{id}  Banggai 2021-2026" in run("mapping", "list").output
    assert "Smart Environment" in run("review", "progress", id).output
    second = run("mapping", "show", id).output.splitlines()[1].split()[0]
    run("review", "settle", second, "tidak", "--reason", "urusan wajib", "--as", "lilis")
    assert "diselesaikan ketua  tidak dipetakan  PROGRAM PEMENUHAN" in run("mapping", "show", id).output
    run("review", "decide", first, "tunda", "--as", "rina")
    run("review", "export", id, "-o", "kerja.xlsx", "--by", "all")
    both = run("review", "import", id, "rpjmd.csv", "kerja.xlsx", fails=1)
    assert "rpjmd.csv: tidak ada lembar" in both.output
    assert "kerja.xlsx: 0 diterima" in both.output
    run("mapping", "export", id, "-o", "selaras.csv")
    head = run("audit", "verify").output.split()[1]
    run("audit", "verify", "--head", head)
    run("audit", "verify", "--head", "0" * 20, fails=1)
    run("audit", "rebuild", id)


@pytest.mark.parametrize("words", [
    ("mapping", "list"), ("mapping", "person", "Rina"), ("review", "queue", "x"), ("audit", "verify"),
])  # fmt: skip
def test_a_wrong_store_is_said_and_none_is_made(words: tuple[str, ...], tmp_path: Path) -> None:
    for name in ("salah.db", f"sqlite:///{tmp_path}/salah.db"):
        with pytest.raises(StoreError) as caught:
            run(*words, "--store", name if "://" in name else str(tmp_path / name))
        assert f"{tmp_path / 'salah.db'}: tidak ada basis data di sini" in caught.value.message("id")
        assert "smartmap mapping new" in str(caught.value)
        assert not list(tmp_path.iterdir())


def test_a_mapping_that_cannot_begin_leaves_no_store(tmp_path: Path) -> None:
    with pytest.raises(DecisionError):
        run("mapping", "new", "X", "2025", "--rule", "foo", "--model", "none", "--store", str(tmp_path / "a.db"))
    assert not list(tmp_path.iterdir())


def test_suggesting_with_a_store_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here"):
        load_suggester("none", store=tmp_path / "salah.db", mapping="banggai")
    (tmp_path / "kosong.db").touch()
    with pytest.raises(StoreError, match="there is no store here"):
        open_store(tmp_path / "kosong.db", create=False)


def test_a_mapping_under_a_frame_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = 'name = { id = "Laut", en = "Sea" }\n'
    frame = f'format = 1\nid = "kota"\nversion = 1\n{name}[[dimension]]\nid = "sea"\n{name}[[dimension]]\nid = "land"\n'
    Path("kota.toml").write_text(frame + 'name = { id = "Darat", en = "Land" }\n', encoding="utf-8")
    Path("aturan").mkdir()
    rule = 'format = 1\n[[rule]]\nid = "sea/dermaga"\nany = ["dermaga"]\nweight = 2.0\nexamples = ["Bangun dermaga"]\n'
    Path("aturan/a.toml").write_text(rule, encoding="utf-8")
    Path("rencana.csv").write_text("Program\nPembangunan dermaga rakyat\n", encoding="utf-8")
    run("mapping", "new", "Luwuk", "2025", "rencana.csv", "--frame", "kota.toml", "--rules", "aturan")
    assert "Laut" in run("review", "queue", "luwuk-2025").output
    person = run("mapping", "person", "Rina", "--frame", "kota.toml", "--pokja", "laut").output
    assert person == "rina  Rina  anggota  Laut  -\n"
    Path("kota.toml").unlink()  # or the command is run elsewhere, by another process
    load_taxonomy.cache_clear()
    assert run("mapping", "people").output == "rina  Rina  anggota  sea  -\n"
    assert run("mapping", "person", "Budi").output == "budi  Budi  anggota  -  -\n"
