"""What happens at the desk: each mail becomes a ticket, a reply or a note, by its place in the row."""

from dataclasses import dataclass, field
from uuid import UUID

from corpus import Mail
from desk import Person, Refused


@dataclass
class Posted:
    """One message that the desk has taken."""

    mail: Mail
    kind: str
    author: Person
    mailed_to: Person | None


@dataclass
class Thread:
    """One ticket and everything said in it."""

    id: UUID
    requester: Person
    subject: str
    assignee: Person | None = None
    messages: list[Posted] = field(default_factory=list)


@dataclass
class Story:
    """What the desk has to know after it."""

    threads: list[Thread] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def stored(self) -> int:
        return sum(len(thread.messages) for thread in self.threads)


def tell(mails: list[Mail], customers: list[Person], agent: Person) -> Story:
    """Sends every mail to the desk."""
    story = Story()
    for place, mail in enumerate(mails):
        turn = place % 5
        try:
            if turn in (0, 3) or not story.threads:
                open_ticket(story, mail, customers[place // 5 % len(customers)], agent)
            elif turn == 1:
                post(story, mail, "reply", agent)
            elif turn == 2:
                post(story, mail, "reply", story.threads[-1].requester)
            else:
                post(story, mail, "note", agent)
        except Refused as refusal:
            story.refused[mail.name] = refusal.reason
    return story


def open_ticket(story: Story, mail: Mail, customer: Person, agent: Person) -> None:
    ticket = customer.open_ticket(mail.subject, mail.body, mail.format)
    thread = Thread(ticket.id, customer, mail.subject)
    thread.messages.append(Posted(mail, "reply", customer, mailed_to=None))
    if len(story.threads) % 2:
        agent.take(ticket.id)
        thread.assignee = agent
    story.threads.append(thread)


def post(story: Story, mail: Mail, kind: str, author: Person) -> None:
    thread = story.threads[-1]
    author.post(thread.id, kind, mail.body, mail.format)
    listener = thread.assignee if author is thread.requester else thread.requester
    mailed_to = listener if kind == "reply" else None
    thread.messages.append(Posted(mail, kind, author, mailed_to))
