"""The picture report: one page, whole, harmless, the same every time."""

import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from smartmap import DocumentError, MissingExtraError, Programme, Suggester, Taxonomy
from smartmap.training.evaluate import Case, Evaluation, evaluate
from smartmap.training.report import confusion_picture, render, write_report

TEXTS = {
    "Pengelolaan persampahan <script>alert(1)</script>": "living",
    "Posyandu balita": "living",
    "Pelatihan guru sekolah dasar": "society",
    "Aplikasi perizinan terpadu": "governance",
    "": "economy",
}


@pytest.fixture(scope="module")
def found(suggester: Suggester) -> Evaluation:
    cases = [Case(Programme(text), frozenset({right}), False, ("licensing",)) for text, right in TEXTS.items()]
    return evaluate(suggester, cases)


def test_the_page_needs_nothing_else_and_escapes_what_it_is_told(found: Evaluation, suggester: Suggester) -> None:
    page = render(found, suggester.taxonomy, file="<b>.jsonl", language="id")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt;.jsonl" in page
    assert "<link" not in page
    assert "src=" not in page
    assert page.count("<svg") == 3
    for name in ("Smart Living", "hit@1", "Kesalahan yang paling yakin", "licensing"):
        assert name in page


def test_both_languages_say_the_same_figures(found: Evaluation, suggester: Suggester) -> None:
    pages = [render(found, suggester.taxonomy, language=language) for language in ("id", "en")]
    assert "The most confident errors" in pages[1]
    assert all(f"{found.all.hit1:.3f}" in page for page in pages)


def test_the_same_figures_give_the_same_bytes(found: Evaluation, suggester: Suggester) -> None:
    assert render(found, suggester.taxonomy) == render(found, suggester.taxonomy)


def test_names_of_a_frame_are_text_and_no_formula(found: Evaluation, suggester: Suggester) -> None:
    frame = suggester.taxonomy
    name = {"id": "Rp $x_{$ & <i>", "en": "x"}
    odd = Taxonomy(frame.id, 1, name, (replace(frame.dimensions[0], name=name), *frame.dimensions[1:]))
    picture = confusion_picture(found, odd)
    assert "Rp $x_{$ & <i>" in [text.strip() for text in ET.fromstring(picture).itertext()]  # noqa: S314


def test_a_report_that_is_there_stays_unless_told(found: Evaluation, suggester: Suggester, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_report(found, path, suggester.taxonomy)
    with pytest.raises(DocumentError, match="already exists"):
        write_report(found, path, suggester.taxonomy)
    write_report(found, path, suggester.taxonomy, overwrite=True)
    assert [file.name for file in tmp_path.iterdir()] == ["a.html"]
    with pytest.raises(DocumentError, match=r"\.html"):
        write_report(found, tmp_path / "a.pdf", suggester.taxonomy)


@pytest.mark.parametrize("missing", ["matplotlib", "jinja2"])
def test_without_its_extra_it_says_what_to_install(
    found: Evaluation, suggester: Suggester, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=r"smartmap\[report\]"):
        render(found, suggester.taxonomy)
