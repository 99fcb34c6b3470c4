from __future__ import annotations

import builtins
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate
from tests.documents.make_cases import LINES, OPEN, _cells, _grid, _text

from smartmap.documents.read import read
from smartmap.errors import DocumentError, MissingExtraError

Text = tuple[float, float, str]


def draw(path: Path, pages: Sequence[Sequence[Text]], **options: Any) -> Path:
    """Write texts at points from the left and from the top; a page without any is filled with a picture."""
    canvas = Canvas(str(path), pagesize=A4, **options)
    for texts in pages:
        canvas.setFont("Helvetica", 10)
        for x, y, text in texts:
            canvas.drawString(x, A4[1] - y, text)
        if not texts:
            from PIL import Image
            from reportlab.lib.utils import ImageReader

            canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "grey")), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return path


TABLE = [
    (50, 80, "No"), (90, 80, "Program"), (330, 80, "Perangkat Daerah"),
    (50, 110, "1"), (90, 110, "Program Pengelolaan Pendidikan"), (330, 110, "Dinas Pendidikan"),
    (50, 140, "2"), (90, 140, "Program Penyelenggaraan Jalan"), (330, 140, "Dinas Pekerjaan Umum"),
]  # fmt: skip


def refused(path: Path, code: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.code == code
    assert str(path) in caught.value.message("id")
    return caught.value


def test_places_have_page_and_row(tmp_path: Path) -> None:
    other = [(x, y, text.replace("Jalan", "Jembatan").replace("Pendidikan", "Pasar")) for x, y, text in TABLE]
    items = read(draw(tmp_path / "a.pdf", [TABLE, other])).programmes
    assert [(item.text, item.opd, item.place.page, item.place.row) for item in items] == [
        ("Program Pengelolaan Pendidikan", "Dinas Pendidikan", 1, 2),
        ("Program Penyelenggaraan Jalan", "Dinas Pekerjaan Umum", 1, 3),
        ("Program Pengelolaan Pasar", "Dinas Pasar", 2, 2),
        ("Program Penyelenggaraan Jembatan", "Dinas Pekerjaan Umum", 2, 3),
    ]


def test_scanned_document_needs_ocr(tmp_path: Path) -> None:
    error = refused(draw(tmp_path / "a.pdf", [[], []]), "document_scan")
    assert "OCR" in error.message("id")


def test_scanned_page_among_others_is_reported(tmp_path: Path) -> None:
    reading = read(draw(tmp_path / "a.pdf", [TABLE, []]))
    assert len(reading.programmes) == 2
    assert [(item.reason, item.place.page) for item in reading.skipped] == [("page_scan", 2)]


def test_encrypted(tmp_path: Path) -> None:
    refused(draw(tmp_path / "a.pdf", [TABLE], encrypt=StandardEncryption("rahasia")), "document_locked")


def test_encrypted_without_password_to_open(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", [TABLE], encrypt=StandardEncryption("", ownerPassword="x"))
    assert len(read(path).programmes) == 2


@pytest.mark.parametrize("kept", [20, 300, 0.5])
def test_cut_off(tmp_path: Path, kept: float) -> None:
    path = draw(tmp_path / "a.pdf", [TABLE])
    content = path.read_bytes()
    path.write_bytes(content[: int(kept if kept > 1 else kept * len(content))])
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.code in ("document_damaged", "document_nothing")


def test_missing_extra_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = draw(tmp_path / "a.pdf", [TABLE])
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "pdfplumber":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"smartmap\[pdf\]"):
        read(path)


def torn(top: float) -> list[Text]:
    """A table of wrapped cells at equal distances, without numbers: nobody can say where a row begins."""
    words = ["Program Pengelolaan", "Sumber Daya Air", "Program Penataan dan", "Penguasaan Tanah", "Program Jalan"]
    left = [(90, top + 18 + 12 * number, text) for number, text in enumerate(words)]
    right = [(330, top + 18 + 24 * number, text) for number, text in enumerate(("Dinas A", "Dinas B", "Dinas C"))]
    return [(90, top, "Program"), (330, top, "OPD"), *left, *right]


def test_rows_that_cannot_be_told_apart_are_left_out(tmp_path: Path) -> None:
    error = refused(draw(tmp_path / "a.pdf", [torn(80)]), "document_unsure")
    assert error.fields["pages"] == "1"


def test_unsure_table_beside_a_good_one(tmp_path: Path) -> None:
    reading = read(draw(tmp_path / "a.pdf", [[*TABLE, *torn(400)]]))
    assert [item.text for item in reading.programmes] == [
        "Program Pengelolaan Pendidikan", "Program Penyelenggaraan Jalan",
    ]  # fmt: skip
    assert [item.reason for item in reading.skipped] == ["page_table"]


def test_missions_in_running_text_before_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    rows = [["No", "Program", "OPD"], ["1", "Program Pengelolaan Persampahan", "Dinas Lingkungan Hidup"]]
    story = [
        _text("Misi daerah adalah sebagai berikut:"),
        _text("1. Mewujudkan sumber daya manusia yang sehat, cerdas, beriman, dan berbudaya melalui layanan dasar yang "
              "merata bagi seluruh warga di semua kecamatan"),
        _text("2. Memperkuat ekonomi kerakyatan"),
        _text("Kedua misi tersebut menjadi pedoman seluruh perangkat daerah."),
        _grid(_cells(rows), (30, 200, 200), LINES),
    ]  # fmt: skip
    SimpleDocTemplate(str(path), pagesize=A4).build(story)
    assert [(item.level, item.text) for item in read(path).programmes] == [
        ("misi", "Mewujudkan sumber daya manusia yang sehat, cerdas, beriman, dan berbudaya melalui layanan dasar yang "
                 "merata bagi seluruh warga di semua kecamatan"),
        ("misi", "Memperkuat ekonomi kerakyatan"),
        ("program", "Program Pengelolaan Persampahan"),
    ]  # fmt: skip


def test_letter_holds_nothing(tmp_path: Path) -> None:
    refused(
        draw(tmp_path / "a.pdf", [[(50, 80, "Dengan hormat, bersama ini kami sampaikan undangan.")]]),
        "document_nothing",
    )


def test_cells_in_the_middle_without_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    rows = [
        ["Program", "OPD"],
        ["Program Pengelolaan Sumber Daya Air dan Irigasi Perdesaan", "Dinas A"],
        ["Program Jalan", "Dinas B"],
    ]
    style = [*OPEN[1:], ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    SimpleDocTemplate(str(path), pagesize=A4).build([_grid(_cells(rows, 10), (120, 100), style)])
    assert [(item.text, item.opd) for item in read(path).programmes] == [(row[0], row[1]) for row in rows[1:]]


@pytest.mark.parametrize(("angle", "flag"), [(90, 90), (270, 270), (90, 0), (270, 0)])
def test_a_wide_table_on_its_side(tmp_path: Path, angle: int, flag: int) -> None:
    """Drawn up or down the page, whether or not the page says that it is to be turned."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    canvas.translate(*((A4[0], 0) if angle == 90 else (0, A4[1])))
    canvas.rotate(angle)
    rows = [["No", "Program", "OPD"], *([str(n), f"Program Jalan {n}", f"Dinas {n}"] for n in range(1, 6))]
    table = _grid(_cells(rows), (30, 360, 250), LINES)
    table.wrap(800, 500)
    table.drawOn(canvas, 40, 300)
    if flag:
        canvas.setPageRotation(flag)
    canvas.save()
    found = read(tmp_path / "a.pdf").programmes
    assert [(item.text, item.opd) for item in found] == [(f"Program Jalan {n}", f"Dinas {n}") for n in range(1, 6)]


def test_an_opening_said_on_many_pages_is_no_running_head(tmp_path: Path) -> None:
    pages = [
        [(50, 40, "RPJMD Kabupaten Contoh"), (50, 90 + 30 * page, f"Program untuk mewujudkan misi {page} adalah:"),
         (50, 110 + 30 * page, f"1) Program Jalan Desa {page};"), (50, 800, f"Halaman {page}")]
        for page in range(1, 5)
    ]  # fmt: skip
    found = read(draw(tmp_path / "a.pdf", pages)).programmes
    assert [item.text for item in found] == [f"Program Jalan Desa {page}" for page in range(1, 5)]
