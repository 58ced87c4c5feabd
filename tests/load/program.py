"""The built program on one store, as processes that are measured from outside."""

import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ports import free_port

START_SECONDS = 120
STOP_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Program:
    """How to run it."""

    binary: Path
    directory: Path
    database_url: str

    @property
    def mail(self) -> Path:
        return self.directory / "mail"

    def run(self, *arguments: str, stdin: str = "") -> None:
        """A command that ends by itself."""
        done = subprocess.run(
            [self.binary, *arguments],
            input=stdin,
            text=True,
            env=self._environment(),
            cwd=self.directory,
            capture_output=True,
        )
        if done.returncode != 0:
            raise SystemExit(f"benchdesk {arguments[0]} failed: {done.stderr[-2_000:]}")

    @contextmanager
    def serving(self, *arguments: str) -> Iterator["Server"]:
        """Serves until the block ends, with the settings that nobody has changed."""
        listen = f"127.0.0.1:{free_port()}"
        environment = self._environment() | {"BENCHDESK_LISTEN": listen}
        with open(self.directory / "log", "wb") as log:
            begun = time.monotonic()
            process = subprocess.Popen(
                [self.binary, "serve", *arguments],
                env=environment,
                cwd=self.directory,
                stdout=log,
                stderr=log,
            )
            try:
                wait_until_ready(f"http://{listen}", process)
                yield Server(f"http://{listen}", process.pid, time.monotonic() - begun)
            except BaseException:
                print((self.directory / "log").read_text()[-3_000:])
                raise
            finally:
                process.terminate()
                process.wait(timeout=STOP_SECONDS)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "BENCHDESK_DATABASE_URL": self.database_url,
            "BENCHDESK_DATA_DIR": str(self.directory / "data"),
            "BENCHDESK_REQUESTS_PER_MINUTE": "0",
            "BENCHDESK_MAIL_URL": f"file:{self.mail}",
            "BENCHDESK_MAIL_FROM": "Desk <desk@desk.example>",
        }


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    pid: int
    seconds_to_ready: float

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    def memory_mb(self) -> float:
        """The share of memory that is this process's alone, without pages of files."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        kilobytes = re.findall(r"^Pss_(?:Anon|Shmem): +(\d+) kB$", rollup, re.MULTILINE)
        return sum(map(int, kilobytes)) * 1024 / 1e6


def cpu_seconds(pid: int, with_ended_children: bool = False) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11 : 15 if with_ended_children else 13])) / TICKS


def cpu_seconds_if_running(pid: int) -> float:
    """The same of a process that may have ended meanwhile: its parent counts it then."""
    try:
        return cpu_seconds(pid)
    except FileNotFoundError:
        return 0.0


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode} while starting")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.001)
    raise SystemExit(f"the server was not ready within {START_SECONDS} s")
