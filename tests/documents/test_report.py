"""The HTML report and its pictures."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smartmap.documents.counts import Counts
from smartmap.documents.read import Skipped
from smartmap.documents.report.marking import pieces
from smartmap.documents.report.pictures import NAMES, draw
from smartmap.documents.write import write
from smartmap.errors import LANGUAGES
from smartmap.records import Evidence, Place, Programme, Result, Suggestion
from smartmap.resources import data
from smartmap.taxonomy import Taxonomy, load_taxonomy

from .conftest import VERSIONS, FakeSuggester, result_of

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \" ' {{ 7 * 7 }} $\\frac{1}$ & \x01"
ATTRIBUTES = {"action", "formaction", "href", "src", "srcset", "style"}


class Page(HTMLParser):
    """What a browser would see: elements with attributes, text of scripts, all other text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag if tag in self.raw else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, text: str) -> None:
        if self._inside:
            self.raw[self._inside].append(text)
        else:
            self.text += text

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.elements if found == tag]


def results() -> list[Result]:
    parents = (("misi", HOSTILE), ("misi", "Misi 2: Ekonomi rakyat"))
    items = [
        Programme(f"Program {HOSTILE}", "1", HOSTILE, "program", HOSTILE, parents=parents, place=Place("rencana.csv")),
        Programme("Program Rapat", "2", opd="Dinas B"),
        Programme("Program kosong", "3"),
        Programme("Program penunjang", "4"),
    ]
    return [item for item in FakeSuggester().suggest_many(items) if isinstance(item, Result)]


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Page:
    out = tmp_path_factory.mktemp("report") / "hasil.html"
    left = [Skipped(Place("rencana.csv", row=9), HOSTILE, "row_long", {"found": 1, "limit": 1})]
    write(results(), out, language=request.param, skipped=left)
    return Page(out.read_text(encoding="utf-8"))


def test_nothing_of_a_plan_runs_and_nothing_is_fetched(page: Page) -> None:
    assert page.text.count("<script>alert(1)</script>") >= 4
    assert "49" not in page.text.replace("7 * 7", "")
    assert [len(page.raw["script"]), len(page.raw["style"]), len(page.all("iframe"))] == [1, 1, 0]
    assert page.raw["script"] == [data("report", "script.js").read_text(encoding="utf-8")]
    addresses = set()
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        addresses |= {attributes[name].partition(",")[0] for name in ATTRIBUTES & set(attributes)}
    assert {address for address in addresses if address[:1] != "#"} == {"data:image/svg+xml;base64"}
    assert "url(" not in page.raw["style"][0]


