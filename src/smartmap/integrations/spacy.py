"""smartmap in a spaCy pipeline: ``nlp.add_pipe("smartmap")``.

``doc._.smartmap``         the :class:`~smartmap.Result` of the whole text
``doc.spans["smartmap"]``  the words that decided, labelled with the dimension they speak for, for displaCy and rules
``span._.smartmap``        the result of a sentence, where ``per_sentence`` is on

A document keeps results as plain data in ``user_data``, so they travel between processes and into a ``DocBin``.
spaCy finds both components by their entry points; nothing here is loaded before they are asked for.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap.errors import LANGUAGES, MissingExtraError, TextError, message
from smartmap.load import load_suggester
from smartmap.records import Result
from smartmap.taxonomy import load_taxonomy
from smartmap.wording import deciding_words, dimension_name

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
except ImportError as error:
    raise MissingExtraError("integration_extra", library="spaCy", extra="smartmap[spacy]") from error

from smartmap.integrations.sentences import sentence_starts

if TYPE_CHECKING:
    from smartmap.suggest import Suggester

_RESULT = "smartmap"
_SENTENCES = "smartmap_sentences"
_SHOWN = ("suggested", "review")  # statuses whose first suggestion is offered
_LABELS = ("dimension", "sub_dimension")
PALETTE = ("#9ad0f5", "#f7c6e0", "#ffe08a", "#f6b8a2", "#c9b8f0", "#a8dfb5", "#d9d9d9", "#c8e6e9")
"""A colour per dimension in the frame's order: light enough for black letters on all of them."""

_KEPT_SUGGESTERS = 4  # a pipeline has one; tests and notebooks a few


@lru_cache(maxsize=_KEPT_SUGGESTERS)
def _suggester(model: str | None, frame: str, rules: str | None) -> Suggester:
    return load_suggester(model, frame=frame, rules=rules)


class SmartmapComponent:
    """A component that suggests dimensions for each document.

    Parameters
    ----------
    model, frame, rules : str, optional
        As for :func:`smartmap.load_suggester`; loaded when the first text comes, in each process by itself.
    label : {"dimension", "sub_dimension"}
        What evidence spans are labelled with.
    spans_key : str
        Of ``doc.spans``; sentences, where ``per_sentence`` is on, stand under ``<spans_key>_sentences``.
    most : int
        Of how many suggestions, best first, the evidence is shown; of those after the first only plausible ones, and
        of a text that serves no dimension none.
    per_sentence : bool
        Whether each sentence is classified by itself, besides the whole; evidence then comes from the sentences.

    Raises
    ------
    TextError
        If ``label`` is another.
    """

    def __init__(
        self,
        model: str | None = None,
        frame: str = "kominfo6",
        rules: str | None = None,
        label: str = "dimension",
        spans_key: str = "smartmap",
        most: int = 2,
        per_sentence: bool = False,
    ) -> None:
        if label not in _LABELS:
            raise TextError("spacy_label", found=label, known=", ".join(_LABELS))
        self._source = (model, frame, rules)
        self.label, self.spans_key, self.most, self.per_sentence = label, spans_key, most, per_sentence

    def __reduce__(self) -> tuple[Any, ...]:  # a worker loads the suggester by itself: cheaper than sending it
        return type(self), (*self._source, self.label, self.spans_key, self.most, self.per_sentence)

    @property
    def suggester(self) -> Suggester:
        """What suggests; loaded once a process."""
        return _suggester(*self._source)

    def __call__(self, doc: Doc) -> Doc:
        """Suggest for one document and write results and spans to it."""
        whole = self.suggester.suggest(doc.text)
        doc.user_data[_RESULT] = whole.to_dict()
        if not self.per_sentence:
            doc.spans[self.spans_key] = list(self._evidence(doc, whole, 0))
            return doc
        if not doc.has_annotation("SENT_START"):
            raise TextError("spacy_sentences")
        told = [(sentence, self.suggester.suggest(sentence.text)) for sentence in doc.sents]
        doc.user_data[_SENTENCES] = {str(sentence.start_char): result.to_dict() for sentence, result in told}
        doc.spans[f"{self.spans_key}_sentences"] = [
            Span(doc, sentence.start, sentence.end, label=self._label_of(result))
            for sentence, result in told
            if result.status in _SHOWN
        ]
        doc.spans[self.spans_key] = [
            span for sentence, result in told for span in self._evidence(doc, result, sentence.start_char)
        ]
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Suggest for many documents, in order."""
        return map(self, stream)

    def _label_of(self, result: Result) -> str:
        return str(getattr(result.first, self.label)) if result.first else ""

    def _evidence(self, doc: Doc, result: Result, shift: int) -> Iterator[Span]:
        if result.status not in _SHOWN:
            return
        for suggestion in result.suggestions[: self.most]:
            if suggestion is not result.first and suggestion.dimension not in result.plausible:
                continue
            for word in deciding_words(suggestion):
                span = doc.char_span(
                    shift + word.start,
                    shift + word.end,
                    label=getattr(suggestion, self.label),
                    span_id=word.sources[0],
                    alignment_mode="expand",
                )
                if span is not None:
                    yield span

    # --- saving: the settings stand in the pipeline's config, so only versions are written

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Give the versions this pipeline was saved with."""
        return json.dumps(asdict(self.suggester.versions), sort_keys=True).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SmartmapComponent:
        """Read versions back and warn where results will differ."""
        saved = json.loads(data)
        for part, now in asdict(self.suggester.versions).items():
            if part != "smartmap" and saved.get(part) != now:
                warnings.warn(message("spacy_versions", part=part, saved=saved.get(part), now=now), stacklevel=2)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the versions this pipeline was saved with."""
        Path(path).with_suffix(".json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> SmartmapComponent:
        """Read versions back and warn where results will differ."""
        return self.from_bytes(Path(path).with_suffix(".json").read_bytes())


@Language.factory(
    "smartmap",
    assigns=["doc._.smartmap", "span._.smartmap", "doc.spans"],
    default_config={
        "model": None, "frame": "kominfo6", "rules": None, "label": "dimension", "spans_key": "smartmap", "most": 2,
        "per_sentence": False,
    },
)  # fmt: skip
def make_smartmap(
    nlp: Language,
    name: str,
    model: str | None,
    frame: str,
    rules: str | None,
    label: str,
    spans_key: str,
    most: int,
    per_sentence: bool,
) -> SmartmapComponent:
    """Make the component from a pipeline's config."""
    return SmartmapComponent(model, frame, rules, label, spans_key, most, per_sentence)


