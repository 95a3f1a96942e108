"""The page of a dataset, and the leaderboards of what was measured on it."""
