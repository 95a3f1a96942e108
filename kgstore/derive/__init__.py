"""Derivation: what follows from the records, by the rules in `queries/derive/`."""

from kgstore.derive.engine import Derived, RuleDeriver
from kgstore.derive.rules import Rule, load

__all__ = ["Derived", "Rule", "RuleDeriver", "load"]
