"""The main story through the client that openapi-python-client makes."""

from http import HTTPStatus

from desk_client import AuthenticatedClient, Client
from desk_client.api.authentication import create_token
from desk_client.api.messages import create_message, list_messages
from desk_client.api.tickets import create_ticket, get_ticket, list_tickets, update_ticket
from desk_client.models import (
    MessageKind,
    NewMessage,
    NewTicket,
    Problem,
    SignIn,
    TicketPatch,
    TicketPriority,
)

from desk import ask, join
from sink import Sink

CUSTOMER = "pia@python.example"


def tell(url: str, letters: Sink, agent_email: str, password: str) -> None:
    join(url, letters, "en", CUSTOMER, password)
    pia, ada = (sign_in(url, email, password) for email in (CUSTOMER, agent_email))

    new = NewTicket(subject="Fader 3", body="It jams.")
    ticket = ask(create_ticket, client=pia, body=new, idempotency_key="the-first")
    again = ask(create_ticket, client=pia, body=new, idempotency_key="the-first")
    assert again.id == ticket.id, "one key, two tickets"

    for kind, body in ((MessageKind.REPLY, "Which firmware?"), (MessageKind.NOTE, "Third one this week.")):
        ask(create_message, ticket.id, client=ada, body=NewMessage(kind=kind, body=body))
    messages = ask(list_messages, ticket.id, client=pia)
    assert [message.body for message in messages.items] == ["It jams.", "Which firmware?"]

    more = (ask(create_ticket, client=pia, body=NewTicket(f"Fader {n}", "It jams.")) for n in range(7))
    opened = [ticket.id, *(one.id for one in more)]
    assert sorted(all_tickets(pia, 3)) == sorted(opened)

    check_stale(ada, ticket.id)
    check_invalid(pia)


def sign_in(url: str, email: str, password: str) -> AuthenticatedClient:
    tokens = ask(create_token, client=Client(url), body=SignIn(email=email, password=password))
    return AuthenticatedClient(url, token=tokens.access_token)


def all_tickets(client: AuthenticatedClient, limit: int) -> list:
    """Every ticket, page by page to the end."""
    page = ask(list_tickets, client=client, limit=limit)
    ids = [ticket.id for ticket in page.items]
    while page.next_cursor is not None:
        page = ask(list_tickets, client=client, limit=limit, cursor=page.next_cursor)
        assert 0 < len(page.items) <= limit
        ids += [ticket.id for ticket in page.items]
    return ids


def check_stale(agent: AuthenticatedClient, ticket) -> None:
    read = get_ticket.sync_detailed(ticket, client=agent)
    tag = read.headers["etag"]
    high, low = (TicketPatch(priority=priority) for priority in (TicketPriority.HIGH, TicketPriority.LOW))
    changed = ask(update_ticket, ticket, client=agent, body=high, if_match=tag)
    stale = update_ticket.sync_detailed(ticket, client=agent, body=low, if_match=tag)
    problem = refused(stale, HTTPStatus.PRECONDITION_FAILED)
    assert (problem.code, problem.current_version) == ("precondition_failed", changed.version)


def check_invalid(customer: AuthenticatedClient) -> None:
    nameless = create_ticket.sync_detailed(client=customer, body=NewTicket(subject="", body="It jams."))
    problem = refused(nameless, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert [(error.pointer, error.code) for error in problem.errors] == [("#/subject", "blank")]


def refused(response, status: HTTPStatus) -> Problem:
    """The problem that was answered."""
    assert response.status_code == status, response.status_code
    assert isinstance(response.parsed, Problem), f"{status} without a problem"
    return response.parsed
