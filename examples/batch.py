"""Classify the programmes of a file into a workbook for the working group and plain data for programs."""

import tempfile
from pathlib import Path

import smartmap
from smartmap.documents.classify import classify
from smartmap.wording import counted

plan = Path(__file__).with_name("banggai.csv")
suggester = smartmap.load_suggester()

with tempfile.TemporaryDirectory() as folder:
    for name in ("hasil.xlsx", "hasil.jsonl"):
        summary = classify(plan, suggester, Path(folder) / name, language="en")
        print(f"{name}: {counted(summary.levels, 'en')}")
    print(Path(folder, "hasil.jsonl").read_text(encoding="utf-8").splitlines()[0][:100])
