"""Keep what people decide: two of them differ, the adviser settles, and nothing is overwritten."""

import tempfile
from pathlib import Path

import smartmap

with tempfile.TemporaryDirectory() as folder, smartmap.open_store(Path(folder, "banggai.db")) as store:
    mapping = store.new_mapping("Banggai", "2021-2026")
    (ambulance,) = store.add_programmes(mapping, [smartmap.Programme("Ambulans Dering", opd="Dinas Kesehatan")])
    rina = store.add_person("Rina", pokja="living")
    budi = store.add_person("Budi", pokja="environment")
    ahmad = store.add_person("Ahmad", role="adviser")

    review = smartmap.Review(store)
    review.prepare(mapping, smartmap.load_suggester())
    review.decide(ambulance, rina, "correct", "living", reason="layanan kesehatan darurat")
    review.decide(ambulance, budi, "correct", "environment", reason="dicatat di Lingkungan sejak Juni")
    print("differ:", [item.primary for item in review.answers(ambulance)])

    review.adopt(ambulance, ahmad, "correct", "living", reason="pedoman: kesehatan masuk Smart Living")
    for line in review.history(ambulance):
        step = line.decision
        print(step.name, step.role, step.verdict, step.primary, line.held.state, sep=" | ")
    print("intact:", not store.audit(mapping).faults)
