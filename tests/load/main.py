"""Measures the program on each store and prints one table."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import machine
import report
import trial
from cluster import cluster
from load import Plan
from postgres_store import PostgresStore
from program import Program
from sqlite_store import SqliteStore

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    options = parse()
    binary, ceiling = options.binary.resolve(), options.ceiling.resolve()
    plan = Plan(options.seconds, options.warm_up, options.connections)
    serve = ["--no-worker"] if options.no_worker else []
    sync_ms = machine.sync_ms()
    facts = machine.describe(sync_ms)
    results = []
    for engine in options.stores:
        with tempfile.TemporaryDirectory(prefix="benchdesk-load-") as name:
            with STORES[engine](Path(name), ceiling, plan) as store:
                program = Program(binary, Path(name), store.url)
                results.append(trial.run(program, store, plan, options.tickets, serve))
    worker = "without a worker" if options.no_worker else "with its worker"
    print(
        f"{facts}\n{options.tickets} tickets, {worker}, {plan.seconds:g} s each, files in the mail folder\n"
    )
    print(report.table(results, sync_ms, binary.stat().st_size / 1e6))


@contextmanager
def sqlite(directory: Path, ceiling: Path, plan: Plan) -> Iterator[trial.Store]:
    yield SqliteStore(directory, ceiling)


@contextmanager
def postgres(directory: Path, ceiling: Path, plan: Plan) -> Iterator[trial.Store]:
    with cluster() as url:
        yield PostgresStore(url, plan.connections)


STORES = {"sqlite": sqlite, "postgres": postgres}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/load/run", description=__doc__)
    arguments = parser.add_argument
    arguments("--tickets", type=int, default=1_000, help="tickets in the store before the load")
    arguments("--seconds", type=float, default=5, help="how long to measure each figure")
    arguments("--warm-up", type=float, default=2, help="how long to send requests before")
    arguments("--connections", type=numbers, default=[1, 8, 32], help="for example 1,8,32")
    arguments("--stores", type=lambda given: given.split(","), default=list(STORES), help="sqlite,postgres")
    arguments("--no-worker", action="store_true", help="let nobody send the mails")
    arguments("--binary", type=Path, default=ROOT / "target/release/benchdesk", help="builds it if not given")
    arguments("--ceiling", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def numbers(given: str) -> list[int]:
    return [int(number) for number in given.split(",")]


if __name__ == "__main__":
    main()
