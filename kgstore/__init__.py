"""kgstore: a knowledge-graph metadata store for machine-learning models."""

__version__ = "0.1.0"
