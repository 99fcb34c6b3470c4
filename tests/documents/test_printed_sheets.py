"""Sheets printed to PDF: cells cut off, running over others, merged over the end of a page, without lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from smartmap.documents.read import read
from smartmap.documents.reading import Reading
from smartmap.errors import DocumentError

Text = tuple[float, float, str]
Bar = tuple[float, float, float, float]
EDGES = (40, 70, 220, 400, 540)
HEAD = ("No", "Misi", "Program", "Perangkat Daerah")


class Paper:
    """Pages on which lines and texts are drawn at points from the left and from the top."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=A4)
        self.canvas.setFont("Helvetica", 9)

    def page(self, texts: Iterable[Text], bars: Iterable[Bar]) -> None:
        for x, y, text in texts:
            self.canvas.drawString(x, A4[1] - y, text)
        for x0, y0, x1, y1 in bars:
            self.canvas.line(x0, A4[1] - y0, x1, A4[1] - y1)
        self.canvas.showPage()
        self.canvas.setFont("Helvetica", 9)

    def read(self) -> Reading:
        self.canvas.save()
        return read(self.path)


def row(top: float, cells: Sequence[str], edges: Sequence[float] = EDGES) -> list[Text]:
    return [(left + 3, top + 13, cell) for left, cell in zip(edges, cells, strict=False) if cell]


def grid(tops: Sequence[float], edges: Sequence[float] = EDGES, merged: Sequence[tuple[int, int]] = ()) -> list[Bar]:
    """Lines around all cells but those below a row within a merged column: (column, row)."""
    bars = [(x, tops[0], x, tops[-1]) for x in edges]
    for number, top in enumerate(tops):
        for column, (left, right) in enumerate(pairwise(edges)):
            if (column, number) not in merged:
                bars.append((left, top, right, top))
    return bars


def missions(reading: Reading) -> list[tuple[str, str]]:
    return [(item.text, dict(item.parents).get("misi", "")) for item in reading.programmes]


def doubts(reading: Reading) -> list[str]:
    return [doubt.code for table in reading.tables for doubt in table.doubts]


def test_text_over_an_empty_cell_is_put_together_and_over_a_filled_one_left_out(tmp_path: Path) -> None:
    edges, tops = (40, 70, 180, 300, 540), [60, 80, 100, 120]
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, ("No", "Program", "Keterangan", "Perangkat Daerah"), edges)
    texts += row(80, ("1", "Program Pengelolaan dan Pengembangan Air", "", "Dinas A"), edges)
    texts += row(100, ("2", "Program Pengelolaan Informasi Kependudukan", "tahap dua", "Dinas B"), edges)
    paper.page(texts, grid(tops, edges))
    reading = paper.read()
    assert [(item.text, item.opd) for item in reading.programmes] == [
        ("Program Pengelolaan dan Pengembangan Air", "Dinas A")
    ]
    left_out = next(item for item in reading.skipped if item.reason == "row_cut")
    assert (left_out.place.page, left_out.place.row) == (1, 3)


def test_a_cut_cell_beside_the_item_is_a_doubt(tmp_path: Path) -> None:
    edges, tops = (40, 70, 260, 330, 540), [60, 80, 100, 120]
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, ("No", "Program", "OPD", "Target"), edges)
    texts += row(80, ("1", "Program Jalan", "Dinas Pekerjaan Umum", "dua belas"), edges)
    texts += row(100, ("2", "Program Pasar", "Dinas B", "tiga"), edges)
    paper.page(texts, grid(tops, edges))
    reading = paper.read()
    assert len(reading.programmes) == 2
    assert doubts(reading) == ["doubt_cut"]
    assert "1" in reading.tables[0].doubts[0].message("id")


def test_a_row_too_low_for_its_text_is_left_out(tmp_path: Path) -> None:
    edges, tops = (40, 70, 260, 540), [60, 80, 94, 108, 122]
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, ("No", "Program", "Perangkat Daerah"), edges) + row(78, ("1", "Program Jalan", "Dinas A"), edges)
    texts += [(43, 104, "2"), (73, 99, "Program Penataan dan"), (73, 110, "Penguasaan Tanah"), (263, 104, "Dinas B")]
    texts += [(43, 118, "3"), (73, 119, "Program Pasar"), (263, 118, "Dinas C")]
    paper.page(texts, grid(tops, edges))
    reading = paper.read()
    assert [item.text for item in reading.programmes] == ["Program Jalan"]
    assert [item.place.row for item in reading.skipped if item.reason == "row_cut"] == [3, 4]


