"""Reads everything back, page by page, and compares it with the independent decoding."""

import hashlib

from desk import Person
from story import Story, Thread

# Small, so that every list takes many pages.
TICKETS_PER_PAGE = 7
MESSAGES_PER_PAGE = 2
EVENTS_PER_PAGE = 3


def check(story: Story, customers: list[Person], agent: Person) -> int:
    """Fails at the first difference; returns how many bodies were compared."""
    check_list(agent, story.threads)
    for customer in customers:
        check_list(customer, [thread for thread in story.threads if thread.requester is customer])
    return sum(
        check_thread(thread, thread.requester) + check_thread(thread, agent) for thread in story.threads
    )


def check_list(reader: Person, threads: list[Thread]) -> None:
    listed = reader.tickets(TICKETS_PER_PAGE)
    assert len(listed) == len({ticket.id for ticket in listed}), "a ticket is listed twice"
    expected = {thread.id: thread.subject for thread in threads}
    assert {ticket.id: ticket.subject for ticket in listed} == expected, reader.email


def check_thread(thread: Thread, reader: Person) -> int:
    assert reader.ticket(thread.id).subject == thread.subject
    expected = [
        (posted.kind, posted.mail.format, posted.mail.digest)
        for posted in thread.messages
        if reader.is_staff or posted.kind != "note"
    ]
    read = [
        (message.kind, message.format_, hashlib.sha256(message.body.encode()).hexdigest())
        for message in reader.messages(thread.id, MESSAGES_PER_PAGE)
    ]
    names = [posted.mail.name for posted in thread.messages]
    assert read == expected, f"{names} read back differently by {reader.email}"
    check_events(thread, reader)
    return len(read)


def check_events(thread: Thread, reader: Person) -> None:
    """The history tells of every message that the reader may know of, in their order."""
    kinds = [event.kind for event in reader.events(thread.id, EVENTS_PER_PAGE)]
    expected = [
        f"{posted.kind}_added" for posted in thread.messages[1:] if reader.is_staff or posted.kind != "note"
    ]
    assert kinds[0] == "opened"
    assert [kind for kind in kinds if kind.endswith("_added")] == expected
