"""smartmap inside other libraries: spaCy, scikit-learn, pandas, polars and Arrow. Each loads its library alone."""
