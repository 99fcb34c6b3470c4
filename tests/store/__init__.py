"""Tests of the store; ``databases`` and ``builder`` serve the tests of the review too."""