def test_policy_lets_only_our_own_style_and_script_in(page: Page) -> None:
    policy = next(item["content"] for item in page.all("meta") if "http-equiv" in item)
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        checksum = b64encode(sha256(page.raw[kind][0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{checksum}'" in policy


def test_links_and_tables_can_be_used_without_seeing(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {item["href"] for item in page.all("a")} <= {f"#{id}" for id in ids}
    assert all(item.get("scope") in ("col", "row") for item in page.all("th"))
    assert all(len(item["alt"]) > 20 for item in page.all("img"))
    assert page.all("html")[0]["lang"] in LANGUAGES


def test_rows_carry_what_the_filter_needs(page: Page) -> None:
    rows = [item for item in page.all("tr") if "data-status" in item]
    assert [row["data-status"] for row in rows] == ["suggested", "review", "none", "support"]
    assert [row["data-dimension"] for row in rows] == ["society", "society", "", ""]
    assert rows[0]["data-misi"].split() == ["1", "0"]  # the numbered mission is the first of the list
    assert len({row["data-opd"] for row in rows}) == 3


def test_a_figure_of_a_matrix_leads_to_its_programmes(page: Page) -> None:
    links = [item for item in page.all("a") if "data-dimension" in item]
    assert {(item.get("data-misi"), item["data-dimension"]) for item in links} >= {("0", "society"), ("1", "society")}
    assert all(item["href"] == "#daftar" for item in links)


def test_every_message_of_the_report_is_said() -> None:
    template = data("report", "page.html").read_text(encoding="utf-8")
    said = set(re.findall(r'say\("(\w+)"[,)]', template)) | {"caption_misi", "caption_opd"}
    folder = Path(data()).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    known = set(
        re.findall(r"^\[report_(\w+)\]", data("messages_report.toml").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert known == said | {key for key in known if f'"report_{key}"' in code}


def test_a_big_plan_stays_small(tmp_path: Path) -> None:
    out = tmp_path / "hasil.html"
    items = (Programme(f"Program Pengembangan Wilayah {number}", opd=f"Dinas {number % 40}") for number in range(5000))
    assert write((result_of(item) for item in items), out) == 5000
    assert out.stat().st_size < 10_000_000
    assert out.read_text(encoding="utf-8").count("<tr data-status") == 5000


def test_empty_plan_has_a_page(tmp_path: Path) -> None:
    out = tmp_path / "hasil.html"
    assert write([], out) == 0
    assert Page(out.read_text(encoding="utf-8")).all("img") == []


# --- marked words


def marked(text: str, *suggestions: Suggestion) -> list[tuple[str, str]]:
    result = Result("1", text, "review", suggestions, (), "close_call", VERSIONS, 0.0)
    return [tuple(piece) for piece in pieces(result)]


def offer(dimension: str, *words: tuple[str, int, float]) -> Suggestion:
    said = tuple(Evidence("rule:x/y", word, at, at + len(word), weight) for word, at, weight in words)
    return Suggestion(dimension, f"{dimension}.x", 0.5, 0.0, said)


def test_words_are_marked_for_the_two_dimensions_to_choose_from() -> None:
    text = "izin usaha pangan rakyat"
    third = offer("living", ("rakyat", 18, 9.0))
    found = marked(text, offer("governance", ("izin", 0, 1.0)), offer("economy", ("pangan", 11, 2.0)), third)
    assert found == [("izin", "governance"), (" usaha ", ""), ("pangan", "economy"), (" rakyat", "")]


def test_the_stronger_claim_to_a_word_counts_and_nothing_is_lost() -> None:
    text = "program izin usaha"
    weak, strong = offer("economy", ("program izin", 0, 1.0)), offer("governance", ("izin usaha", 8, 2.0))
    assert marked(text, weak, strong) == [("program ", ""), ("izin usaha", "governance")]


# --- pictures


def counts_of(items: list[Programme]) -> Counts:
    counts = Counts()
    for item in items:
        counts.add(result_of(item))
    return counts


def test_pictures_are_whole_the_same_each_time_and_take_any_text() -> None:
    items = [
        Programme("x", opd=f"{HOSTILE} {number}", parents=(("misi", f"{HOSTILE} {number} عمان"),))
        for number in range(40)
    ]
    counts, frame = counts_of(items), load_taxonomy()
    drawn = draw(counts, frame, "id")
    assert tuple(drawn) == NAMES
    for name, picture in drawn.items():
        root = ElementTree.fromstring(picture.svg)  # noqa: S314
        assert root.tag.endswith("svg"), name
        assert not [item for item in root.iter() if item.tag.endswith(("script", "image"))]
    name = NAMES[-1]
    assert draw(counts, frame, "id")[name].svg == drawn[name].svg
    assert drawn[name].png.startswith(b"\x89PNG")


def test_no_picture_of_what_is_not_there(tmp_path: Path) -> None:
    assert tuple(draw(counts_of([Programme("x")]), load_taxonomy(), "en")) == ("dimensi", "sub-dimensi")
    assert draw(Counts(), load_taxonomy(), "id") == {}


def test_another_frame(tmp_path: Path) -> None:
    giffinger: Taxonomy = load_taxonomy("giffinger")
    first = giffinger.ids[0]
    sub = next((item.id for item in giffinger.subs if item.dimension == first), "")
    done = result_of(Programme("x", opd="Dinas"), first, sub)
    out = tmp_path / "hasil.html"
    plain = Result(
        done.id, done.text, "suggested", done.suggestions[:1], (), None, VERSIONS, 0.0, programme=done.programme
    )
    write([plain], out, taxonomy=giffinger)
    images = Page(out.read_text(encoding="utf-8")).all("img")
    assert images
    assert b"<svg" in b64decode(images[0]["src"].partition(",")[2])
