from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents import guard
from smartmap.documents.read import read
from smartmap.errors import LANGUAGES, DocumentError

Make = Callable[..., Path]
GOOD = [["Program", "OPD"], ["Program Jalan", "Dinas PU"]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path, code: str) -> None:
    """The file is refused with this error, on one line in each language, naming the file."""
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.code == code
    for language in LANGUAGES:
        said = caught.value.message(language)
        assert "\n" not in said
        assert str(path) in said


def change_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a zipped document."""
    with zipfile.ZipFile(path) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_missing(tmp_path: Path) -> None:
    refused(tmp_path / "tidak-ada.xlsx", "document_missing")


def test_folder(tmp_path: Path) -> None:
    refused(tmp_path, "document_folder")


def test_device() -> None:
    refused(Path("/dev/null"), "document_device")


def test_zero_bytes(text_file: Make) -> None:
    refused(text_file(b"", "a.xlsx"), "document_zero")


def test_blank_lines(text_file: Make) -> None:
    refused(text_file(b"\n \n", "a.txt"), "document_empty")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(text_file: Make) -> None:
    path = text_file("Program\nProgram Jalan\n")
    path.chmod(0)
    refused(path, "document_denied")


def test_no_permission_as_any_user(text_file: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = text_file("Program\nProgram Jalan\n")
    monkeypatch.setattr(Path, "open", deny)
    refused(path, "document_denied")


@pytest.mark.parametrize("kept", [30, 400, 0.5, 0.95])
def test_cut_off_workbook(workbook: Make, kept: float) -> None:
    path = workbook(GOOD)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept if kept > 1 else kept * len(content))])
    refused(path, "document_damaged")


def test_damaged_sheet(workbook: Make) -> None:
    refused(change_part(workbook(GOOD), SHEET, lambda content: content[: len(content) // 2]), "document_damaged")


def test_random_bytes(text_file: Make) -> None:
    refused(text_file(bytes(range(256)) * 40, "a.csv"), "document_encoding")
    refused(text_file(bytes(range(256)) * 40, "a.xlsx"), "document_damaged")


def test_picture_and_other_archive(text_file: Make, tmp_path: Path) -> None:
    refused(text_file(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a.csv"), "document_kind")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("../../a.txt", "Program Jalan")
    refused(tmp_path / "b.zip", "document_kind")


def test_password(text_file: Make) -> None:
    refused(text_file(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"), "document_locked")


def test_old_word(text_file: Make) -> None:
    refused(text_file(OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "a.doc"), "document_old_word")


def test_damaged_xls(text_file: Make) -> None:
    refused(text_file(OLE + b"\0" * 600, "a.xls"), "document_damaged")


def test_entities(workbook: Make) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = change_part(workbook(GOOD), SHEET, lambda content: content.replace(b"?>", b"?>" + bomb, 1))
    refused(path, "document_entities")


def test_bomb_by_size(workbook: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LARGEST", 2_000_000)
    path = change_part(workbook(GOOD), SHEET, lambda content: content + b" " * 3_000_000)
    refused(path, "document_bomb")


def test_bomb_by_ratio_whatever_the_archive_claims(workbook: Make) -> None:
    path = change_part(workbook(GOOD), SHEET, lambda content: content + b" " * 40_000_000)
    content = path.read_bytes()
    size = (40_000_000 + 1).to_bytes(4, "little")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    refused(path, "document_bomb")


def test_cell_far_away(workbook: Make) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = change_part(workbook(GOOD), SHEET, lambda content: content.replace(b"</sheetData>", far))
    refused(path, "document_dimensions")


def test_claimed_dimensions_are_not_believed(workbook: Make) -> None:
    claim = b'<dimension ref="A1:XFD1048576"/>'
    path = change_part(workbook(GOOD), SHEET, lambda content: content.replace(b'<dimension ref="A1:B2"/>', claim))
    assert claim in zipfile.ZipFile(path).read(SHEET)
    assert read(path).programmes[0].text == "Program Jalan"


def test_formatted_empty_cells_far_away_do_no_harm(workbook: Make) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    path = change_part(workbook(GOOD), SHEET, lambda content: content.replace(b"</sheetData>", far))
    assert len(read(path).programmes) == 1


def test_macros_are_plain_data(workbook: Make) -> None:
    path = workbook(GOOD, name="a.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0macro")
    assert len(read(path).programmes) == 1


def test_ods_repeats(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="{n}">'
        "<text:p>x</text:p></table:table-cell>"
    )
    path = tmp_path / "a.ods"
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">'
        f"{cell.format(n=1000)}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    refused(path, "document_dimensions")


def test_quotation_mark_never_closed(text_file: Make) -> None:
    refused(text_file('Program,OPD\n"Program Jalan,A\n' + "Program Desa,B\n" * 1_200_000), "document_csv")


def test_pdf_bomb(text_file: Make) -> None:
    import zlib

    packed = zlib.compress(b"0" * 120_000_000, 9)
    head = b"%PDF-1.4\n1 0 obj\n<</Length " + str(len(packed)).encode() + b"/Filter/FlateDecode>>\nstream\n"
    refused(text_file(head + packed + b"\nendstream\nendobj\n", "a.pdf"), "document_bomb")


def test_word_entities_and_bomb(tmp_path: Path) -> None:
    import docx

    path = tmp_path / "a.docx"
    document = docx.Document()
    document.add_paragraph("Misi 1: Mewujudkan desa mandiri")
    document.save(str(path))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    refused(
        change_part(path, "word/document.xml", lambda text: text.replace(b"?>", b"?>" + bomb, 1)), "document_entities"
    )
    document.save(str(path))
    refused(change_part(path, "word/document.xml", lambda text: text + b" " * 40_000_000), "document_bomb")


def test_sheets_too_large_together(workbook: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "CELLS", 5000)
    far = [["Program", "OPD"], *([""] for _ in range(98)), ["Program Jalan", "A"]]
    assert len(read(workbook({"a": far, "b": far})).programmes) == 2
    refused(workbook({str(n): far for n in range(30)}), "document_dimensions")


def test_merged_over_and_over(workbook: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from smartmap.documents import sheets

    monkeypatch.setattr(sheets, "CELLS", 50)
    rows = [["Program", "OPD"], *([f"Program Jalan {n}", ""] for n in range(60))]
    refused(workbook(rows, merged=[(1, 1, 60, 1)]), "document_dimensions")


def biff(*cells: tuple[int, int]) -> bytes:
    """The records of a worksheet of old Excel with numbers in the cells named."""
    begin = b"\x09\x08\x10\x00\x00\x06\x10\x00" + b"\0" * 12
    numbers = (
        b"\x03\x02\x0e\x00" + row.to_bytes(2, "little") + column.to_bytes(2, "little") + b"\0" * 10
        for row, column in cells
    )
    return begin + b"".join(numbers) + b"\x0a\x00\x00\x00"


def test_old_workbook_with_cells_far_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import shutil

    import olefile

    from smartmap.documents.guard_xls import check_xls

    path = tmp_path / "a.xls"
    shutil.copy(Path(__file__).parents[1] / "cases" / "documents" / "libreoffice" / "plain_sheet.xls", path)
    check_xls(path)
    with olefile.OleFileIO(str(path), write_mode=True) as container:
        size = container.get_size("Workbook")
        one = biff((0, 0), (65_535, 255))
        container.write_stream("Workbook", (one * 2).ljust(size, b"\0"))
    refused(path, "document_dimensions")
    with olefile.OleFileIO(str(path), write_mode=True) as container:
        container.write_stream("Workbook", (biff((0, 0)) + b"\x2f\x00\x02\x00\x00\x00").ljust(size, b"\0"))
    refused(path, "document_locked")


@pytest.mark.parametrize("kept", [600, 5000, 0.9])
def test_cut_off_old_workbook(tmp_path: Path, kept: float) -> None:
    source = Path(__file__).parents[1] / "cases" / "documents" / "libreoffice" / "plain_sheet.xls"
    content = source.read_bytes()
    path = tmp_path / "a.xls"
    path.write_bytes(content[: int(kept if kept > 1 else kept * len(content))])
    refused(path, "document_damaged")


def test_a_cell_longer_than_a_csv_reader_takes(text_file: Make) -> None:
    reading = read(text_file("Program,OPD\nProgram Jalan,A\n" + "x" * 200_000 + ",B\nProgram Desa,C\n"))
    assert [item.text for item in reading.programmes] == ["Program Jalan", "Program Desa"]
    assert [item.reason for item in reading.skipped] == ["row_long"]


def test_links_in_a_workbook_stay_unopened(workbook: Make) -> None:
    link = b'<Relationship Id="r9" Type="x/externalLink" Target="http://198.51.100.1/x" TargetMode="External"/></Rel'
    path = change_part(workbook(GOOD), "xl/_rels/workbook.xml.rels", lambda text: text.replace(b"</Rel", link, 1))
    assert len(read(path).programmes) == 1


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xls", "a.jsonl", "a.csv"])
def test_the_suffix_decides_nothing(workbook: Make, name: str) -> None:
    assert len(read(workbook(GOOD, name=name)).programmes) == 1
