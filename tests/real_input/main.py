"""At least 500 real mails become tickets, replies and notes, on each engine; nothing may get lost
or change on the way in, through the lists, and out as mail."""

import argparse
import time
from contextlib import ExitStack
from pathlib import Path

import corpus
import mailing
import odd_charsets
import reading
from cluster import cluster
from corpus import Mail
from desk import Person, join
from server import serve
from sink import sink
from story import Story, tell

CACHE = Path(__file__).resolve().parents[2] / ".tools" / "corpus"
PASSWORD = "correct horse battery staple"
CUSTOMERS = {"ann": "en", "berta": "de", "cleo": "en"}
FEWEST_MAILS = 500
MOST_REFUSED = 0.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=700)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), action="append")
    options = parser.parse_args()
    all_mails = corpus.read(corpus.fetch(CACHE))
    check_odd_charsets(all_mails)
    mails = corpus.choose(all_mails, options.mails, odd_charsets.names())
    assert len(mails) >= FEWEST_MAILS
    engines = options.engine or ["sqlite", "postgres"]
    for engine in engines:
        run(engine, mails)
    print(f"{len(engines)} passed, 0 failed")


def check_odd_charsets(mails: dict[str, Mail]) -> None:
    """The judge itself reads the named mails as their senders meant them."""
    for odd in odd_charsets.EASY_HAM + odd_charsets.FURTHER:
        mail = mails[odd.name]
        assert (mail.declared_charset, mail.used_charset) == (odd.declared, odd.used), odd
        assert odd.holds in mail.body, odd
    for name, reason in odd_charsets.REFUSED.items():
        assert mails[name].refusal == reason, name


def run(engine: str, mails: list[Mail]) -> None:
    begun = time.monotonic()
    with ExitStack() as stack:
        letters, mail_url = stack.enter_context(sink())
        database_url = stack.enter_context(cluster()) if engine == "postgres" else None
        server = stack.enter_context(serve(database_url, mail_url))
        server.create_staff("Ada Agent", "ada@desk.example", "agent", PASSWORD)
        agent = Person(server.url, "ada@desk.example", PASSWORD, is_staff=True)
        customers = [
            join(server.url, letters, language, f"{name}@mail.example", PASSWORD)
            for name, language in CUSTOMERS.items()
        ]
        story = tell(mails, customers, agent)
        check_refusals(story, mails)
        compared = reading.check(story, customers, agent)
        sent = mailing.check(letters, story, [*customers, agent])
    report(engine, mails, story, compared, sent, time.monotonic() - begun)


def check_refusals(story: Story, mails: list[Mail]) -> None:
    """Refused is exactly what has to be, and it is little."""
    expected = {mail.name: mail.refusal for mail in mails if mail.refusal}
    assert story.refused == expected, f"refused {story.refused}, expected {expected}"
    assert story.stored + len(expected) == len(mails)
    assert len(expected) <= MOST_REFUSED * len(mails)


def report(engine: str, mails: list[Mail], story: Story, compared: int, sent: int, seconds: float) -> None:
    html = sum(mail.format == "html" for mail in mails)
    odd = sum(mail.is_odd for mail in mails)
    print(
        f"{engine}: {story.stored} of {len(mails)} mails stored ({html} HTML, {odd} in odd charsets)"
        f" in {len(story.threads)} tickets, {compared} bodies read back and compared,"
        f" {sent} letters checked, {seconds:.0f} s"
    )
    for name, reason in sorted(story.refused.items()):
        print(f"  refused {name}: {reason}")


if __name__ == "__main__":
    main()
