"""People at the desk: customers by registration, staff by the command line."""

import email
import email.policy
import json
import re
import time
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

from program import Program, Server

PASSWORD = "correct horse battery"
CUSTOMERS = [f"load-{number}@desk.example" for number in range(1, 5)]
AGENT = "load-agent@desk.example"
MAIL_SECONDS = 60
LINK = re.compile(r"/verify-email#token=([\w.-]+)")


def ask(server: Server, method: str, path: str, body: Any = None, **headers: str) -> bytes:
    """One request that has to succeed."""
    headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def hire(program: Program) -> None:
    command = ["admin", "create", "--email", AGENT, "--name", "Agent", "--role", "agent"]
    program.run(*command, "--password-stdin", stdin=PASSWORD)


def join(server: Server, mail: Path) -> None:
    """All customers register and confirm their addresses with the links that come by mail."""
    for address in CUSTOMERS:
        body = {"name": "Customer", "email": address, "password": PASSWORD}
        ask(server, "POST", "/auth/register", body)
    for address in CUSTOMERS:
        ask(
            server,
            "POST",
            "/auth/verify-email",
            {"token": confirmation_token(mail, address), "password": PASSWORD},
        )


def sign_in(server: Server, address: str) -> str:
    """An access token; it lives for ten minutes."""
    body = {"email": address, "password": PASSWORD}
    return json.loads(ask(server, "POST", "/auth/token", body))["access_token"]


def open_ticket(server: Server, token: str, body: dict[str, str]) -> str:
    """Opens a ticket as the load does, with all the rows that belong to it; returns its id."""
    headers = bearer(token) | {"Idempotency-Key": str(uuid4())}
    return json.loads(ask(server, "POST", "/tickets", body, **headers))["id"]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def confirmation_token(mail: Path, address: str) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for letter in mail.glob("*.eml"):
            message = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
            text = message.get_body(("plain",))
            if text and message["To"].addresses[0].addr_spec == address:
                if link := LINK.search(text.get_content()):
                    return link[1]
        time.sleep(0.1)
    raise SystemExit("the mail that confirms an address has not come")
