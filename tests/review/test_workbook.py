"""The workbook that travels: written, filled in the ways people fill it in, taken back row by row."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartmap.errors import DocumentError
from smartmap.records import Programme
from smartmap.review import Review
from smartmap.review.workbook.layout import COLUMNS, checksum
from smartmap.review.workbook.read import read
from smartmap.review.workbook.take import Report, take
from smartmap.review.workbook.write import write
from smartmap.store import Store
from store.builder import Desk, a_result

CASES = Path(__file__).parents[1] / "cases" / "review"
PLACE = {column.key: place for place, column in enumerate(COLUMNS, 1)}
TEXTS = ("Ambulans Dering", "Pengelolaan persampahan", "=1+1 Program “rumus”", "Festival budaya")


class Book:
    """A written workbook of one sheet, filled in as a person would."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.desk, self.review, self.path = Desk(store, TEXTS), Review(store), folder / "pokja.xlsx"
        chances = ({"living__health": 0.8}, {"environment__waste": 0.9}, {"economy__welfare": 0.5}, {})
        store.add_suggestions(
            [
                (id, a_result(text, "suggested" if chance else "none", **chance))
                for id, text, chance in zip(self.desk.ids, TEXTS, chances, strict=True)
            ]
        )
        write(self.review, self.desk.mapping, self.path, by="all")
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book["Semua program"]

    def fill(self, place: int, **cells: str) -> "Book":
        for key, text in cells.items():
            self.sheet.cell(4 + place, PLACE[key], text)
        return self

    def take(self, name: str = "kembali.xlsx", **options: object) -> Report:
        path = self.path.with_name(name)
        self.book.save(path)
        return take(self.review, self.desk.mapping, path, **options)  # type: ignore[arg-type]

    def outcomes(self, report: Report) -> list[str]:
        return [row.outcome for row in report.rows]


@pytest.fixture
def book(file_store: Store, tmp_path: Path) -> Book:
    return Book(file_store, tmp_path)


def test_what_is_written_is_text_and_has_lists(book: Book) -> None:
    sheet = book.sheet
    formula = sheet.cell(6, PLACE["text"])
    assert (formula.value, formula.data_type) == (TEXTS[2], "s")
    lists = {item.formula1 for item in sheet.data_validations.dataValidation if item.type == "list"}
    assert lists == {"daftar_keputusan", "daftar_dimensi", "daftar_orang", 'INDIRECT("sub_"&SUBSTITUTE($K4," ","_"))'}
    assert "sub_Smart_Living" in book.book.defined_names
    assert "sangat mungkin (80 %)" in sheet.cell(4, PLACE["first"]).value
    assert book.book.sheetnames[0] == "Petunjuk"
    assert book.book["_smartmap"].sheet_state == "veryHidden"


def test_rows_can_be_sorted_but_headings_and_facts_not_typed_over(book: Book) -> None:
    sheet = book.sheet
    assert (sheet.protection.sheet, sheet.protection.sort, sheet.protection.deleteRows) == (
        True,
        False,
        False,
    )  # allowed
    assert sheet.cell(3, PLACE["text"]).protection.locked
    assert not any(sheet.cell(4, place).protection.locked for place in PLACE.values())
    refused = [item for item in sheet.data_validations.dataValidation if item.type == "custom"]
    kept = {column.key for column in COLUMNS if not column.filled}
    assert {sheet.cell(3, cell.min_col).value for item in refused for cell in item.sqref.ranges} == {
        column.heading for column in COLUMNS if column.key in kept
    }
    assert sheet.auto_filter.ref == "A3:S7"
    assert sheet.column_dimensions["B"].hidden  # no misi in this plan


def test_what_libreoffice_saved_after_sorting_is_read(book: Book) -> None:
    for name, outcome in (("libreoffice.xlsx", "taken"), ("libreoffice.ods", "same")):
        report = take(book.review, book.desk.mapping, CASES / name)
        assert sorted(book.outcomes(report)) == sorted(["empty", *[outcome] * 3])
    kept = {item.programme: item for item in book.desk.store.decisions(book.desk.mapping)}
    first, second, third = (kept[id] for id in book.desk.ids[:3])
    assert (first.primary, first.person, first.reason) == ("economy.welfare", "rina", "=usaha")
    assert (second.primary, second.further, second.person) == ("environment.waste", ("living", "society"), "budi")
    assert (third.verdict, third.person) == ("not_mapped", "budi")


def test_agreeing_with_a_suggestion_of_another_store_is_refused(book: Book) -> None:
    row = [book.sheet.cell(4, PLACE[key]).value for key in ("id", "version", "text")]
    book.fill(0, decision="Setuju", person="rina", suggestion="s-other")
    book.fill(0, checksum=checksum(book.desk.mapping.id, row[0], int(row[1]), "s-other", row[2]))
    assert book.take().rows[0].code == "workbook_nothing_suggested"


