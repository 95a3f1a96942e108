"""Identity across sources: which records are one model, one dataset, or hold the same weights."""
