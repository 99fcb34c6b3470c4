"""Read a plan, count what it says for each dimension, and write a Word table of what has to be discussed."""

import tempfile
from collections import Counter
from pathlib import Path

import smartmap
from smartmap.documents.read import read
from smartmap.documents.write import write
from smartmap.wording import dimension_name

reading = read(Path(__file__).with_name("banggai.csv"))
suggester = smartmap.load_suggester()
results = [result for result in suggester.suggest_many(reading.programmes) if isinstance(result, smartmap.Result)]

clear, open_ones = (
    Counter(result.first.dimension for result in results if result.first and result.status == status)
    for status in ("suggested", "review")
)
for dimension in suggester.taxonomy.ids:
    bar = "#" * clear[dimension] + "?" * open_ones[dimension]
    print(f"{dimension_name(dimension, suggester.taxonomy, 'en'):20} {bar} {clear[dimension]} + {open_ones[dimension]}")
statuses = Counter(result.status for result in results)
print(f"{len(results)} items:", ", ".join(f"{count} {status}" for status, count in statuses.most_common()))

discuss = [result for result in results if result.status == "review"]
with tempfile.TemporaryDirectory() as folder:
    written = write(discuss, Path(folder, "dibahas.docx"), language="id", taxonomy=suggester.taxonomy)
    print(f"{written} items to discuss (?), in a Word table")