def test_drop_downs_and_free_text_are_both_read(book: Book) -> None:
    book.fill(0, decision="Setuju saran 1", person="Rina (rina)")
    book.fill(1, decision="smart people", further="SL; Smart Branding", reason="SDM", person="rina")
    book.fill(2, decision="Smart Economy", sub="Kesejahteraan rakyat", person="RINA")
    book.fill(3, decision="bukan smart city")
    report = book.take(person="budi")
    assert book.outcomes(report) == ["taken"] * 4
    kept = {item.programme: item for item in report.decisions}
    got = [kept[id] for id in book.desk.ids]
    assert [(item.person, item.verdict, item.primary) for item in got] == [
        ("rina", "confirm", "living.health"), ("rina", "correct", "society"), ("rina", "confirm", "economy.welfare"),
        ("budi", "not_mapped", ""),
    ]  # fmt: skip
    assert got[1].further == ("living", "branding")


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    book = Book(store, tmp_path).fill(0, decision="Setuju saran 1", person="rina")
    assert book.take().count("taken") == 1
    before = store.decisions(book.desk.mapping)
    assert book.take().count("same") == 1
    assert store.decisions(book.desk.mapping) == before
    assert store.audit().faults == ()


def test_an_old_file_does_not_overwrite_a_newer_answer(book: Book) -> None:
    book.fill(0, decision="Setuju saran 1", person="rina").take()
    book.review.decide(book.desk.ids[0], "rina", "correct", "economy", reason="berubah pikiran")
    assert "--again" in book.take().rows[0].message("en")
    assert book.desk.store.holdings(book.desk.mapping)[0].primary == "economy"
    assert book.take(again=True).count("taken") == 1


def test_two_workbooks_that_disagree_give_a_disagreement(book: Book) -> None:
    book.fill(0, decision="Setuju saran 1", person="rina").take("rina.xlsx")
    report = book.fill(0, decision="Smart Environment", reason="limbah", person="budi").take("budi.xlsx")
    assert report.count("taken") == 1
    assert book.desk.state() == "disagreement"


@pytest.mark.parametrize(("cells", "code"), [
    ({"decision": "Smart Moon"}, "workbook_label"),
    ({"decision": "zzqq"}, "workbook_label_unlike"),
    ({"decision": "Smart Economy", "sub": "Prasarana kesehatan"}, "workbook_sub"),
    ({"decision": "Setuju", "person": "Rna"}, "workbook_nobody"),
    ({"decision": "Setuju", "person": ""}, "workbook_nobody"),
    ({"decision": "Setuju", "person": "rina", "text": "Program tambahan"}, "workbook_unknown"),
    ({"decision": "Smart Economy", "person": "rina"}, "workbook_taken_no_reason"),
])  # fmt: skip
def test_a_row_that_cannot_be_taken_says_why_and_the_others_are(book: Book, cells: dict[str, str], code: str) -> None:
    book.fill(0, **cells).fill(1, decision="setuju", person="budi")
    report = book.take()
    assert (report.rows[0].code, report.rows[1].outcome) == (code, "taken")
    assert report.rows[0].message("id") != report.rows[0].message("en")


def test_a_misspelt_dimension_is_read_and_told(book: Book) -> None:
    book.fill(0, decision="Smart Econmy dan SB", reason="pasar", person="rina").fill(1, decision="SV", person="rina")
    first, second = book.take().rows[:2]
    assert (first.outcome, first.needs_look, second.needs_look) == ("taken", True, False)
    assert first.message() == 'diterima; "Smart Econmy" dibaca sebagai Smart Economy'
    assert book.desk.store.holdings(book.desk.mapping)[0].further == ("branding",)


def test_two_answers_of_one_person_in_a_file_are_both_refused(book: Book) -> None:
    book.fill(0, decision="Setuju", person="rina")
    copy = book.book.copy_worksheet(book.sheet)
    copy.cell(4, PLACE["decision"], "Smart Economy")
    report = book.take()
    assert [row.code for row in report.rows if row.outcome == "refused"] == ["workbook_clash"] * 2
    assert report.decisions == ()


def test_a_changed_programme_is_refused_with_what_changed(book: Book) -> None:
    book.desk.store.revise_programme(book.desk.ids[0], "admin", text="Ambulans Dering 119")
    row = book.fill(0, decision="Setuju", person="rina").take().rows[0]
    assert row.code == "workbook_changed"
    assert "Ambulans Dering 119" in row.message()


def test_agreeing_means_the_suggestion_that_was_printed(book: Book) -> None:
    book.desk.store.add_suggestions([(book.desk.ids[0], a_result(economy__industry=0.9))])
    (decision,) = book.fill(0, decision="Setuju", person="rina").take().decisions
    assert decision.primary == "living.health"


def _shuffled(path: Path) -> None:
    frame = pandas.read_excel(path, sheet_name="Semua program", header=2, dtype=str, engine="openpyxl")
    frame = frame[[*frame.columns[10:], *frame.columns[:10]]].iloc[::-1]
    frame.to_excel(path, sheet_name="Semua program", index=False)


def _as_ods(path: Path) -> None:
    frame = pandas.read_excel(path, sheet_name="Semua program", header=2, dtype=str, engine="openpyxl")
    frame.to_excel(path.with_suffix(".ods"), engine="odf", index=False)
    path.with_suffix(".ods").replace(path)


