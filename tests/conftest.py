"""Shared builders."""

from __future__ import annotations

import pytest

import smartmap
from smartmap.text.tokens import Analyzer, plain_analyzer


@pytest.fixture(scope="session")
def suggester() -> smartmap.Suggester:
    """The shipped suggester: promoted model, rules and official names."""
    return smartmap.load_suggester()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return plain_analyzer()
