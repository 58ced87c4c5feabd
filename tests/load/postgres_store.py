"""A store in a temporary PostgreSQL cluster, and what pgbench makes of the same rows."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import statements
from cluster import newest
from program import cpu_seconds, cpu_seconds_if_running
from sample import Sample

COPY = "ceiling"


class PostgresStore:
    name = "PostgreSQL"

    def __init__(self, url: str, connections: list[int]) -> None:
        self.url = url
        self._connections = connections

    def tickets(self, count: int) -> list[str]:
        """Ids of some tickets, whatever their age."""
        return self._query(f"SELECT id FROM ticket ORDER BY random() LIMIT {count}").split()

    def cpu_seconds(self) -> float:
        """Of the whole cluster."""
        children = Path(f"/proc/{self._postmaster}/task/{self._postmaster}/children").read_text()
        running = sum(cpu_seconds_if_running(int(pid)) for pid in children.split())
        return running + cpu_seconds(self._postmaster, with_ended_children=True)

    def keep_copy(self) -> None:
        """Keeps the store as it is now for the ceilings; nobody may be using it."""
        self._query(f"CREATE DATABASE {COPY} TEMPLATE {self._database}")

    def ceilings(self, ticket: str, seconds: float) -> Iterator[tuple[str, int, Sample]]:
        """Writes the rows of this ticket again and again, and reads tickets with their messages."""
        rows = {table: self._rows(sql, ticket) for table, sql in statements.ROWS.items()}
        last = self._query("SELECT max(number) FROM ticket", COPY)
        for turn, clients in enumerate(self._connections):
            read = self._bench(statements.READ, clients, seconds, last=last)
            yield "pgbench, joined read of a ticket and its messages", clients, read
            create = self._bench(statements.create(rows), clients, seconds, turn=str(turn), count="0")
            yield "pgbench, the inserts of one create in one statement", clients, create

    @cached_property
    def _postmaster(self) -> int:
        data = Path(self._query("SHOW data_directory"))
        return int((data / "postmaster.pid").read_text().splitlines()[0])

    @property
    def _database(self) -> str:
        return self.url.rsplit("/", 1)[1]

    def _rows(self, sql: str, ticket: str) -> list[dict[str, object]]:
        rows = self._query(sql.format(ticket=ticket), COPY).splitlines()
        assert rows, f"the ticket has no rows by {sql}"
        return [json.loads(row) for row in rows]

    def _query(self, sql: str, database: str | None = None) -> str:
        command = [newest("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql]
        done = subprocess.run(
            [*command, self._url_of(database)], check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def _url_of(self, database: str | None) -> str:
        return f"{self.url.rsplit('/', 1)[0]}/{database or self._database}"

    def _bench(self, script: str, clients: int, seconds: float, **variables: str) -> Sample:
        with tempfile.TemporaryDirectory(prefix="benchdesk-pgbench-") as directory:
            file = Path(directory, "script.sql")
            file.write_text(script)
            command = [newest("pgbench"), "-n", "-M", "prepared", "-f", file, "-l", "--log-prefix=log"]
            command += ["-c", str(clients), "-j", str(min(clients, 2)), "-T", str(max(1, round(seconds)))]
            for name, value in variables.items():
                command += ["-D", f"{name}={value}"]
            subprocess.run(
                [*command, self._url_of(COPY)], check=True, stdout=subprocess.DEVNULL, cwd=directory
            )
            return read_log(Path(directory), seconds)


def read_log(directory: Path, seconds: float) -> Sample:
    """Each line of pgbench's log is a transaction; its third field is the time it took, in µs."""
    logs = [log.read_text().splitlines() for log in directory.glob("log.*")]
    taken = sorted(int(line.split()[2]) for log in logs for line in log)
    at = [taken[int((len(taken) - 1) * share)] / 1e3 for share in (0.5, 0.99)]
    return Sample(len(taken) / max(1, round(seconds)), p50_ms=at[0], p99_ms=at[1])
