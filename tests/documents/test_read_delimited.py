from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents.read import Skipped, read, stream
from smartmap.errors import DocumentError
from smartmap.records import Place

Make = Callable[..., Path]

PLAIN = """Misi;Program;Indikator;OPD
Misi 1;Program Pengelolaan Pendidikan;Angka partisipasi;Dinas Pendidikan
;Program Pengelolaan Pendidikan;Rata-rata lama sekolah;Dinas Pendidikan
Misi 2;Program Kepariwisataan, Seni dan Budaya;Kunjungan;Dinas Pariwisata
"""


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_delimiter_and_encoding(text_file: Make, delimiter: str, encoding: str) -> None:
    rows = [line.split(";") for line in PLAIN.replace("Seni", "Señi").splitlines()]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    reading = read(text_file(text, encoding=encoding))
    assert [item.text for item in reading.programmes] == [
        "Program Pengelolaan Pendidikan",
        "Program Kepariwisataan, Señi dan Budaya",
    ]


def test_rows_of_one_programme_are_folded_and_parents_filled_down(text_file: Make) -> None:
    first, second = read(text_file(PLAIN)).programmes
    assert first.indicator == "Angka partisipasi; Rata-rata lama sekolah"
    assert first.parents == (("misi", "Misi 1"),)
    assert first.place == Place("a.csv", row=2)
    assert (second.level, second.opd, second.place.row) == ("program", "Dinas Pariwisata", 4)


def test_same_programme_of_two_offices_stays_two(text_file: Make) -> None:
    text = "Program,Perangkat Daerah\nProgram Penunjang Urusan,Dinas A\nProgram Penunjang Urusan,Dinas B\n"
    assert [item.opd for item in read(text_file(text)).programmes] == ["Dinas A", "Dinas B"]


def test_repeated_rows_apart_are_folded_by_read_and_kept_by_stream(text_file: Make) -> None:
    text = "Program,IK Program\nProgram Satu Data,a naik\nProgram Jalan Desa,b naik\nProgram Satu Data,c naik\n"
    path = text_file(text)
    assert read(path).programmes[0].indicator == "a naik; c naik"
    assert [item.text for item in stream(path) if not isinstance(item, Skipped)] == [
        "Program Satu Data", "Program Jalan Desa", "Program Satu Data",
    ]  # fmt: skip


def test_titles_totals_numbering_and_repeated_headings_are_skipped(text_file: Make) -> None:
    text = (
        "RENCANA PROGRAM PRIORITAS;;\nPerangkat Daerah : Dinas Kesehatan;;\n;;\nNo;Program;Pagu\n1;2;3\n"
        "1;Program Pemenuhan Upaya Kesehatan;1.000\nNo;Program;Pagu\n2;Program Sediaan Farmasi;500\n;JUMLAH;1.500\n"
    )
    reading = read(text_file(text))
    assert [(item.text, item.opd) for item in reading.programmes] == [
        ("Program Pemenuhan Upaya Kesehatan", "Dinas Kesehatan"),
        ("Program Sediaan Farmasi", "Dinas Kesehatan"),
    ]
    assert [(item.place.row, item.reason) for item in reading.skipped] == [
        (1, "row_title"), (2, "row_title"), (5, "row_numbering"), (7, "row_header"), (9, "row_total"),
    ]  # fmt: skip
    assert reading.tables[0].header_rows == (4,)
    assert reading.tables[0].columns == {"program": "Program"}


def test_further_indicator_rows_belong_to_the_programme_above(text_file: Make) -> None:
    text = "Program;Indikator;Target\nProgram Jalan;Panjang jalan;10\n;Jumlah jembatan;5\n;;7\n"
    reading = read(text_file(text))
    assert [item.indicator for item in reading.programmes] == ["Panjang jalan; Jumlah jembatan"]
    assert [item.reason for item in reading.skipped] == ["row_no_text"]


def test_deepest_level_of_a_row_is_the_item(text_file: Make) -> None:
    text = (
        "Kode;Program;Kegiatan;Sub Kegiatan\n1.02.02;Program Upaya Kesehatan;;\n"
        "1.02.02.2.01;;Penyediaan Fasilitas;\n1.02.02.2.01.0001;;;Pembangunan Rumah Sakit\n"
    )
    items = read(text_file(text)).programmes
    assert [(item.level, item.code) for item in items] == [
        ("program", "1.02.02"), ("kegiatan", "1.02.02.2.01"), ("sub_kegiatan", "1.02.02.2.01.0001"),
    ]  # fmt: skip
    assert items[2].parents == (("program", "Program Upaya Kesehatan"), ("kegiatan", "Penyediaan Fasilitas"))


def test_missions_are_the_items_where_nothing_deeper_is_listed(text_file: Make) -> None:
    items = read(text_file("Misi;Tujuan\nMewujudkan desa mandiri;\n;Menurunkan kemiskinan\n")).programmes
    assert [(item.level, item.text) for item in items] == [
        ("misi", "Mewujudkan desa mandiri"), ("tujuan", "Menurunkan kemiskinan"),
    ]  # fmt: skip
    assert items[1].parents == (("misi", "Mewujudkan desa mandiri"),)


def test_column_of_mixed_levels_with_codes_inside(text_file: Make) -> None:
    text = (
        "Bidang Urusan/Program/Kegiatan;Indikator\n1.02 URUSAN PEMERINTAHAN BIDANG KESEHATAN;\n"
        "1.02.02 PROGRAM PEMENUHAN UPAYA KESEHATAN;Usia harapan hidup\n"
        "1.02.02.2.01 Penyediaan Fasilitas Pelayanan Kesehatan;Jumlah fasilitas\n"
    )
    items = read(text_file(text)).programmes
    assert [(item.level, item.text) for item in items] == [
        ("program", "PROGRAM PEMENUHAN UPAYA KESEHATAN"),
        ("kegiatan", "Penyediaan Fasilitas Pelayanan Kesehatan"),
    ]
    assert items[0].field == "URUSAN PEMERINTAHAN BIDANG KESEHATAN"
    assert items[1].parents == (("program", "PROGRAM PEMENUHAN UPAYA KESEHATAN"),)


