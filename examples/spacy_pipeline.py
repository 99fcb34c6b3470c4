"""Classify each sentence of a narrative with spaCy and draw the evidence as HTML."""

import spacy
from spacy import displacy

from smartmap.integrations.spacy import display_options

NARRATIVE = """Pemerintah Kab. Banggai membuka posyandu keliling di Kec. Luwuk. Sampah pasar diolah menjadi kompos.
1. Retribusi pasar dibayar dengan QRIS
2. Perpustakaan digital dibuka"""

nlp = spacy.blank("xx")
nlp.add_pipe("smartmap_sentences")
nlp.add_pipe("smartmap", config={"per_sentence": True})

doc = nlp(NARRATIVE)
for sentence in doc.sents:
    result = sentence._.smartmap
    print(f"{result.status:10} {result.first.dimension if result.first else '-':12} {sentence.text.strip()}")

html = displacy.render(doc, style="span", options=display_options(), jupyter=False, page=True)
print(f"{len(html)} characters of HTML, {len(doc.spans['smartmap'])} spans of evidence")
