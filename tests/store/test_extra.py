import subprocess
import sys

CODE = """
import sys
sys.modules["sqlalchemy"] = None
import smartmap
try:
    smartmap.open_store("x.db")
except smartmap.MissingExtraError as error:
    print(error)
"""


def test_without_its_extra_the_store_says_what_to_install() -> None:
    out = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout
    assert "smartmap[store]" in out
