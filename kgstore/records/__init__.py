"""Records: one JSON-LD document about one thing, whatever source it came from."""
