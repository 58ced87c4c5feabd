"""What is aimed at, as ratios of figures of one run."""

from collections.abc import Iterator
from dataclasses import dataclass

from trial import Result

# The fastest of the systems that people use today, in operations per second.
PEER_CREATES, PEER_READS, PEER_LISTS = 47, 38, 8
SLOW_SYNC_MS = 2

CREATE = "create a ticket"
LIST = "list 50 open tickets"
LOOP = "bare loop, 32 creates per commit"
CONTENDING = "bare loops contending, 1 create per commit"
PGBENCH_CREATE = "pgbench, the inserts of one create in one statement"
PGBENCH_READ = "pgbench, joined read of a ticket and its messages"


@dataclass(frozen=True)
class Verdict:
    """A value beside its target."""

    what: str
    value: float
    target: float
    unit: str
    at_least: bool = True

    @property
    def is_met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target


def verdicts(result: Result, sync_ms: float, binary_mb: float) -> Iterator[Verdict]:
    """Those whose figures were measured."""
    yield from peers(result)
    yield from ceilings(result, sync_ms)
    yield at_most("size of the list", result.list_bytes / 1e3, 20, "kB")
    yield at_most("memory, idle", result.idle_mb, 40, "MB")
    yield at_most("memory after the load", result.loaded_mb, 150, "MB")
    yield at_most("start to the first 200", result.start_seconds, 0.3, "s")
    yield at_most("size of the program", binary_mb, 40, "MB")


def at_most(what: str, value: float, target: float, unit: str) -> Verdict:
    return Verdict(what, value, target, unit, at_least=False)


def peers(result: Result) -> Iterator[Verdict]:
    if create := rate(result, CREATE, 8):
        yield Verdict("creates ÷ the fastest peer's, 8 connections", create / PEER_CREATES, 20, "×")
    if read := read_rate(result, 8):
        yield Verdict("reads of both ÷ the fastest peer's, 8 connections", read / PEER_READS, 100, "×")
    if lists := rate(result, LIST, 8):
        yield Verdict("lists ÷ the fastest peer's, 8 connections", lists / PEER_LISTS, 200, "×")


def ceilings(result: Result, sync_ms: float) -> Iterator[Verdict]:
    create = rate(result, CREATE, 32)
    if create and (loop := rate(result, LOOP, 1)):
        yield Verdict("creates ÷ bare loop with 32 per commit, 32 connections", create / loop, 0.2, "×")
        p99 = result.samples[CREATE, 32].p99_ms or 0
        yield at_most("p99 of a create, 32 connections", p99, 50, "ms")
    contending = rate(result, CONTENDING, 32)
    if create and contending and sync_ms >= SLOW_SYNC_MS:
        yield Verdict("creates ÷ contending single commits, slow disk", create / contending, 3, "×")
    if create and (pgbench := rate(result, PGBENCH_CREATE, 32)):
        yield Verdict("creates ÷ pgbench's, 32 connections", create / pgbench, 0.4, "×")
    if (read := read_rate(result, 32)) and (pgbench := rate(result, PGBENCH_READ, 32)):
        yield Verdict("reads of both ÷ pgbench's joined reads, 32 connections", read / pgbench, 0.3, "×")


def rate(result: Result, what: str, connections: int) -> float:
    sample = result.samples.get((what, connections))
    return sample.per_second if sample else 0


def read_rate(result: Result, connections: int) -> float:
    """Tickets with their messages: one request for each of the two."""
    ticket = rate(result, "read a ticket", connections)
    messages = rate(result, "read its messages", connections)
    return 1 / (1 / ticket + 1 / messages) if ticket and messages else 0
