"""The filter language: text, tree, meaning, SPARQL."""
