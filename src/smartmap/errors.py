"""Every error smartmap raises on purpose.

::

    SmartmapError
    ├── TextError (ValueError)        a text or programme that cannot be used
    ├── DocumentError (ValueError)    a file that cannot be read or written as asked
    ├── TaxonomyError (ValueError)    a frame file with a fault
    ├── RuleError (ValueError)        a rule file with a fault
    ├── CorpusError (ValueError)      a corpus row with a fault
    ├── ModelError (RuntimeError)     a model folder that is missing, damaged or made for something else
    ├── StoreError (RuntimeError)     a store that cannot be opened, read or written
    ├── DecisionError (ValueError)    a decision that cannot be taken as given
    └── MissingExtraError (ImportError)  an optional part that is not installed

A message says what, where, what was expected and what to do next. Its wording lies in ``data/messages*.toml`` in
English and Indonesian, under the error's ``code``; the facts lie in ``fields``. The command line prints
``message("id")``.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any, TypeGuard

from smartmap.resources import data

LANGUAGES = ("id", "en")


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, dict[str, str]]:
    catalogue: dict[str, dict[str, str]] = {}
    for file in sorted(data().glob("messages*.toml")):
        catalogue |= tomllib.loads(file.read_text(encoding="utf-8"))
    return catalogue


def _is_worded(fact: object) -> TypeGuard[dict[str, str]]:
    return isinstance(fact, dict) and fact.keys() == set(LANGUAGES)


def message(code: str, language: str = "en", **fields: object) -> str:
    """Give a sentence of the message catalogue with its facts filled in.

    A fact that is worded otherwise in each language is a dict from language to words.

    Raises
    ------
    KeyError
        If the catalogue has no such code or language.
    """
    facts = {name: fact[language] if _is_worded(fact) else fact for name, fact in fields.items()}
    return _catalogue()[code][language].format(**facts)


class SmartmapError(Exception):
    """Base of all errors of this library.

    Parameters
    ----------
    code : str
        Key of the message in ``data/messages.toml``.
    **fields : object
        The facts the message names: file, sheet, row, column, what was found.
    """

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields: dict[str, Any] = fields

    def message(self, language: str = "en") -> str:
        """Say in one line what is wrong, where, what was expected and what to do."""
        return message(self.code, language, **self.fields)

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[Any, ...]:  # errors travel between worker processes
        return _rebuild, (type(self), self.code, self.fields)


def _rebuild(kind: type[SmartmapError], code: str, fields: dict[str, Any]) -> SmartmapError:
    return kind(code, **fields)


class TextError(SmartmapError, ValueError):
    """A text or programme that cannot be classified."""


class DocumentError(SmartmapError, ValueError):
    """A file that cannot be read or written as asked."""


class TaxonomyError(SmartmapError, ValueError):
    """A frame file with a fault, or a label that no frame knows."""


class RuleError(SmartmapError, ValueError):
    """A rule file with a fault."""


class CorpusError(SmartmapError, ValueError):
    """A corpus row with a fault."""


class ModelError(SmartmapError, RuntimeError):
    """A model folder that is missing, damaged or made for something else."""


class MissingExtraError(SmartmapError, ImportError):
    """An optional part that is not installed."""


class StoreError(SmartmapError, RuntimeError):
    """A store that cannot be opened, read or written, or that holds no such thing."""


class DecisionError(SmartmapError, ValueError):
    """A decision that cannot be taken as given; nothing was written."""
