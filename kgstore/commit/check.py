"""Checks a store: the ledger's bytes and chain, and that the view says what the ledger says.

The view is compared with the ledger graph by graph, by the number and the sum of the hashes of
their triples, so memory does not grow with the store; the default graph is compared with its
definition in as many passes as it takes to keep its hashes in bounds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kgstore.commit.contribution import Graphs
from kgstore.commit.ledger import Ledger
from kgstore.commit.patch import rows
from kgstore.commit.rewrite import Progress, silent
from kgstore.commit.segment import Damage, Entry
from kgstore.commit.state import pending, shown
from kgstore.commit.view import View

_IN_ONE_PASS = 8_000_000
_NAMED = 10
Sums = dict[str, tuple[int, int]]


@dataclass(slots=True)
class Verification:
    """What a check found; `notes` are no faults."""

    commits: int = 0
    damages: list[Damage] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damages and not self.problems


def check_ledger(ledger: Ledger, acknowledged: int, progress: Progress = silent) -> Verification:
    """Check every byte of the ledger; `acknowledged` is the commit that the view shows."""
    found = Verification()
    for item in ledger.scan():
        if isinstance(item, Entry):
            found.commits += 1
            progress("ledger", 1)
        damage = item if isinstance(item, Damage) else item.damage()
        if damage is not None and damage == ledger.tail and ledger.head.number >= acknowledged:
            found.notes.append(
                f"{damage}: left by a crash, never acknowledged; the next write cuts it"
            )
        elif damage is not None:
            found.damages.append(damage)
    missing = ledger.missing(acknowledged)
    if missing is not None and missing not in found.damages:
        found.damages.append(missing)
    return found


def check_view(
    view: View, graphs: Graphs, ledger: Ledger, found: Verification, progress: Progress = silent
) -> None:
    """Add to `found` where the view differs from the ledger or from its own definition."""
    sums = _compare_default_graph(view, graphs, found, progress)
    mark, head = shown(view, graphs), ledger.head
    if mark.number < head.number or pending(view, graphs):
        found.notes.append("a commit is not yet in the view; opening the store brings it up")
    elif mark.number == head.number and mark.digest != head.digest.hex():
        found.problems.append("the view shows another commit than the ledger's last")
    elif found.damages:
        found.notes.append("the view was not compared with the ledger, since that is damaged")
    else:
        expected = _ledger_sums(ledger)
        differing = sorted(g for g in expected.keys() | sums if expected.get(g) != sums.get(g))
        found.problems += _named("differs from what the ledger says", differing)


def _ledger_sums(ledger: Ledger) -> Sums:
    counts: defaultdict[str, int] = defaultdict(int)
    sums: defaultdict[str, int] = defaultdict(int)
    for entry in ledger.entries():
        for comes, row in rows(entry.lines()):
            sign = 1 if comes else -1
            counts[row.graph] += sign
            sums[row.graph] += sign * hash(row.line)
    return {graph: (count, sums[graph]) for graph, count in counts.items() if count or sums[graph]}


def _compare_default_graph(
    view: View, graphs: Graphs, found: Verification, progress: Progress
) -> Sums:
    """Add to `found` where the default graph is not as defined; return the sums of kept graphs."""
    passes = 1 + len(view) // _IN_ONE_PASS
    sums: Sums = {}
    lacking: set[str] = set()
    too_many = 0
    for now in range(passes):
        default = {h for line in view.stream("") if (h := hash(line)) % passes == now}
        held: set[int] = set()
        for graph in view.graphs():
            hashes = [hash(line) for line in view.stream(graph)]
            if graphs.is_kept(graph) and hashes:
                sums[graph] = len(hashes), sum(hashes)
            if graphs.contributes(graph):
                wanted = {h for h in hashes if h % passes == now}
                if not wanted <= default:
                    lacking.add(graph)
                held |= wanted & default
            progress("graphs", 1)
        too_many += len(default) - len(held)
    found.problems += _named("has triples that the default graph lacks", sorted(lacking))
    if too_many:
        text = f"the default graph has {too_many} triples that no contributing graph has"
        found.problems.append(text)
    return sums


def _named(what: str, graphs: list[str]) -> list[str]:
    problems = [f"{graph} {what}" for graph in graphs[:_NAMED]]
    if len(graphs) > _NAMED:
        problems.append(f"and {len(graphs) - _NAMED} more graphs")
    return problems
