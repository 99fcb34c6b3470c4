"""Classify a DataFrame of polars, one row a suggestion, and add up what each dimension can expect."""

from pathlib import Path

import polars as pl

import smartmap

plan = pl.read_csv(Path(__file__).with_name("banggai.csv"), separator=";", infer_schema=False)
long = smartmap.suggest_frame(plan, "Uraian Misi/Program", opd="Perangkat Daerah", long=True, prefix="")

expected = (
    long.filter(pl.col("status").is_in(["suggested", "review"]))
    .group_by("dimension")
    .agg(pl.col("probability").sum().round(1).alias("expected programmes"))
    .sort("expected programmes", descending=True)
)
print(expected)
