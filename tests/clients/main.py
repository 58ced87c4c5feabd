"""The desk's main story and a repair's, told by both generated clients, one of them on both engines."""

import subprocess
import sys
from pathlib import Path

import repair
import story
from cluster import cluster
from desk import confirmation_token
from server import Server, serve
from sink import Sink, sink

AGENT = "ada@desk.example"
PASSWORD = "correct horse battery staple"
SECONDS = 120


def main() -> None:
    [folder] = map(Path, sys.argv[1:])
    with sink() as (letters, mail_url), serve(None, mail_url) as server:
        server.create_staff("Ada Agent", AGENT, "agent", PASSWORD)
        story.tell(server.url, letters, AGENT, PASSWORD)
        tell_in_typescript(folder / "story.mts", server, letters, AGENT)
        repair.tell(server, letters, PASSWORD)
        tell_in_typescript(folder / "repair.mts", server, letters)
    with sink() as (letters, mail_url), cluster() as database, serve(database, mail_url) as server:
        repair.tell(server, letters, PASSWORD)
    print("5 passed, 0 failed")


def tell_in_typescript(script: Path, server: Server, letters: Sink, *given: str) -> None:
    """Runs it, and gives it the link from the mailbox when it asks."""
    command = ["node", "--no-warnings", str(script), server.url, PASSWORD, *given]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if line.startswith("link "):
                print(confirmation_token(letters, line.split()[1]), file=process.stdin, flush=True)
        process.wait(timeout=SECONDS)
    assert process.returncode == 0 and said[-1:] == ["told"], f"{script.name} ended with {process.returncode}"


if __name__ == "__main__":
    main()
