"""What a file is, by its content and not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from smartmap.errors import DocumentError

HEAD = 65_536
TEXT_KINDS = ("csv", "jsonl", "txt")
SHEET_KINDS = ("xlsx", "xls", "ods")
RUNNING_KINDS = ("docx", "pdf")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {  # contents that are never a table of programmes
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
}


def check_path(path: Path) -> None:
    """Refuse what is no readable file with something in it.

    Raises
    ------
    DocumentError
    """
    try:
        if path.is_dir():
            raise DocumentError("document_folder", file=str(path))
        if not path.exists():
            raise DocumentError("document_missing", file=str(path))
        if not path.is_file():  # a device or pipe might never end
            raise DocumentError("document_device", file=str(path))
        with path.open("rb") as stream:
            head = stream.read(16)
    except (OSError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError("document_denied", file=str(path), why=_why(error)) from error
    if not head:
        raise DocumentError("document_zero", file=str(path))


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def kind_of(path: Path) -> str:
    """Say what a file holds: one of ``csv jsonl json txt html xlsx xls ods docx pdf``.

    Raises
    ------
    DocumentError
        If it is missing, empty, locked with a password, damaged, or nothing that can hold a table.
    """
    check_path(path)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.lstrip().startswith(b"%PDF"):
        return "pdf"
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            raise DocumentError("document_kind", file=str(path), found=name)
    return _text_kind(path, head)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError("document_damaged", file=str(path), why=str(error)) from error
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names:
        return "ods"
    raise DocumentError("document_kind", file=str(path), found="ZIP")


def _ole_kind(path: Path) -> str:
    content = path.read_bytes() if path.stat().st_size < 64_000_000 else b""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise DocumentError("document_locked", file=str(path))
    if "WordDocument".encode("utf-16-le") in content:
        raise DocumentError("document_old_word", file=str(path))
    return "xls"


def _text_kind(path: Path, head: bytes) -> str:
    from smartmap.documents.plain import decode, looks_binary

    if looks_binary(head):
        suffix = path.suffix.lower()
        if suffix in (".xlsx", ".xls", ".ods", ".docx", ".xlsm"):
            raise DocumentError("document_damaged", file=str(path), why="signature")
        raise DocumentError("document_encoding", file=str(path))
    beginning = decode(head).lstrip("\ufeff \t\r\n")
    lowered = beginning[:2000].lower()
    suffix = path.suffix.lower()
    if lowered.startswith(("<!doctype html", "<html", "<table", "<meta", "<head")) or "<table" in lowered:
        return "html"
    if lowered.startswith("<?xml"):
        raise DocumentError("document_kind", file=str(path), found="XML")
    if suffix == ".json":
        return "jsonl" if _is_json_line(beginning) else "json"
    if suffix in (".jsonl", ".ndjson") or (beginning.startswith('{"') and suffix not in (".csv", ".tsv", ".txt")):
        return "jsonl"
    if suffix in (".csv", ".tsv", ".tab"):
        return "csv"
    if suffix in (".txt", ".md", ".text"):
        return "csv" if "\t" in beginning.partition("\n")[0] else "txt"
    # Another suffix, or a workbook's on a plain text file: a delimiter in most lines makes it a table.
    from smartmap.documents.delimited import find_delimiter

    return "csv" if find_delimiter(beginning) else "txt"


def _is_json_line(beginning: str) -> bool:
    """Say whether a JSON file is JSON Lines under another name: its first line is whole and more follow."""
    import json

    first, _, more = beginning.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return bool(more.strip())
