"""Curation in a browser: records by form, notes, imports, quarantine, words, identity."""
