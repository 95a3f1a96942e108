"""The ontology's generated files: the JSON-LD context and the closure of the class hierarchy."""