@pytest.mark.parametrize("page", [1, 2])
def test_a_mission_merged_over_the_end_of_a_page(tmp_path: Path, page: int) -> None:
    """Its text stands on one of the pages only, in the middle of the whole cell."""
    paper = Paper(tmp_path / "a.pdf")
    second = "Misi 2: Memperkuat ekonomi"
    texts = row(60, HEAD) + row(80, ("1", "Misi 1: Membangun manusia", "Program Sekolah", "Dinas A"))
    texts += row(100, ("2", "", "Program Pasar", "Dinas B")) + row(120, ("3", "", "Program Tani", "Dinas C"))
    texts += [(73, 120, second)] if page == 1 else []
    paper.page(texts, grid([60, 80, 100, 120, 140], merged=[(1, 3)]))
    texts = row(60, HEAD) + row(80, ("4", "", "Program Ikan", "Dinas D"))
    texts += row(100, ("5", "", "Program Toko", "Dinas E")) + row(
        120, ("6", "Misi 3: Jalan", "Program Jalan", "Dinas F")
    )
    texts += [(73, 100, second)] if page == 2 else []
    paper.page(texts, grid([60, 80, 100, 120, 140], merged=[(1, 2)]))
    reading = paper.read()
    served = ["Misi 1: Membangun manusia", *[second] * 4, "Misi 3: Jalan"]
    assert [misi for _, misi in missions(reading)] == served
    assert doubts(reading) == ["doubt_over_pages"]


def test_a_mission_whose_cell_has_no_line_at_the_end_of_the_page(tmp_path: Path) -> None:
    """As spreadsheets print it: the part of the text that stands beyond the page's last row is not to be seen."""
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, HEAD) + row(80, ("1", "Misi 1: Manusia", "Program Sekolah", "Dinas A"))
    texts += row(100, ("2", "", "Program Pasar", "Dinas B")) + row(120, ("3", "", "Program Tani", "Dinas C"))
    texts += [(73, 138, "Misi 2: Memperkuat"), (73, 150, "ekonomi kerakyatan")]
    paper.page(texts, grid([60, 80, 100, 120, 140], merged=[(1, 3), (1, 4)]))
    texts = row(60, HEAD) + row(80, ("4", "ekonomi kerakyatan", "Program Ikan", "Dinas D"))
    texts += row(100, ("5", "Misi 3: Jalan", "Program Jalan", "Dinas E"))
    paper.page(texts, grid([60, 80, 100, 120]))
    assert [misi for _, misi in missions(paper.read())] == [
        "Misi 1: Manusia", *["Misi 2: Memperkuat ekonomi kerakyatan"] * 3, "Misi 3: Jalan",
    ]  # fmt: skip


def test_missions_written_upwards(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, HEAD) + row(80, ("1", "", "Program Sekolah", "Dinas A"))
    texts += row(140, ("2", "", "Program Pasar", "Dinas B"))
    canvas = paper.canvas
    canvas.saveState()
    canvas.translate(120, A4[1] - 195)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Misi 1: Memperkuat")
    canvas.drawString(0, -11, "ekonomi")
    canvas.restoreState()
    paper.page(texts, grid([60, 80, 140, 200], merged=[(1, 2)]))
    assert [misi for _, misi in missions(paper.read())] == ["Misi 1: Memperkuat ekonomi"] * 2


def test_a_watermark_is_not_read(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, HEAD) + row(80, ("1", "", "Program Sekolah", "Dinas A")) + row(100, ("2", "", "Program Pasar", "B"))
    paper.canvas.saveState()
    paper.canvas.translate(200, A4[1] - 130)
    paper.canvas.rotate(45)
    paper.canvas.setFont("Helvetica", 40)
    paper.canvas.drawString(0, 0, "KONSEP")
    paper.canvas.restoreState()
    paper.page(texts, grid([60, 80, 100, 120]))
    assert [item.text for item in paper.read().programmes] == ["Program Sekolah", "Program Pasar"]


def test_numbers_in_the_middle_of_rows_without_lines(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "a.pdf")
    texts: list[Text] = [(40, 60, "No"), (70, 60, "Program"), (300, 60, "Perangkat Daerah")]
    texts += [(60, 85, "1"), (70, 80, "Program Pengelolaan Sumber Daya"), (70, 91, "Air"), (300, 85, "Dinas A")]
    texts += [(60, 102, "2"), (70, 102, "Program Pasar"), (300, 102, "Dinas B")]
    texts += [(60, 119, "3"), (70, 113, "Program Penataan dan Penguasaan"), (70, 124, "Tanah"), (300, 119, "Dinas C")]
    paper.page(texts, [])
    assert [(item.text, item.opd) for item in paper.read().programmes] == [
        ("Program Pengelolaan Sumber Daya Air", "Dinas A"), ("Program Pasar", "Dinas B"),
        ("Program Penataan dan Penguasaan Tanah", "Dinas C"),
    ]  # fmt: skip


