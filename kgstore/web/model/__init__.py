"""The page of a model, and the pages of its classes, its confusion matrices and its history."""
