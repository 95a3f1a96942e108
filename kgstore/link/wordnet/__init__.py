"""WordNets: readers of the formats they are published in, and their way into and out of a store."""
