"""Who is at the desk while it is fuzzed, and what they talk about."""

import json
import re
import time
import urllib.request
from typing import Any

from server import Server
from sink import Sink

PASSWORD = "correct horse battery staple"
LINK = re.compile(r"/verify-email#token=([\w.-]+)")
MAIL_SECONDS = 60
CUSTOMERS = ("ann", "bob")
STAFF = {"ada": "agent", "ali": "agent", "ida": "lead", "root": "admin"}

People = dict[str, str]


def invite(server: Server, letters: Sink) -> People:
    """Two customers, two agents and those who may more; their addresses by name."""
    people = {name: f"{name}@fuzz.example" for name in [*CUSTOMERS, *STAFF]}
    for name, role in STAFF.items():
        server.create_staff(name, people[name], role, PASSWORD)
    for name in CUSTOMERS:
        body = {"name": name, "email": people[name], "password": PASSWORD}
        ask(server, "POST", "/auth/register", body)
        body = {"token": confirmation_token(letters, people[name]), "password": PASSWORD}
        ask(server, "POST", "/auth/verify-email", body)
    return people


def furnish(server: Server, people: People) -> None:
    """Something of each kind, so that there is something to find."""
    admin, agent = (sign_in(server, people[name]) for name in ("root", "ada"))
    product = ask(server, "POST", "/products", {"sku": "K61-BLK", "name": "Keyboard"}, admin)
    ask(server, "POST", "/teams", {"name": "Repairs"}, admin)
    for name in CUSTOMERS:
        customer = sign_in(server, people[name])
        device = {"product_id": product["id"], "serial": f"4F21{name.upper()}"}
        ask(server, "POST", "/devices", device, customer)
        ticket = ask(server, "POST", "/tickets", {"subject": "Fader 3", "body": "It jams."}, customer)
        messages = f"/tickets/{ticket['id']}/messages"
        ask(server, "POST", messages, {"kind": "reply", "body": "Which one?"}, agent)
        ask(server, "POST", messages, {"kind": "note", "body": "Third one this week."}, agent)


def sign_in(server: Server, email: str) -> str:
    return ask(server, "POST", "/auth/token", {"email": email, "password": PASSWORD})["access_token"]


def ask(server: Server, method: str, path: str, body: Any, token: str | None = None) -> Any:
    """One request that has to be answered well."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    url, data = f"{server.url}/api/v1{path}", json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = response.read()
    return json.loads(answer) if answer else None


def confirmation_token(letters: Sink, email: str) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for letter in letters.to(email):
            if link := LINK.search(letter.text()):
                return link[1]
        time.sleep(0.1)
    raise AssertionError(f"no link has come to {email}")
