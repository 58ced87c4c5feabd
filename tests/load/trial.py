"""Everything that is measured on one store."""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import people
from load import Operation, Plan, measure
from program import Program, Server
from sample import Sample

LIST = "/tickets?status=open&limit=50"
TICKETS_READ = 1_000
STARTS = 5
# Until what was only needed to start has been given back.
IDLE_SECONDS = 15

NEW_TICKET = {
    "subject": "Fader 3 is stuck",
    "body": "It jams halfway and jumps back when I let go. " * 8,
    "type": "problem",
}


class Store(Protocol):
    """A database that the desk runs on."""

    name: str
    url: str

    def tickets(self, count: int) -> list[str]: ...
    def cpu_seconds(self) -> float: ...
    def keep_copy(self) -> None: ...
    def ceilings(self, ticket: str, seconds: float) -> Iterator[tuple[str, int, Sample]]: ...


@dataclass
class Result:
    """Figures by what was done and over how many connections."""

    engine: str
    samples: dict[tuple[str, int], Sample] = field(default_factory=dict)
    start_seconds: float = 0
    idle_mb: float = 0
    loaded_mb: float = 0
    list_bytes: int = 0


def run(program: Program, store: Store, plan: Plan, tickets: int, serve: list[str]) -> Result:
    result = Result(store.name)
    say(store, f"storing {tickets} tickets")
    program.run("migrate")
    program.run("demo", "--tickets", str(tickets))
    pattern = prepare(program)
    store.keep_copy()
    result.start_seconds = start_seconds(program, serve)
    with program.serving(*serve) as server:
        time.sleep(IDLE_SECONDS)
        result.idle_mb = server.memory_mb()
        use(server, store, plan, result)
        result.loaded_mb = server.memory_mb()
    say(store, "the ceilings")
    for what, connections, sample in store.ceilings(pattern, plan.seconds):
        result.samples[what, connections] = sample
    return result


def prepare(program: Program) -> str:
    """Makes the accounts, and opens the ticket whose rows the ceilings write; returns its id."""
    people.hire(program)
    with program.serving() as server:
        people.join(server, program.mail)
    # Without a worker, the ticket's job stays.
    with program.serving("--no-worker") as server:
        return people.open_ticket(server, people.sign_in(server, people.CUSTOMERS[0]), NEW_TICKET)


def start_seconds(program: Program, serve: list[str]) -> float:
    taken = []
    for _ in range(STARTS):
        with program.serving(*serve) as server:
            taken.append(server.seconds_to_ready)
    return statistics.median(taken)


def use(server: Server, store: Store, plan: Plan, result: Result) -> None:
    """Creates come last: the worker is busy with their mails for a while."""
    ids = store.tickets(TICKETS_READ)
    agent = people.bearer(people.sign_in(server, people.AGENT))
    result.list_bytes = len(people.ask(server, "GET", LIST, **agent))
    for what in ("read a ticket", "read its messages", "list 50 open tickets", "create a ticket"):
        for connections in plan.connections:
            say(store, f"{what}, {connections} connections")
            operation = operation_of(what, server, ids)
            sample = measure(server, store.cpu_seconds, operation, plan, connections)
            result.samples[what, connections] = sample


def operation_of(what: str, server: Server, ids: list[str]) -> Operation:
    """Signs in anew each time: access tokens live for ten minutes."""
    if what == "create a ticket":
        tokens = [people.sign_in(server, customer) for customer in people.CUSTOMERS]
        return Operation("POST", ["/tickets"], tokens, NEW_TICKET)
    paths = {
        "read a ticket": [f"/tickets/{id}" for id in ids],
        "read its messages": [f"/tickets/{id}/messages" for id in ids],
        "list 50 open tickets": [LIST],
    }
    return Operation("GET", paths[what], [people.sign_in(server, people.AGENT)])


def say(store: Store, what: str) -> None:
    print(f"{store.name}: {what}", file=sys.stderr, flush=True)
