"""The scripts of the pages: TypeScript islands in `src/`, compiled into `static/dist`."""
