"""Train on a few rows you labelled yourself, and compare with the shipped model."""

from sklearn.model_selection import cross_val_score

from smartmap import SmartmapClassifier

LABELLED = {
    "Smart Environment": ["Bank sampah kelurahan", "Pengolahan limbah pasar", "Penanaman pohon", "Panel surya sekolah"],
    "Smart Living": ["Posyandu lansia", "Ambulans gratis", "Halte ramah difabel", "Imunisasi balita"],
    "Smart Economy": ["Koperasi nelayan", "Retribusi dengan QRIS", "Pelatihan UMKM", "Pasar murah bahan pokok"],
}
texts = [text for group in LABELLED.values() for text in group]
labels = [label for label, group in LABELLED.items() for _ in group]

print(f"{cross_val_score(SmartmapClassifier(), texts, labels, cv=2).mean():.2f} right on the half not trained on")
classifier = SmartmapClassifier().fit(texts, labels)
for text, chances in zip(
    unseen := ["Penanganan stunting", "TPS3R desa"], classifier.predict_proba(unseen), strict=True
):
    print(text, dict(zip(classifier.classes_.tolist(), chances.round(2).tolist(), strict=True)))
print(SmartmapClassifier.pretrained().predict(unseen))