def test_codes_split_over_columns(text_file: Make) -> None:
    text = "Kode;;;Program\n1;2;2;Program Upaya Kesehatan\n1;2;3;Program Sediaan Farmasi\n"
    assert [item.code for item in read(text_file(text)).programmes] == ["1.02.02", "1.02.03"]


def test_column_without_known_heading_is_found_by_its_cells(text_file: Make) -> None:
    text = "Apa Saja,Uang\nPengembangan desa wisata,5\nPeningkatan kapasitas UMKM,6\n"
    reading = read(text_file(text))
    assert [item.text for item in reading.programmes] == ["Pengembangan desa wisata", "Peningkatan kapasitas UMKM"]
    assert reading.tables[0].doubts[0].message("en").startswith('No heading was recognised; column "Apa Saja"')


def test_one_column_with_commas_and_no_heading(text_file: Make) -> None:
    text = "Program Pengelolaan Sampah, Limbah dan B3\nProgram Pengelolaan Pendidikan\nProgram Jalan\n"
    assert read(text_file(text)).programmes[0].text == "Program Pengelolaan Sampah, Limbah dan B3"


def test_text_column_wins(text_file: Make) -> None:
    text = "Program,Catatan\nProgram A,Kegiatan rembuk stunting\n"
    assert read(text_file(text), text_column="catatan").programmes[0].text == "Kegiatan rembuk stunting"
    assert read(text_file(text), text_column="B").programmes[0].text == "Kegiatan rembuk stunting"


def test_columns_and_context_columns(text_file: Make) -> None:
    text = "Program,Pelaksana utama,Lokasi\nProgram Jalan Desa,Dinas PU,Luwuk\n"
    item = read(text_file(text), columns={"opd": "Pelaksana utama"}, context_columns=["Lokasi"]).programmes[0]
    assert (item.opd, item.outcome) == ("Dinas PU", "Luwuk")


@pytest.mark.parametrize(
    "wish", [{"text_column": "Progrm"}, {"columns": {"opd": "Progrm"}}, {"context_columns": ["Progrm"]}]
)
def test_wrong_column_lists_headings_and_the_nearest(text_file: Make, wish: dict[str, object]) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text_file("No,Program\n1,Program Jalan\n"), **wish)  # type: ignore[arg-type]
    assert caught.value.code == "document_column"
    assert 'Nearest: "Program"' in caught.value.message("en")
    assert "No, Program" in caught.value.message("id")
    assert caught.value.message("id").partition(":")[0].endswith((".csv", ".txt"))


def test_a_wrong_column_that_is_like_none_is_told_without_a_nearest_one(text_file: Make) -> None:
    with pytest.raises(DocumentError, match="or the letter of a column") as caught:
        read(text_file("No,Program\n1,Program Jalan\n"), text_column="C1x")
    assert "Nearest" not in str(caught.value)


def test_unknown_role(text_file: Make) -> None:
    with pytest.raises(DocumentError, match="is no role"):
        read(text_file("Program\nProgram Jalan\n"), columns={"kantor": "Program"})
    with pytest.raises(DocumentError) as caught:
        read(text_file("Program;Lain\nProgram Jalan;x\n"), columns={"teks": "Program", "text": "Lain"})
    assert caught.value.code == "document_role_twice"


def test_long_cell_and_control_characters_leave_good_rows_alone(text_file: Make) -> None:
    text = f"Program,OPD\n{'x' * 200_000},A\nProgram\x01 Jalan,B\n\x01\x02,C\n,D\nProgram Desa,E\n"
    reading = read(text_file(text))
    assert [item.text for item in reading.programmes] == ["Program Jalan", "Program Desa"]
    assert [(item.place.row, item.reason) for item in reading.skipped] == [
        (2, "row_long"), (4, "row_no_text"), (5, "row_no_text"),
    ]  # fmt: skip
    assert "10000" in reading.skipped[0].message("id")


def test_no_text_column_says_what_was_found(text_file: Make) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text_file("Barang,Harga\nLaptop,5\nMeja,6\n"))
    assert caught.value.code == "document_no_text"
    assert '"Barang", "Harga"' in caught.value.message("en")


def test_empty_cells_only(text_file: Make) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text_file(";;\n;;\n"))
    assert caught.value.code == "document_empty"


def test_heading_without_rows(text_file: Make) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text_file("No;Program;OPD\n"))
    assert caught.value.code == "document_empty"


def test_totals_only(text_file: Make) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text_file("No;Program\n;JUMLAH\n"))
    assert caught.value.code == "document_no_programmes"


def test_stream_gives_the_same_as_read_on_a_plain_file(text_file: Make) -> None:
    path = text_file(PLAIN)
    assert [item for item in stream(path) if not isinstance(item, Skipped)] == read(path).programmes


def test_our_own_table_is_read_back(text_file: Make) -> None:
    text = "No,Kode,Program,Level,OPD,Status,Dimensi\n"
    text += "1,1.01.02,Pengelolaan Sekolah,kegiatan,Dinas A,disarankan,Smart Society\n"
    item = read(text_file(text)).programmes[0]
    assert (item.text, item.code, item.opd) == ("Pengelolaan Sekolah", "1.01.02", "Dinas A")
