"""Suggest for one programme and print why."""

import smartmap
from smartmap import wording

suggester = smartmap.load_suggester()
result = suggester.suggest(smartmap.Programme("Pengembangan e-retribusi pasar berbasis QRIS", opd="Dinas Perdagangan"))

print(wording.status(result, "en"))
for suggestion in result.suggestions:
    name = wording.dimension_name(suggestion.dimension, suggester.taxonomy, "en")
    print(f"{name:18} {wording.percent(suggestion.probability, 'en'):>4}", *wording.reasons(suggestion, "en"), sep="  ")
