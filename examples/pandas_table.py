"""Classify a DataFrame of pandas and cross the dimensions with the offices."""

from pathlib import Path

import pandas as pd

import smartmap

plan = pd.read_csv(Path(__file__).with_name("banggai.csv"), sep=";", dtype=str)
table = smartmap.suggest_frame(plan, "Uraian Misi/Program", code="Kode", opd="Perangkat Daerah", language="en")

clear = table[table["smartmap_status"] == "suggested"]
print(pd.crosstab(clear["Perangkat Daerah"].str[:30], clear["smartmap_dimension"]))
print(table.loc[table["smartmap_status"] == "review", ["Uraian Misi/Program", "smartmap_reason", "smartmap_plausible"]])
