"""Requests by wrk, and what they cost."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from program import Server
from sample import Sample

SCRIPT = os.path.join(os.path.dirname(__file__), "requests.lua")


@dataclass(frozen=True)
class Operation:
    """Requests of one kind, in turn by each person and to each path."""

    method: str
    paths: list[str]
    tokens: list[str]
    body: dict[str, str] | None = None


@dataclass(frozen=True)
class Plan:
    """How long to measure, and how wide."""

    seconds: float
    warm_up: float
    connections: list[int]


def measure(
    server: Server, database_cpu: Callable[[], float], operation: Operation, plan: Plan, connections: int
) -> Sample:
    """Sends requests one after the other over each connection."""
    send(server.url, operation, connections, plan.warm_up)
    desk, database = server.cpu_seconds(), database_cpu()
    figures = send(server.url, operation, connections, plan.seconds)
    desk, database = server.cpu_seconds() - desk, database_cpu() - database
    requests = max(1, figures.pop("requests"))
    return Sample(**figures, desk_us=desk / requests * 1e6, database_us=database / requests * 1e6)


def send(url: str, operation: Operation, connections: int, seconds: float) -> dict[str, float]:
    with tempfile.NamedTemporaryFile("w", prefix="benchdesk-paths-") as paths:
        paths.write("\n".join(f"/api/v1{path}" for path in operation.paths))
        paths.flush()
        environment = os.environ | {
            "LOAD_METHOD": operation.method,
            "LOAD_PATHS": paths.name,
            "LOAD_TOKENS": " ".join(operation.tokens),
            # Never the key of an earlier request.
            "LOAD_KEY": f"{uuid4()}-",
        }
        if operation.body is not None:
            environment["LOAD_BODY"] = json.dumps(operation.body)
        command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{max(1, round(seconds))}s"]
        command += ["--timeout", "30s", "-s", SCRIPT, url]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])
