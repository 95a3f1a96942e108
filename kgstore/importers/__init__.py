"""Importers: one file (or folder) a source system, found by entry point."""
