"""The server: SPARQL endpoint, linked data and API over one store."""
