"""Links from predicted classes to concepts: mapping records, and what is derived from them."""
