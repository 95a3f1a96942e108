"""Ledger and store: commits are appended to the ledger, and the store is a view of it."""
