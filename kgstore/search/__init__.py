"""Finding things: fields, index, filters."""
