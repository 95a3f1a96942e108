"""Reader processes: queries of anybody, run beside the store, ended when they cost too much.

The engine can neither stop a query nor bound it; a process can be ended at any moment without harm.
`pool.ReaderPool` is the way in. Nothing is imported here: a reader has to start fast.
"""
