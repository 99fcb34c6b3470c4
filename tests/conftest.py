"""Shared builders. No test reaches the network: sockets are blocked but for this machine's own (databases)."""

from __future__ import annotations

import socket
from typing import Any

import pytest

import smartmap
from smartmap.text.tokens import Analyzer, plain_analyzer

_connect = socket.socket.connect


def _guarded(self: socket.socket, address: Any) -> None:
    local = not isinstance(address, tuple) or address[0] in ("127.0.0.1", "localhost", "::1")
    if not local:
        raise AssertionError(f"a test reached for the network: {address}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Any:
    socket.socket.connect = _guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def suggester() -> smartmap.Suggester:
    """The shipped suggester: promoted model, rules and official names."""
    return smartmap.load_suggester()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return plain_analyzer()
