"""Import, replace and ask, on the 23,410 Hugging Face records, beside a plain bulk load.

    make bench SOURCES=folder        the folder with huggingface/models_2022-02

Everything is measured in one run on one machine, each part in a process of its own, so that its
peak memory is its own. The baseline loads the very quads of the finished store (named graphs and
default graph) with one `bulk_load` each and nothing else: no parsing of sources, no ledger, no
validation, no derivation.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS = ("import_plain", "import_validated", "reimport", "dump", "baseline", "replace", "ask")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("sources", type=Path)
    arguments.add_argument("--keep", type=Path, help="Work in this folder and leave it there.")
    given = arguments.parse_args()
    place = given.sources / "huggingface" / "models_2022-02"
    if not place.is_dir():
        arguments.error(f"there is no {place}")
    with tempfile.TemporaryDirectory() as temporary:
        work = given.keep or Path(temporary)
        results = {step: measure(step, place, work) for step in STEPS}
    print(table(results))


def measure(step: str, place: Path, work: Path) -> dict[str, float]:
    """Run one step in a process of its own and return what it printed."""
    print(f"{step} ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks.steps", step, str(place), str(work)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(results: dict[str, dict[str, float]]) -> str:
    base = results["baseline"]["seconds"]
    rows = ["| what | seconds | ratio to baseline | peak memory, MB |", "|---|---:|---:|---:|"]
    names = {
        "baseline": "baseline: one `bulk_load` of both views",
        "import_plain": "import without validation",
        "import_validated": "import, every record validated",
        "reimport": "the same import again, nothing changed",
    }
    for step, name in names.items():
        found = results[step]
        ratio = found["seconds"] / base
        rows.append(f"| {name} | {found['seconds']:.1f} | {ratio:.2f} | {found['memory']:.0f} |")
    rows += ["", "| what | median, ms | 95th percentile, ms |", "|---|---:|---:|"]
    replaced = results["replace"]
    rows.append(
        f"| replace one record, validated and durable | {replaced['median']:.1f} "
        f"| {replaced['p95']:.1f} |"
    )
    asked = results["ask"]
    for name in sorted(key.removesuffix(".median") for key in asked if key.endswith(".median")):
        rows.append(f"| {name} | {asked[name + '.median']:.1f} | {asked[name + '.p95']:.1f} |")
    counts = results["baseline"]
    rows.append("")
    rows.append(
        f"{results['import_validated']['records']:,.0f} records, {counts['quads']:,.0f} quads "
        "in named graphs and default graph together."
    )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
