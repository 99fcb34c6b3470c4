"""Classifiers to stand beside smartmap: each is trained on corpus rows and ranks the dimensions of cases.

A peer gives one row of dimensions, best first, a case. Its settings are ordinary ones, not tuned on any test row. One
whose package is missing says so and is left out (see :class:`Unavailable`).
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import annif_peer
import numpy as np

import smartmap
from smartmap.training.corpus import Row
from smartmap.training.evaluate import Case

if TYPE_CHECKING:
    from spacy.language import Language

Ranked = list[tuple[str, ...]]
Peer = Callable[[Sequence[Row], Sequence[Case]], Ranked]


class Unavailable(Exception):  # noqa: N818  no fault: a peer that is not installed
    """Why a peer cannot run here."""


def labelled(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Give text and dimension of every row inside the frame."""
    return [(" ".join(row.text.split()), row.primary.partition(".")[0]) for row in rows if "." in row.primary]


def majority(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
    counts = Counter(dimension for _, dimension in labelled(rows))
    return [tuple(name for name, _ in counts.most_common())] * len(cases)


def rules_alone(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
    return by_suggester(smartmap.load_suggester("none"), cases)


def promoted(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
    return by_suggester(smartmap.load_suggester(), cases)


def by_suggester(suggester: smartmap.Suggester, cases: Sequence[Case]) -> Ranked:
    return [tuple(item.dimension for item in suggester.suggest(case.programme).suggestions) for case in cases]


def scikit_learn(kind: str) -> Peer:
    """TF-IDF over words and pairs with logistic regression (``lr``) or a linear SVM."""

    def run(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        model = LogisticRegression(C=10, max_iter=300) if kind == "lr" else LinearSVC(C=0.5)
        pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2), model)
        texts, dimensions = zip(*labelled(rows), strict=True)
        pipeline.fit(texts, dimensions)
        order = np.argsort(-pipeline.decision_function([case.programme.text for case in cases]), axis=1)
        return [tuple(pipeline.classes_[place] for place in row) for row in order]

    return run


def fast_text(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
    """Run fastText with words, pairs and letter n-grams; one thread, so that runs agree."""
    try:
        import fasttext
    except ImportError as error:
        raise Unavailable("pip install fasttext-numpy2-wheel") from error
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "train.txt")
        lines = [f"__label__{dimension} {text.lower()}\n" for text, dimension in labelled(rows)]
        random.Random(7).shuffle(lines)
        file.write_text("".join(lines), encoding="utf-8")
        model = fasttext.train_supervised(
            str(file),
            epoch=25,
            lr=0.5,
            dim=50,
            wordNgrams=2,
            minn=3,
            maxn=5,
            bucket=200_000,
            thread=1,
            seed=7,
            verbose=0,
        )
    ranked = []
    for case in cases:
        names, _ = model.predict(" ".join(case.programme.text.lower().split()), k=-1)
        ranked.append(tuple(name.removeprefix("__label__") for name in names))
    return ranked


def train_textcat(architecture: str, rows: Sequence[Row], epochs: int) -> Language:
    """Train spaCy's text categorizer over whitespace-and-punctuation words: ``bow`` or ``cnn``."""
    models = {
        "bow": {
            "@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": True, "ngram_size": 2, "length": 65536,
            "no_output_layer": False,
        },
        "cnn": {
            "@architectures": "spacy.TextCatReduce.v1", "exclusive_classes": True, "use_reduce_mean": True,
            "use_reduce_max": False, "use_reduce_first": False, "use_reduce_last": False,
            "tok2vec": {
                "@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 64, "depth": 2,
                "embed_size": 2000, "window_size": 1, "maxout_pieces": 3, "subword_features": True,
            },
        },
    }  # fmt: skip

    try:
        import spacy
        from spacy.training import Example
    except ImportError as error:
        raise Unavailable("pip install 'smartmap[spacy]'") from error
    spacy.util.fix_random_seed(7)
    nlp = spacy.blank("xx")
    categorizer = nlp.add_pipe("textcat", config={"model": models[architecture]})
    pairs = labelled(rows)
    names = sorted({dimension for _, dimension in pairs})
    for name in names:
        categorizer.add_label(name)
    examples = [
        Example.from_dict(nlp.make_doc(text.lower()), {"cats": {name: float(name == right) for name in names}})
        for text, right in pairs
    ]
    optimizer = nlp.initialize(lambda: examples[:500])
    shuffled = random.Random(7)
    for _ in range(epochs):
        shuffled.shuffle(examples)
        for batch in spacy.util.minibatch(examples, size=128):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    return nlp


def spacy_textcat(architecture: str, epochs: int) -> Peer:
    """Run spaCy's text categorizer."""

    def run(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
        docs = train_textcat(architecture, rows, epochs).pipe(case.programme.text.lower() for case in cases)
        return [tuple(sorted(doc.cats, key=lambda name: -doc.cats[name])) for doc in docs]

    return run


def annif(project: str) -> Peer:
    """Annif in an environment of its own, see :mod:`annif_peer`."""

    def run(rows: Sequence[Row], cases: Sequence[Case]) -> Ranked:
        command = annif_peer.find()
        if command is None:
            raise Unavailable(annif_peer.HOW)
        return annif_peer.run(command, project, labelled(rows), [case.programme.text for case in cases])

    return run


PEERS: dict[str, Peer] = {
    "most frequent dimension": majority,
    "keyword rules alone": rules_alone,
    "TF-IDF + logistic regression": scikit_learn("lr"),
    "TF-IDF + linear SVM": scikit_learn("svm"),
    "fastText": fast_text,
    "spaCy textcat, bag of words": spacy_textcat("bow", 5),
    "spaCy textcat, CNN": spacy_textcat("cnn", 5),
    "Annif, Omikuji Bonsai": annif("bonsai"),
    "Annif, ensemble of Bonsai, SVC and fastText": annif("ensemble"),
    "smartmap": promoted,
}
