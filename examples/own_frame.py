"""Your own dimensions with rules of your own: a suggester without any training."""

import tempfile
from pathlib import Path

import smartmap

FRAME = """format = 1
id = "harbour"
version = 1
name = { id = "Kota pelabuhan", en = "Harbour town" }
[[dimension]]
id = "sea"
name = { id = "Laut", en = "Sea" }
[[dimension]]
id = "land"
name = { id = "Darat", en = "Land" }
"""
RULES = """format = 1
[[rule]]
id = "sea/nelayan"
any = ["nelayan", "tangkap ikan", "pelabuhan"]
weight = 2.0
[[rule]]
id = "land/jalan"
any = ["jalan", "jembatan"]
weight = 2.0
"""

with tempfile.TemporaryDirectory() as folder:
    frame, rules = Path(folder, "harbour.toml"), Path(folder, "rules")
    rules.mkdir()
    frame.write_text(FRAME, encoding="utf-8")
    (rules / "all.toml").write_text(RULES, encoding="utf-8")
    suggester = smartmap.load_suggester(frame=frame, rules=rules)
    for text in ("Bantuan alat penangkapan ikan", "Perbaikan jembatan desa", "Rapat koordinasi"):
        result = suggester.suggest(text)
        print(text, "->", result.first.dimension if result.first and result.status != "none" else result.status)
