"""smartmap as a component of a spaCy pipeline."""

import pickle
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import DocBin

import smartmap
from smartmap.integrations.spacy import PALETTE, SmartmapComponent, display_options

TEXT = "Pengembangan e-retribusi pasar berbasis QRIS"
NARRATIVE = "Pemerintah Kab. Banggai membuka posyandu keliling. Sampah pasar diolah menjadi kompos."


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("xx")


@pytest.fixture(scope="module")
def nlp(blank: Language) -> Language:
    found = spacy.blank("xx", vocab=blank.vocab)
    found.add_pipe("smartmap")
    return found


@pytest.fixture(scope="module")
def by_sentence(blank: Language) -> Language:
    found = spacy.blank("xx", vocab=blank.vocab)
    found.add_pipe("smartmap_sentences")
    found.add_pipe("smartmap", config={"per_sentence": True, "label": "sub_dimension"})
    return found


def test_a_document_carries_the_result_and_the_words_that_decided(nlp: Language, suggester: smartmap.Suggester) -> None:
    doc = nlp(TEXT)
    assert doc._.smartmap.to_dict() == suggester.suggest(TEXT).to_dict()
    words = {(span.text, span.label_) for span in doc.spans["smartmap"]}
    assert ("QRIS", "economy") in words
    assert any(span.id_.startswith("rule:economy.transaction/") for span in doc.spans["smartmap"])


def test_results_come_back_from_worker_processes(nlp: Language) -> None:
    texts = [TEXT, "Pengelolaan sampah terpadu", "Posyandu keliling"]
    alone = [doc._.smartmap for doc in nlp.pipe(texts)]
    assert [doc._.smartmap for doc in nlp.pipe(texts, n_process=2, batch_size=1)] == alone
    assert [result.first.dimension for result in alone] == ["economy", "environment", "living"]


def test_a_result_read_from_a_document_recomputes_its_probabilities(nlp: Language) -> None:
    result = nlp(TEXT)._.smartmap
    said = {item.dimension: item.probability for item in result.suggestions}
    assert result.recompute() == pytest.approx(said, abs=1e-4)  # a record keeps six digits of each weight


def test_sentences_have_results_and_labels_of_their_own(by_sentence: Language) -> None:
    doc = by_sentence(NARRATIVE)
    assert [sentence._.smartmap.first.sub_dimension for sentence in doc.sents] == [
        span.label_ for span in doc.spans["smartmap_sentences"]
    ]
    assert [span.label_ for span in doc.spans["smartmap_sentences"]] == ["living.health", "environment.waste"]
    assert all(span.text in NARRATIVE and "." in span.label_ for span in doc.spans["smartmap"])
    assert doc[0:2]._.smartmap is None


def test_per_sentence_says_that_it_needs_sentences(blank: Language) -> None:
    doc = blank.make_doc(TEXT)
    with pytest.raises(smartmap.TextError, match="smartmap_sentences"):
        SmartmapComponent(per_sentence=True)(doc)
    with pytest.raises(smartmap.TextError, match="sub_dimension"):
        SmartmapComponent(label="colour")


def test_a_text_without_a_dimension_shows_no_evidence(nlp: Language) -> None:
    assert [len(doc.spans["smartmap"]) for doc in nlp.pipe(["", "Daftar isi", TEXT])][:2] == [0, 0]


def test_a_saved_pipeline_gives_the_same(by_sentence: Language, tmp_path: Path) -> None:
    by_sentence.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    doc, before = again(NARRATIVE), by_sentence(NARRATIVE)
    assert doc._.smartmap == before._.smartmap
    assert [span.label_ for span in doc.spans["smartmap"]] == [span.label_ for span in before.spans["smartmap"]]
    by_sentence.from_bytes(by_sentence.to_bytes())


def test_a_pipeline_saved_with_another_model_warns() -> None:
    component = SmartmapComponent()
    saved = component.to_bytes().replace(component.suggester.versions.model.encode(), b"1999.1.1")
    with pytest.warns(UserWarning, match=r"model 1999\.1\.1"):
        component.from_bytes(saved)


def test_documents_travel_in_a_docbin_and_components_between_processes(nlp: Language) -> None:
    bytes = DocBin(store_user_data=True, docs=[nlp(TEXT)]).to_bytes()
    doc = next(DocBin().from_bytes(bytes).get_docs(nlp.vocab))
    assert doc._.smartmap == nlp(TEXT)._.smartmap
    sent = pickle.loads(pickle.dumps(SmartmapComponent(most=1)))  # noqa: S301
    assert sent(nlp.make_doc(TEXT))._.smartmap == doc._.smartmap


def test_displacy_shows_evidence_in_the_colour_of_its_dimension(nlp: Language) -> None:
    html = displacy.render(nlp(f"<b>{TEXT}"), style="span", options=display_options(), jupyter=False)
    assert PALETTE[smartmap.load_taxonomy().ids.index("economy")] in html
    assert "QRIS" in html
    assert "<b>" not in html
    colours = display_options(language="en")["colors"]
    assert colours["Smart Economy"] == colours["economy"] == colours["economy.transaction"]
