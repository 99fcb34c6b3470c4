"""The workbook that travels: written for a pokja, filled in offline, taken back row by row."""
