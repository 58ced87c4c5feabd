"""A store in one SQLite file, and what writing the same rows costs without the desk."""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

from sample import Sample

# What is written, the writers, and the tickets that share a commit.
CEILINGS = [
    ("bare loop, 32 creates per commit", 1, 32),
    ("bare loop, 1 create per commit", 1, 1),
    ("bare loops contending, 1 create per commit", 8, 1),
    ("bare loops contending, 1 create per commit", 32, 1),
]


class SqliteStore:
    name = "SQLite"

    def __init__(self, directory: Path, ceiling: Path) -> None:
        self._file = directory / "benchdesk.db"
        self._copy = directory / "copy.db"
        self._ceiling_file = directory / "ceiling.db"
        self._ceiling = ceiling
        self.url = f"sqlite://{self._file}"

    def tickets(self, count: int) -> list[str]:
        """Ids of some tickets, whatever their age."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as store:
            rows = store.execute("SELECT id FROM ticket ORDER BY random() LIMIT ?", [count])
            return [str(UUID(bytes=row[0])) for row in rows]

    def cpu_seconds(self) -> float:
        """There is no server beside the desk."""
        return 0.0

    def keep_copy(self) -> None:
        """Keeps the store as it is now for the ceilings; nobody may be using it."""
        shutil.copyfile(self._file, self._copy)

    def ceilings(self, ticket: str, seconds: float) -> Iterator[tuple[str, int, Sample]]:
        """Writes the rows of this ticket again and again, each time into a store as it was."""
        for what, writers, per_commit in CEILINGS:
            shutil.copyfile(self._copy, self._ceiling_file)
            arguments = [self._ceiling_file, ticket, str(writers), str(per_commit), str(seconds)]
            done = subprocess.run([self._ceiling, *arguments], check=True, stdout=subprocess.PIPE)
            yield what, writers, Sample(**json.loads(done.stdout))
