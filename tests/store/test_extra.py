import subprocess
import sys

import pytest

CODE = """
import sys
sys.modules["sqlalchemy"] = None
import smartmap
try:
    NAME
except smartmap.MissingExtraError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["smartmap.open_store", "smartmap.Review"])
def test_without_its_extra_the_store_says_what_to_install(name: str) -> None:
    out = subprocess.run(
        [sys.executable, "-c", CODE.replace("NAME", name)], capture_output=True, text=True, check=True
    ).stdout
    assert "smartmap[store]" in out
