"""Tests of :mod:`smartmap.documents`."""
