"""The concept browser: what classes mean, what detects it, and the review of proposed links."""