@Language.component("smartmap_sentences", assigns=["token.is_sent_start", "doc.sents"])
def smartmap_sentences(doc: Doc) -> Doc:
    """Part narrative text into sentences and list items; Indonesian abbreviations do not end one."""
    starts = iter([*sentence_starts(doc.text), len(doc.text) + 1])
    following = next(starts)
    for token in doc:
        token.is_sent_start = token.idx >= following or token.i == 0
        while token.idx >= following or token.idx + len(token) > following:
            following = next(starts)
    return doc


def display_options(
    frame: str | Path = "kominfo6", *, spans_key: str = "smartmap", language: str | None = None
) -> dict[str, Any]:
    """Give options for ``displacy.render(doc, style="span", options=…)``: the key and a colour for every label.

    Parameters
    ----------
    frame : str or path
    spans_key : str
    language : {"id", "en"}, optional
        Colours also the names of the labels in this language, for spans that are relabelled with them.
    """
    taxonomy = load_taxonomy(frame)
    labels = [*taxonomy.ids, *(sub.id for sub in taxonomy.subs)]
    places = {id: place for place, id in enumerate(taxonomy.ids)}
    colours = {label: PALETTE[places[taxonomy.dimension_of(label)] % len(PALETTE)] for label in labels}
    if language in LANGUAGES:
        colours |= {dimension_name(label, taxonomy, language): colours[label] for label in labels}
    return {"spans_key": spans_key, "colors": colours}


def _of_doc(doc: Doc) -> Result | None:
    record = doc.user_data.get(_RESULT)
    return Result.from_dict(record) if record else None


def _of_span(span: Span) -> Result | None:
    record = span.doc.user_data.get(_SENTENCES, {}).get(str(span.start_char))
    return Result.from_dict(record) if record and record["text"] == span.text else None


Doc.set_extension("smartmap", getter=_of_doc, force=True)
Span.set_extension("smartmap", getter=_of_span, force=True)
