"""Measures predictions against the truth: numbers in, numbers out, nothing of the graph."""
