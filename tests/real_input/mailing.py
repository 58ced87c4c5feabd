"""What the desk has to have sent, and whether the sink has got it."""

import re
import time
from collections import Counter
from html.parser import HTMLParser

from corpus import Mail
from desk import Person
from sink import Letter, Sink
from story import Story

DEADLINE_SECONDS = 300


def check(sink: Sink, story: Story, people: list[Person]) -> int:
    """Waits for the expected letters and checks each; returns how many there are."""
    expected = expected_letters(story)
    await_letters(sink, expected)
    for letter in sink.letters():
        check_form(letter)
    for person in people:
        letters = [letter for letter in sink.to(person.email) if thread_of(letter)]
        check_threads(letters, person, story)
    return len(sink.letters())


def expected_letters(story: Story) -> Counter[str]:
    """How many letters each address gets about tickets."""
    letters: Counter[str] = Counter()
    for thread in story.threads:
        letters[thread.requester.email] += 1
        for posted in thread.messages:
            if posted.mailed_to:
                letters[posted.mailed_to.email] += 1
    return letters


def await_letters(sink: Sink, expected: Counter[str]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        got = Counter(to for mail in sink.letters() if thread_of(mail) for to in mail.recipients)
        if got == expected:
            return
        assert got <= expected, f"more letters than expected: {got - expected}"
        assert time.monotonic() < deadline, f"letters are missing: {expected - got}"
        time.sleep(0.2)


def check_form(letter: Letter) -> None:
    message = letter.message
    assert not message.defects, message.defects
    assert not any(part.defects for part in message.walk()), "a part is defective"
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        assert len(message.get_all(name, [])) == 1, f"{name} is not there once"
    assert letter.recipients == tuple(to.addr_spec for to in message["To"].addresses)
    assert letter.text("plain").strip() and letter.text("html").strip()


def check_threads(letters: list[Letter], person: Person, story: Story) -> None:
    """Every letter belongs to the thread of its ticket; every mailed body is in one of them."""
    ids = [letter.message["Message-ID"] for letter in letters]
    assert len(ids) == len(set(ids)), "two letters share a Message-ID"
    for thread in story.threads:
        mine = [letter for letter in letters if str(thread.id) in thread_of(letter)]
        assert len({thread_of(letter) for letter in mine}) <= 1, "one ticket, two threads"
        assert all(thread.subject in subject_of(letter) for letter in mine), "another subject"
        for posted in thread.messages:
            if posted.mailed_to is person:
                bearer = next((letter for letter in mine if carries(letter, posted.mail)), None)
                assert bearer, f"no letter to {person.email} carries {posted.mail.name}"
                mine.remove(bearer)
        # What is left tells the requester that the ticket has arrived.
        assert len(mine) == (person is thread.requester)


def subject_of(letter: Letter) -> str:
    """What a person reads: the invisible character only keeps typed text from being decoded."""
    return str(letter.message["Subject"]).replace("\u2060", "")


def thread_of(letter: Letter) -> str:
    return str(letter.message.get("References", ""))


def carries(letter: Letter, mail: Mail) -> bool:
    """Plain text arrives as it was, but for line ends; of HTML the words that one can see do."""
    text = letter.text("plain")
    if mail.format == "text":
        return unix(mail.body).strip() in unix(text)
    words = set(visible_words(mail.body))
    found = words & set(re.findall(r"\w+", text))
    return len(found) >= 0.95 * len(words)


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class VisibleText(HTMLParser):
    """Collects what a browser would show."""

    HIDDEN = ("script", "style", "title", "head")

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self.HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self.HIDDEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def visible_words(html: str) -> list[str]:
    parser = VisibleText()
    parser.feed(html)
    parser.close()
    return re.findall(r"\w+", "\n".join(parser.text))
