"""A survey: what all importers make of a folder of source data, counted without a store."""
