"""No test, and so no part of smartmap that a test runs, reaches the network."""

import re
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

import smartmap

SOURCE = Path(smartmap.__file__).parent


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_sockets_are_blocked() -> None:
    with socket.socket() as found, pytest.raises(SocketConnectBlockedError):
        found.connect(("192.0.2.1", 80))  # an address reserved for documentation


def test_no_source_names_a_library_for_the_network() -> None:
    wanted = re.compile(
        r"^\s*(?:import|from) (?:urllib\.request|http\.client|requests|httpx|aiohttp|ftplib|smtplib)\b", re.MULTILINE
    )
    assert [path.name for path in SOURCE.rglob("*.py") if wanted.search(path.read_text(encoding="utf-8"))] == []