FRAMED = [(40, 60, 540, 60), (40, 80, 540, 80), (40, 200, 540, 200), *((x, 60, x, 200) for x in (40, 300, 540))]


def test_rows_in_a_frame_are_parted_by_the_white_between_them(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "a.pdf")
    texts: list[Text] = [(43, 73, "Program"), (303, 73, "OPD")]
    texts += [(43, 95, "Program Pengelolaan Sumber"), (43, 106, "Daya Air"), (303, 95, "Dinas A")]
    texts += [(43, 130, "Program Pasar"), (303, 130, "Dinas B"), (43, 154, "Program Jalan"), (303, 154, "Dinas C")]
    texts += [(43, 178, "Program Penataan"), (43, 189, "Tanah"), (303, 178, "Dinas D")]
    paper.page(texts, FRAMED)
    assert [item.text for item in paper.read().programmes] == [
        "Program Pengelolaan Sumber Daya Air", "Program Pasar", "Program Jalan", "Program Penataan Tanah",
    ]  # fmt: skip


def test_rows_in_a_frame_that_nothing_parts_are_left_out(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "a.pdf")
    words = ("Program Pengelolaan", "Sumber Daya Air", "Program Penataan dan", "Penguasaan Tanah", "Program Jalan")
    texts: list[Text] = [(43, 73, "Program"), (303, 73, "OPD"), (303, 95, "Dinas A"), (303, 119, "Dinas B")]
    texts += [(43, 95 + 12 * number, text) for number, text in enumerate((*words, *words))]
    paper.page(texts, FRAMED)
    with pytest.raises(DocumentError) as caught:
        paper.read()
    assert caught.value.code == "document_unsure"


def test_two_programmes_in_a_row_are_left_out(tmp_path: Path) -> None:
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, HEAD) + row(80, ("1", "", "Program Sekolah", "Dinas A")) + row(120, ("2", "", "Program Ikan", "D"))
    texts += [(223, 104, "Program Pasar"), (223, 115, "Program Tani")]
    paper.page(texts, grid([60, 80, 98, 120, 140]))
    reading = paper.read()
    assert [item.text for item in reading.programmes] == ["Program Sekolah", "Program Ikan"]
    assert [item.reason for item in reading.skipped] == ["row_cut"]


OFFICES = ("Perangkat Daerah", "Dinas A", "Dinas B", "Dinas C")


@pytest.mark.parametrize("height", [20, 22])
def test_a_column_printed_on_pages_of_its_own(tmp_path: Path, height: int) -> None:
    """It goes to the rows at the same heights; where heights differ it is left out and named."""
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, ("No", "Program"))
    for number in range(1, 4):
        texts += row(60 + 20 * number, (str(number), f"Program Jalan {number}"))
    paper.page(texts, grid([60, 80, 100, 120, 140], (40, 70, 220)))
    offices = [(43.0, 60 + height * number + 13.0, text) for number, text in enumerate(OFFICES)]
    paper.page(offices, grid([60 + height * number for number in range(5)], (40, 200)))
    reading = paper.read()
    together = height == 20
    assert [item.opd for item in reading.programmes] == (list(OFFICES[1:]) if together else ["", "", ""])
    assert doubts(reading) == (["doubt_beside"] if together else [])
    left_out = [(item.reason, item.place.page) for item in reading.skipped]
    assert left_out == ([] if together else [("page_columns", 2)])


def test_words_broken_by_a_narrow_column(tmp_path: Path) -> None:
    """An office unknown to every dictionary, a known word, and two words of which one just fits the column."""
    edges = (40, 70, 220, 291)
    paper = Paper(tmp_path / "a.pdf")
    texts = row(60, ("No", "Program", "Dinas"), edges)
    broken = [("DISKOPERINDA", "G CONTOH"), ("PEMBERDAYA", "AN DESA"), ("KESEHATAN", "DAERAH"), ("Dinas", "Pasar")]
    for number, lines in enumerate(broken, 1):
        top = 60 + 30 * number - 10
        texts += row(top, (str(number), f"Program Jalan {number}"), edges)
        texts += [(223, top + 12, lines[0]), (223, top + 24, lines[1])]
    paper.page(texts, grid([60, 80, 110, 140, 170, 200], edges))
    assert [item.opd for item in paper.read().programmes] == [
        "DISKOPERINDAG CONTOH", "PEMBERDAYAAN DESA", "KESEHATAN DAERAH", "Dinas Pasar",
    ]  # fmt: skip