def _partly_sorted(path: Path) -> None:
    """Only the visible columns sorted: the hidden ids stay behind."""
    book = openpyxl.load_workbook(path)
    sheet = book["Semua program"]
    last = PLACE["person"]
    rows = [[sheet.cell(row, place).value for place in range(1, last + 1)] for row in range(4, 8)]
    for row, values in enumerate(reversed(rows), 4):
        for place, value in enumerate(values, 1):
            sheet.cell(row, place).value = value
    book.save(path)


def _rows_put_in_and_out(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Semua program"]
    sheet.delete_rows(7)
    sheet.insert_rows(4, 2)
    sheet.insert_cols(1)
    book.save(path)


@pytest.mark.parametrize("what", [_shuffled, _as_ods, _partly_sorted, _rows_put_in_and_out])
def test_what_people_do_to_workbooks_loses_no_row(book: Book, what: Callable[[Path], None]) -> None:
    book.fill(0, decision="Setuju", person="rina").fill(1, decision="Smart Economy", reason="usaha", person="rina")
    path = book.path.with_name("kembali.xlsx")
    book.book.save(path)
    what(path)
    report = take(book.review, book.desk.mapping, path)
    kept = {item.programme: item.primary for item in report.decisions}
    assert kept == {book.desk.ids[0]: "living.health", book.desk.ids[1]: "economy"}
    assert report.count("refused") == 0


def test_a_merged_cell_says_the_same_in_every_row(book: Book) -> None:
    book.fill(0, decision="Smart Economy", reason="a", person="rina").fill(1, reason="a", person="rina")
    book.sheet.merge_cells(start_row=4, end_row=5, start_column=PLACE["decision"], end_column=PLACE["decision"])
    assert [item.primary for item in book.take().decisions] == ["economy", "economy"]


def test_a_file_that_is_no_workbook_of_ours_is_refused_whole(book: Book, tmp_path: Path) -> None:
    pandas.DataFrame({"a": [1]}).to_excel(tmp_path / "lain.xlsx")
    (tmp_path / "rusak.xlsx").write_bytes(book.path.read_bytes()[:4000])
    (tmp_path / "teks.xlsx").write_text("Program;Keputusan\n")
    for name in ("lain", "rusak", "teks"):
        with pytest.raises(DocumentError):
            take(book.review, book.desk.mapping, tmp_path / f"{name}.xlsx")
    with pytest.raises(DocumentError, match="exists"):
        write(book.review, book.desk.mapping, book.path)


def test_sheets_go_by_pokja_or_by_opd(book: Book, tmp_path: Path) -> None:
    assert write(book.review, book.desk.mapping, tmp_path / "a.xlsx", by="pokja").total() == 4
    assert write(book.review, book.desk.mapping, tmp_path / "b.xlsx", by="opd").total() == 4
    assert write(book.review, book.desk.mapping, tmp_path / "c.xlsx", by="pokja", only="Smart Living").total() == 1
    for options, words in (({"by": "opd", "only": "DHL"}, "nearest: DLH"), ({"by": "desa"}, "pokja, opd, all")):
        with pytest.raises(DocumentError, match=words):
            write(book.review, book.desk.mapping, tmp_path / "d.xlsx", **options)
    assert "Tanpa saran" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames


def test_a_programme_on_two_sheets_counts_once(book: Book, tmp_path: Path) -> None:
    first, *_ = book.desk.ids
    book.desk.store.add_suggestions([(first, a_result(TEXTS[0], "review", living__health=0.5, economy__welfare=0.4))])
    written = tmp_path / "a.xlsx"
    assert write(book.review, book.desk.mapping, written).total() == len(TEXTS)
    sheets = openpyxl.load_workbook(written)
    stands = [name for name in sheets.sheetnames for row in sheets[name].values if TEXTS[0] in row]
    assert stands == ["Smart Economy", "Smart Living"]


WILD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
    str.strip
) | st.sampled_from(["=HYPERLINK(1)", "+62", "-5", "@a", "O'Brien “x”", "🚑🚒", "x" * 10_000, "_x000D_", "a\nb"])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WILD, name=WILD, reason=WILD)
def test_any_text_survives_store_and_workbook(store: Store, tmp_path: Path, text: str, name: str, reason: str) -> None:
    review, mapping = Review(store), store.new_mapping("Banggai", "2021-2026")
    person = store.add_person(name)
    (id,) = store.add_programmes(mapping, [Programme(text)])
    path = tmp_path / "wild.xlsx"
    write(review, mapping, path, by="all", overwrite=True)
    assert [row.get("id") for row in read(path)] == [id]
    book = openpyxl.load_workbook(path)
    for key, value in {"decision": "Smart Economy", "person": person.id}.items():
        book["Semua program"].cell(4, PLACE[key], value)
    book.save(path)
    (decision,) = take(review, mapping, path).decisions
    assert (decision.programme, decision.name) == (id, name.strip())
    kept = review.decide(id, person, "correct", "living", reason=reason)
    assert (store.programme(id).programme.text, store.decision(kept.id).reason) == (text, reason.strip())
