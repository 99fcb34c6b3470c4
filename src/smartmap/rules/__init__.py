"""Keyword rules: files a domain person can write (:mod:`.rule`) and finding them in a text (:mod:`.match`)."""

from smartmap.rules.match import Hit, Matcher
from smartmap.rules.rule import CONTESTED, Rule, faults, load_contested, load_rules

__all__ = ["CONTESTED", "Hit", "Matcher", "Rule", "faults", "load_contested", "load_rules"]
