"""Search: fields as queries, an index of what they say, and answers from it."""
