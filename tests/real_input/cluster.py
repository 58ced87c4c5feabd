"""A temporary PostgreSQL cluster, run by an unprivileged user."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ports import free_port

INSTALLED = Path("/usr/lib/postgresql")


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of an empty database, gone at the end."""
    directory = Path(tempfile.mkdtemp(prefix="benchdesk-postgres-"))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(directory, user)
    data, port = directory / "data", free_port()

    def run(program: str, *arguments: str) -> None:
        command = [str(newest(program)), *arguments]
        subprocess.run(command, check=True, user=user, cwd=directory, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "--auth=trust", "--encoding=UTF8", "--username=desk", "--no-sync", str(data))
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={directory}"
        run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(directory / "log"), "-o", settings)
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "desk", "desk")
            yield f"postgres://desk@127.0.0.1:{port}/desk"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(data))
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def newest(program: str) -> Path:
    """The program of the newest server that is installed."""
    servers = sorted(INSTALLED.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    if not servers:
        raise SystemExit("no PostgreSQL server is installed: run scripts/install")
    return servers[-1]
