"""Any RDF as records: what our vocabulary says, and what others say as far as they are aligned."""
