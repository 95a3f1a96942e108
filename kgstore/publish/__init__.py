"""Publishing: what is known, written out for others to read."""
