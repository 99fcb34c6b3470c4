"""Words of the field that stand for values (roles, verdicts, orders): shown in each language, and read in each.

Inside, and in Python, a value is called by its English key; who reads Indonesian meets ``ketua``, not ``lead``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from smartmap.errors import LANGUAGES, message


def words(kind: str, values: Iterable[str], between: str = ", ") -> dict[str, str]:
    """Say values in every language; as a fact of an error they are told in the language of its message.

    Parameters
    ----------
    kind : str
        What the keys of the message catalogue begin with: ``label_role`` for ``label_role_lead``.

    Examples
    --------
    >>> words("label_role", ["member", "lead"])
    {'id': 'anggota, ketua', 'en': 'member, lead'}
    """
    listed = tuple(values)
    return {language: between.join(message(f"{kind}_{value}", language) for value in listed) for language in LANGUAGES}


def read_word(kind: str, values: Sequence[str], text: str) -> str:
    """Read a value by its key or by its word in any language; what is none of them comes back as it is.

    Examples
    --------
    >>> read_word("label_role", ["member", "lead"], "Ketua")
    'lead'
    """
    wanted = _fold(text)
    for value in values:
        if wanted in {_fold(value), *(_fold(message(f"{kind}_{value}", language)) for language in LANGUAGES)}:
            return value
    return text


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())
