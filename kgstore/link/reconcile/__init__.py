"""Candidates for classes from services that speak the W3C Reconciliation Service API."""
