"""The built `benchdesk` on a directory of its own."""

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / "target" / "debug" / "benchdesk"
SENDER = "desk@desk.example"


@dataclass(frozen=True)
class Server:
    """A running desk."""

    url: str
    environment: dict[str, str]
    directory: Path

    def create_staff(self, name: str, email: str, role: str, password: str) -> None:
        """As an operator does it, on the command line."""
        command = [str(BINARY), "admin", "create", "--name", name, "--email", email]
        command += ["--role", role, "--password-stdin"]
        subprocess.run(
            command,
            check=True,
            input=password.encode(),
            env=self.environment,
            cwd=self.directory,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def serve(database_url: str | None, mail_url: str, more: dict[str, str] | None = None) -> Iterator[Server]:
    """Serves until the block ends, with `more` settings; without a URL on SQLite in the directory."""
    with tempfile.TemporaryDirectory(prefix="benchdesk-") as name:
        directory = Path(name)
        listen = f"127.0.0.1:{free_port()}"
        environment = settings(directory, listen, database_url, mail_url) | (more or {})
        with open(directory / "log", "wb") as log:
            process = subprocess.Popen(
                [BINARY, "serve", "--migrate"], env=environment, cwd=directory, stdout=log, stderr=log
            )
            try:
                wait_until_ready(f"http://{listen}", process)
                yield Server(f"http://{listen}", environment, directory)
            except BaseException:
                print((directory / "log").read_text()[-5_000:])
                raise
            finally:
                process.terminate()
                process.wait(timeout=30)
        assert process.returncode == 0, f"the server ended with {process.returncode}"
        assert " ERROR " not in (directory / "log").read_text(), "the server logged an error"


def settings(directory: Path, listen: str, database_url: str | None, mail_url: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "BENCHDESK_DATABASE_URL": database_url or f"sqlite://{directory}/benchdesk.db",
        "BENCHDESK_DATA_DIR": str(directory / "data"),
        "BENCHDESK_LISTEN": listen,
        "BENCHDESK_PUBLIC_URL": f"http://{listen}",
        "BENCHDESK_MAIL_URL": f"{mail_url}?tls=none",
        "BENCHDESK_MAIL_FROM": f"Desk <{SENDER}>",
        # What is read back page by page must not change meanwhile.
        "BENCHDESK_UNDO_SECONDS": "0",
        # One account speaks for many.
        "BENCHDESK_REQUESTS_PER_MINUTE": "0",
        "BENCHDESK_LOG": "warn",
    }


def wait_until_ready(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode} while starting")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server was not ready within {seconds:.0f} s")
