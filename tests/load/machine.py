"""What the figures were measured on."""

import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

SYNCS = 200
PAGE = b"\0" * 4096


def describe(sync_ms: float) -> str:
    memory = re.search(r"MemTotal: +(\d+)", Path("/proc/meminfo").read_text())
    processor = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    facts = [
        f"{os.cpu_count()} cores ({processor[1] if processor else os.uname().machine})",
        f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "",
        f"Linux {os.uname().release.split('-')[0]}",
        f"{file_system()}, one 4 KiB write synced in {sync_ms:.2f} ms",
        f"load before {os.getloadavg()[0]:.1f}",
    ]
    return ", ".join(fact for fact in facts if fact)


def sync_ms() -> float:
    """How long the disk takes to make one small write durable."""
    taken = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(SYNCS):
            begun = time.monotonic()
            file.write(PAGE)
            os.fdatasync(file.fileno())
            taken.append(time.monotonic() - begun)
    return statistics.median(taken) * 1e3


def file_system() -> str:
    command = ["stat", "--file-system", "--format=%T", tempfile.gettempdir()]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
