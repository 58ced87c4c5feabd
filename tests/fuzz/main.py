"""Schemathesis with all its checks, for pairs of people who must not see each other's things: customers,
agents, and those who run the desk. What the pair may not do is tried for the others."""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from people import PASSWORD, People, furnish, invite
from server import serve
from sink import sink

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "openapi" / "benchdesk.v1.json"
SHORT_SEED = 1
SHORT_SECONDS = 50
# The last phase has a share of its own: of so many operations, the ones before would leave it nothing.
PHASES = {"examples,coverage,fuzzing": 0.7, "stateful": 0.3}
LONG_SECONDS = 1_800
PEERS = {"customers": ("ann", "bob"), "agents": ("ada", "ali"), "leads": ("root", "ida")}
# Sign-ins come from a network of their own: that of the fuzzer is soon slowed down.
SIGN_IN_NETWORK = "192.0.2.{number}"
SETTINGS = {"BENCHDESK_TRUSTED_PROXIES": "127.0.0.1"}


def main() -> None:
    options = parse()
    print(f"seed {options.seed}, {options.seconds} s for each pair", flush=True)
    failed = [name for name in options.pairs if not fuzz(name, options)]
    if failed:
        sys.exit(f"failures with {' and '.join(failed)}; again with --seed {options.seed}")
    print(f"{len(options.pairs)} passed, 0 failed")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="a random seed and half an hour")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--pair", choices=PEERS, action="append", dest="pairs")
    parser.add_argument("--operation", action="append", default=[], help="only these operationIds")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.randrange(2**32) if options.long else SHORT_SEED
    usual = LONG_SECONDS if options.long else SHORT_SECONDS
    options.seconds = int(options.minutes * 60) if options.minutes else usual
    options.pairs = options.pairs or list(PEERS)
    return options


def fuzz(pair: str, options: argparse.Namespace) -> bool:
    """One run on a fresh desk; whether nothing was found."""
    with sink() as (letters, mail_url), serve(None, mail_url, SETTINGS) as server:
        people = invite(server, letters)
        furnish(server, people)
        with tempfile.TemporaryDirectory(prefix="benchdesk-fuzz-") as name:
            directory = Path(name)
            (directory / "auth.json").write_text(json.dumps(sign_ins(people, PEERS[pair])))
            (directory / "schemathesis.toml").write_text((HERE / "schemathesis.toml").read_text() + wfc(pair))
            command = ["schemathesis", "--config-file", "schemathesis.toml", "run", str(DOCUMENT)]
            command += ["--url", server.url, "--seed", str(options.seed)]
            for operation in options.operation:
                command += ["--include-operation-id", operation]
            environment = os.environ | {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
            codes = []
            for phases, share in PHASES.items():
                timed = [*command, "--phases", phases, "--max-time", str(round(options.seconds * share))]
                codes.append(subprocess.run(timed, cwd=directory, env=environment, check=False).returncode)
            return not any(codes)


# Staff share the tickets, customers and devices of the desk; only what is a person's own is nobody else's.
SHARED = """
[[operations]]
exclude-path-regex = "^/api/v1/(api-tokens|auth|me|views)"
checks.object_level_authorization.enabled = false
"""


def wfc(pair: str) -> str:
    # Signing out is one of the operations: whoever is signed out soon signs in again.
    peers = json.dumps(PEERS[pair])
    auth = f'\n[auth.wfc]\npath = "auth.json"\nrefresh_interval = 1\npeers = {peers}\n'
    return auth if pair == "customers" else auth + SHARED


def sign_ins(people: People, first: tuple[str, ...]) -> dict[str, object]:
    """Everyone: what the first of the list may not do is tried for the next, and so on."""
    names = list(dict.fromkeys([*first, "root", "ada", *people]))
    return {"auth": [sign_in(number, people[name], name) for number, name in enumerate(names, 1)]}


def sign_in(number: int, email: str, name: str) -> dict[str, object]:
    network = {"name": "X-Forwarded-For", "value": SIGN_IN_NETWORK.format(number=number)}
    return {
        "name": name,
        "loginEndpointAuth": {
            "endpoint": "/api/v1/auth/token",
            "verb": "POST",
            "contentType": "application/json",
            "headers": [network],
            "payloadRaw": json.dumps({"email": email, "password": PASSWORD}),
            "token": {
                "extractFrom": "body",
                "extractSelector": "/access_token",
                "sendIn": "header",
                "sendName": "Authorization",
                "sendTemplate": "Bearer {token}",
            },
        },
    }


if __name__ == "__main__":
    main()
