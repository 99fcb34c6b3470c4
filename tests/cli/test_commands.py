"""The command as a shell sees it: exit codes, one line on standard error, what is printed where."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

import smartmap
from smartmap.cli import screen
from smartmap.cli.main import app, run
from smartmap.errors import message
from smartmap.resources import data

E_RETRIBUSI = "Pengembangan e-retribusi pasar berbasis QRIS"
GOOD_RULE = 'format = 1\n[[rule]]\nid = "economy.transaction/qris"\nany = ["qris"]\nexamples = ["Bayar QRIS"]\n'
ROWS = [
    "Program Pengelolaan Persampahan",
    "Program Pengelolaan Perikanan Tangkap",
    "Program Penunjang Urusan Pemerintahan Daerah Kabupaten/Kota",
]


class Result(NamedTuple):
    """What a call left behind."""

    exit_code: object
    stdout: str
    stderr: str


Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command as the installed script does, within this process."""

    def command(*arguments: str, text: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["smartmap", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        screen.language.cache_clear()
        screen.console.cache_clear()  # it holds the stream it was made with
        code: object = 0
        try:
            run()
        except SystemExit as end:
            code = end.code or 0
        finally:
            screen.language.cache_clear()
            screen.console.cache_clear()
        return Result(code, *capsys.readouterr())

    monkeypatch.setenv("COLUMNS", "160")
    return command


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "program.csv"
    path.write_text("No;Program\n" + "".join(f"{n};{row}\n" for n, row in enumerate(ROWS, 1)), encoding="utf-8")
    return path


def one_line(found: Result, code: int = 3) -> str:
    """The only line on standard error of a call that failed."""
    assert found.exit_code == code
    (line,) = found.stderr.strip().splitlines()
    assert line.startswith("smartmap: ")
    return line


# --- suggest


def test_suggest_prints_a_table_with_reasons(call: Call) -> None:
    found = call("suggest", E_RETRIBUSI)
    assert found.exit_code == 0
    assert "Smart Economy" in found.stdout
    assert "QRIS" in found.stdout.split("Status")[1]


def test_suggest_in_english(call: Call) -> None:
    found = call("suggest", E_RETRIBUSI, "--lang", "en")
    assert found.exit_code == 0
    assert message("label_reasons", "en") in found.stdout
    assert message("label_reasons", "id") not in found.stdout


def test_suggest_as_json(call: Call) -> None:
    found = call("suggest", E_RETRIBUSI, "--json")
    record = json.loads(found.stdout)
    jsonschema.validate(record, json.loads(data("schema", "result-1.json").read_text(encoding="utf-8")))
    assert record["suggestions"][0]["dimension"] == "economy"


def test_suggest_takes_what_stands_beside_the_text(call: Call) -> None:
    found = call("suggest", "Kegiatan lain", "--code", "2.11.11", "--opd", "Dinas Lingkungan Hidup", "--json")
    sources = {item["source"] for one in json.loads(found.stdout)["suggestions"] for item in one["evidence"]}
    assert "nomenclature:2.11.11" in sources


def test_suggest_reads_standard_input(call: Call) -> None:
    assert json.loads(call("suggest", "-", "--json", text=E_RETRIBUSI).stdout)["text"] == E_RETRIBUSI


def test_suggest_on_nothing(call: Call) -> None:
    found = call("suggest", "")
    assert found.exit_code == 0
    assert message("status_none", "id") in found.stdout


def test_suggest_by_rules_alone(call: Call) -> None:
    assert json.loads(call("suggest", "Bayar QRIS", "--model", "none", "--json").stdout)["versions"]["model"] == "none"


def test_markup_in_a_text_is_text(call: Call) -> None:
    found = call("suggest", "Program [bold]sampah[/bold] [/] kota")
    assert found.exit_code == 0
    assert "[bold]sampah[/bold]" in found.stdout


# --- what goes wrong


def test_no_such_model(call: Call) -> None:
    assert "no-such" in one_line(call("suggest", "x", "--model", "no-such"))


def test_another_frame_without_rules(call: Call) -> None:
    assert "giffinger" in one_line(call("suggest", "x", "--frame", "giffinger", "--lang", "en"))


@pytest.mark.parametrize("command", [["classify", "{}", "-o", "{}.jsonl"], ["read", "{}"], ["evaluate", "{}"]])
def test_no_such_file(call: Call, tmp_path: Path, command: list[str]) -> None:
    missing = str(tmp_path / "tidak-ada.csv")
    assert "tidak-ada.csv" in one_line(call(*(part.format(missing) for part in command)))


def test_errors_speak_the_chosen_language(call: Call, tmp_path: Path) -> None:
    missing = str(tmp_path / "x.csv")
    assert one_line(call("read", missing, "--lang", "en")) != one_line(call("read", missing, "--lang", "id"))


@pytest.mark.parametrize(
    "arguments", [["suggest"], ["sugest", "x"], ["suggest", "x", "--no-such"], ["suggest", "x", "--lang", "fr"]]
)
def test_wrong_usage(call: Call, arguments: list[str]) -> None:
    found = call(*arguments)
    assert found.exit_code == 2
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(("arguments", "told"), [
    (["suggest"], "TEXT belum diisi. Lihat `smartmap suggest --help`."),
    (["classify", "a.csv"], "--output/-o belum diisi."),
    (["clasify", "a.csv"], 'tidak ada perintah "clasify"; yang terdekat: classify. Lihat `smartmap --help`.'),
    (["read", "a.csv", "--sheets", "2"], "tidak ada opsi --sheets; yang terdekat: --sheet."),
    (["read", "a.csv", "--most", "x"], "nilai --most tidak dapat dipakai (diharapkan angka mulai dari 0)."),
    (["review", "queue", "m", "--most", "0"], "nilai --most tidak dapat dipakai (diharapkan angka mulai dari 1)."),
    (["rules", "propose", "--precision", "2"], "(diharapkan angka dari 0.5 sampai 1.0)"),
    (["suggest", "bank", "sampah"], '"sampah" berlebih; kata yang menjadi satu perlu tanda kutip.'),
    (["suggest", "Layanan", "Ibu (KIA)"], '"Ibu (KIA)" berlebih'),
    (["suggest", "x", "--opd"], "opsi --opd perlu nilai. Lihat `smartmap suggest --help`."),
    (["train", "--promote=3"], "opsi --promote tidak memakai nilai. Lihat `smartmap train --help`."),
    (["models", "diff", "--texts"], "Lihat `smartmap models diff --help`."),
    (["classify", "a.csv", "-o", "b", "--columns", "x"], "diharapkan peran=kolom"),
])  # fmt: skip
def test_wrong_usage_is_told_in_one_indonesian_line(call: Call, arguments: list[str], told: str) -> None:
    assert told in one_line(call(*arguments), code=2)


@pytest.mark.parametrize("arguments", [[], ["classify"], ["mapping", "new"], ["review"]])
def test_help_is_in_one_language(call: Call, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    english = {"Usage:", "Options:", "Arguments:", "Commands:", "message and exit", "required]", "default:", "env var:"}
    told = call(*arguments, "--help").stdout
    assert "Cara pakai:" in told
    assert [word for word in english if word in told] == []


def test_english_help_keeps_the_parsers_words(call: Call) -> None:
    told = call("classify", "--help", "--lang", "en").stdout
    assert "Usage:" in told
    assert "Opsi:" not in told


def test_the_installed_command_prints_no_traceback(tmp_path: Path) -> None:
    found = subprocess.run(
        [Path(sys.executable).with_name("smartmap"), "read", tmp_path / "x.csv"], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (found.returncode, found.stdout) == (3, "")
    assert len(found.stderr.splitlines()) == 1


def test_an_argument_that_is_no_utf8() -> None:
    command = os.fsencode(Path(sys.executable).with_name("smartmap"))
    found = subprocess.run([command, b"suggest", b"sampah \xff\xfe kota", b"--json"], capture_output=True, check=False)
    assert (found.returncode, found.stderr) == (0, b"")
    assert json.loads(found.stdout)["status"]


def test_interrupted(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("smartmap.load.load_suggester", interrupt)
    assert call("suggest", "x").exit_code == 130


# --- rules


def test_the_shipped_rules_are_checked(call: Call) -> None:
    found = call("rules", "check", "--lang", "en")
    assert (found.exit_code, found.stderr) == (0, "")


def test_a_folder_of_good_rules(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD_RULE, encoding="utf-8")
    assert call("rules", "check", str(tmp_path)).exit_code == 0


def test_faults_of_rules_are_named_one_a_line(call: Call, tmp_path: Path) -> None:
    faulty = GOOD_RULE.replace("Bayar QRIS", "Bayar tunai") + '[[rule]]\nid = "no.where/x"\nany = ["x"]\n'
    (tmp_path / "a.toml").write_text(faulty, encoding="utf-8")
    found = call("rules", "check", str(tmp_path))
    assert found.exit_code == 1
    lines = found.stderr.strip().splitlines()
    assert sorted(line.split(": ")[1] for line in lines) == ["a.toml:2", "a.toml:6"]


CORPUS = "id,text,primary,further,style,family,note\n1,Bayar QRIS,economy.transaction,,program,a,\n"


@pytest.mark.parametrize("as_json", [True, False])
def test_coverage_of_rules(call: Call, tmp_path: Path, as_json: bool) -> None:
    (tmp_path / "a.toml").write_text(GOOD_RULE, encoding="utf-8")
    (tmp_path / "c.csv").write_text(CORPUS, encoding="utf-8")
    options = ["--json"] if as_json else []
    found = call("rules", "coverage", str(tmp_path / "c.csv"), "--rules", str(tmp_path), *options)
    assert found.exit_code == 0
    if as_json:
        report = json.loads(found.stdout)
        assert (report["n_texts"], report["n_covered"], report["precision"]) == (1, 1, 1.0)
    else:
        assert "economy.transaction/qris" in found.stdout


# --- files


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_classify_writes_by_suffix(call: Call, table: Path, suffix: str) -> None:
    out = table.with_name(f"hasil.{suffix}")
    found = call("classify", str(table), "-o", str(out))
    assert found.exit_code == 0
    assert str(len(ROWS)) in found.stdout
    if suffix == "jsonl":
        records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [record["text"] for record in records] == ROWS
        assert [record["status"] for record in records] == ["suggested", "suggested", "support"]
    elif suffix == "csv":
        assert len(list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))) == len(ROWS)
    else:
        assert out.read_bytes().startswith(b"PK")


def test_classify_tells_its_counts_as_json(call: Call, table: Path) -> None:
    found = call("classify", str(table), "-o", str(table.with_name("h.jsonl")), "--json")
    report = json.loads(found.stdout)
    assert report["programmes"] == len(ROWS)
    assert report["status"] == {"suggested": 2, "support": 1}


def test_brackets_of_a_plan_are_text(call: Call, tmp_path: Path) -> None:
    plan = tmp_path / "rencana.csv"
    plan.write_text("Program;OPD\nProgram [/b] Sekolah [red]x;Dinas [/i]\n", encoding="utf-8")
    shown = call("read", str(plan))
    assert shown.exit_code == 0
    assert "Program [/b] Sekolah [red]x" in shown.stdout
    assert call("classify", str(plan), "-o", str(tmp_path / "h.csv")).exit_code == 0


def test_classify_overwrites_only_when_told(call: Call, table: Path) -> None:
    out = table.with_name("h.jsonl")
    out.write_text("mine", encoding="utf-8")
    one_line(call("classify", str(table), "-o", str(out)))
    assert out.read_text(encoding="utf-8") == "mine"
    assert call("classify", str(table), "-o", str(out), "--overwrite").exit_code == 0


def test_classify_writes_everything_to_a_folder_and_says_what_it_left_out(
    call: Call, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    out = table.with_name("semua")
    found = call("classify", str(table), "-o", f"{out}/")
    assert found.exit_code == 0
    assert {path.name for path in out.iterdir()} == {
        "hasil.jsonl", "hasil.csv", "hasil.xlsx", "hasil.html", "hasil.parquet", "gambar",
    }  # fmt: skip
    assert "smartmap[docx]" in " ".join(found.stdout.split())
    assert ROWS[0] in (out / "hasil.html").read_text(encoding="utf-8")


def test_classify_refuses_another_suffix(call: Call, table: Path) -> None:
    assert ".pptx" in one_line(call("classify", str(table), "-o", str(table.with_name("h.pptx"))))


def test_read_shows_what_is_understood(call: Call, table: Path) -> None:
    found = call("read", str(table))
    assert found.exit_code == 0
    assert "Program" in found.stdout
    assert ROWS[0] in found.stdout


@pytest.mark.parametrize("as_json", [True, False])
def test_evaluate(call: Call, tmp_path: Path, as_json: bool) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({"text": E_RETRIBUSI, "labels": ["economy"]}) + "\n", encoding="utf-8")
    found = call("evaluate", str(cases), *(["--json"] if as_json else []))
    assert found.exit_code == 0
    if as_json:
        assert json.loads(found.stdout)["all"]["hit1"] == 1.0
    else:
        assert "hit@1" in found.stdout


def test_evaluate_writes_a_picture_report(call: Call, tmp_path: Path) -> None:
    cases, report = tmp_path / "cases.jsonl", tmp_path / "a.html"
    cases.write_text(json.dumps({"text": E_RETRIBUSI, "labels": ["environment"]}), encoding="utf-8")
    found = call("evaluate", str(cases), "--html", str(report))
    assert "a.html" in found.stdout
    assert E_RETRIBUSI in report.read_text(encoding="utf-8")
    assert "--overwrite" in one_line(call("evaluate", str(cases), "--html", str(report)))


def test_evaluate_on_other_rows(call: Call, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"text": "a", "labels": ["Smart Nothing"]}', encoding="utf-8")
    assert "cases.jsonl:1" in one_line(call("evaluate", str(tmp_path / "cases.jsonl")))


# --- official names

LIST = "Kode;Uraian\n1.02.02.2.01;Penyediaan Fasilitas Zeta\n9.99.99.2.01;Penataan Zeta\n;Tanpa kode\n"


def test_an_official_list_is_taken_and_used(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resmi.csv").write_text(LIST, encoding="utf-8")
    monkeypatch.setenv("SMARTMAP_NOMENCLATURE", str(tmp_path / "list.csv"))
    taken = call("nomenclature", "import", str(tmp_path / "resmi.csv"), "--lang", "en")
    assert "2 kegiatan" in taken.stdout
    assert "9.99.99" in taken.stdout
    assert "Tanpa kode" in taken.stdout
    result = json.loads(call("suggest", "Penyediaan Fasilitas Zeta", "--json").stdout)
    assert result["suggestions"][0]["evidence"][0]["source"] == "nomenclature:1.02.02.2.01"
    assert "--overwrite" in one_line(call("nomenclature", "import", str(tmp_path / "resmi.csv")))


def test_a_list_that_is_not_there(call: Call, tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.csv")
    assert "nomenclature import" in one_line(call("suggest", "Posyandu", "--nomenclature", missing))


def test_official_names_are_shown(call: Call) -> None:
    assert "Pengelolaan Persampahan" in call("nomenclature", "show", "2.11.11").stdout
    (first, *_) = json.loads(call("nomenclature", "show", "pengelolaan persampahan", "--json").stdout)
    assert first["code"] == "2.11.11"
    assert "qqqq" in call("nomenclature", "show", "qqqq zzzz").stdout


def test_official_names_stay_whole_on_a_narrow_screen(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = [line.rstrip() for line in call("nomenclature", "show", "1.02.02").stdout.splitlines()]
    assert told[0] == "1.02.02  Pemenuhan Upaya Kesehatan Perorangan dan Upaya Kesehatan Masyarakat"
    assert told[1] == "         program: Prasarana kesehatan (jelas)"


# --- the command itself


def test_version(call: Call) -> None:
    found = call("--version")
    assert (found.exit_code, found.stdout.strip()) == (0, smartmap.__version__)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("command", "code"), [([], "help_app"), (["classify"], "help_classify")])
def test_help_in_both_languages(language: str, command: list[str], code: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "smartmap.cli.main", *command, "--help"], capture_output=True, text=True, check=True,
        env={**os.environ, "SMARTMAP_LANG": language, "COLUMNS": "200", "PYTHONUTF8": "1"},
    )  # fmt: skip
    words = message(code, language).split()[:5]
    assert " ".join(words) in " ".join(found.stdout.split())


def test_every_command_has_help(call: Call) -> None:
    names = {command.name for command in app.registered_commands}
    assert {"suggest", "classify", "read", "train", "evaluate"} <= names
    for name in sorted(filter(None, names)):
        assert call(name, "--help").exit_code == 0
