"""The pages of vocabularies and of their terms."""
