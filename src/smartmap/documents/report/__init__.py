"""The report: pictures for slides, and one HTML page that opens without a network."""
