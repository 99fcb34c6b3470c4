"""From a text as received to words with stems and spans into it."""
