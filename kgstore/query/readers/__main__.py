"""What a reader process runs: `python -m kgstore.query.readers MEMORY RESULT HOSTS`."""

import sys

from kgstore.query.federation import hosts
from kgstore.query.readers.reader import Reader

if __name__ == "__main__":
    memory, result, federation = sys.argv[1:]
    Reader(int(memory), int(result), hosts(federation)).serve()
