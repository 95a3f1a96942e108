"""Validation: records against the SHACL shapes in shapes/, in batches, by pySHACL."""
