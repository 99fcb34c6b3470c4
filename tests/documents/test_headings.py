from __future__ import annotations

import tomllib

import pytest

from smartmap.documents.headings import find_column, fold, nearest, place_to_letters, role_of
from smartmap.documents.layout import ROLES
from smartmap.resources import data


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("PROGRAM PRIORITAS", "program"),
        ("NAMA SUB KEGIATAN", "sub_kegiatan"),
        ("Bidang Urusan/Program/Kegiatan", "text"),
        ("Urusan/Program/Outcome RPJMD", "text"),
        ("sasaran_teks", "sasaran"),
        ("nama_skpd", "opd"),
        ("kode_skpd", "ignore"),
        ("OUTCOME PROGRAM PRIORITAS", "outcome"),
        ("IK PROGRAM", "indicator"),
        ("TARGET IK PROGRAM", "ignore"),
        ("SATUAN IK PROGRAM", "ignore"),
        ("OPD PENANGGUNGJAWAB PROGRAM", "opd"),
        ("Perangkat Daerah penanggung jawab", "opd"),
        ("Indikator Kinerja Program (Outcome)", "indicator"),
        ("Indikator Sasaran", "ignore"),
        ("Progam Prioritas", "program"),
        ("Arah Kebijakan", "arah_kebijakan"),
        ("Target 2025", "ignore"),
        ("Program Pengelolaan Pendidikan", "program"),  # by its beginning alone: never enough for a heading
        ("Kode Program", "code"),
        ("Zodiak", ""),
    ],
)
def test_heading_means_role(heading: str, role: str) -> None:
    assert role_of(heading).name == role


def test_columns_file_is_tidy() -> None:
    table = tomllib.loads(data("columns.toml").read_text(encoding="utf-8"))
    assert set(table["role"]) == {*ROLES, "ignore"}
    seen: dict[str, str] = {}
    for role, entry in table["role"].items():
        for heading in (*entry["headings"], *entry["begins"]):
            assert heading == fold(heading), f"{role}: write {heading!r} as {fold(heading)!r}"
        for heading in entry["headings"]:
            assert heading not in seen, f"{heading!r} stands under {seen.get(heading)} and {role}"
            seen[heading] = role


def test_column_by_heading_folded_or_letter() -> None:
    headings = ["No", "Nama_Program", "OPD"]
    assert find_column("nama program", headings) == 1
    assert find_column("C", headings) == 2
    assert find_column("Kegiatan", headings) is None
    assert place_to_letters(27) == "AB"


def test_nearest_heading() -> None:
    assert nearest("Progrm", ["No", "Program", "OPD"]) == "Program"
    assert nearest("zzz", ["No"]) == ""
