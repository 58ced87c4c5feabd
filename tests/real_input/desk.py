"""People at the desk. The generated client is their only way in."""

import re
import time
from http import HTTPStatus
from typing import Any
from uuid import UUID

from desk_client import AuthenticatedClient, Client
from desk_client.api.authentication import create_token, refresh_token, register, verify_email
from desk_client.api.messages import create_message, list_messages
from desk_client.api.profile import get_me
from desk_client.api.tickets import create_ticket, get_ticket, list_ticket_events, list_tickets, update_ticket
from desk_client.models import (
    Message,
    MessageFormat,
    MessageKind,
    NewMessage,
    NewTicket,
    Problem,
    Refresh,
    Register,
    SignIn,
    Ticket,
    TicketEvent,
    TicketPatch,
    TicketSummary,
    Tokens,
    VerifyEmail,
)
from desk_client.types import UNSET

from sink import Sink

# Far below an access token's life, so that refreshing is part of the test.
REFRESH_AFTER_SECONDS = 5
MAIL_SECONDS = 60
LINK = re.compile(r"/verify-email#token=([\w.-]+)")


class Refused(Exception):
    """The desk says that a field breaks a rule."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Person:
    """Someone who has signed in."""

    def __init__(self, url: str, email: str, password: str, is_staff: bool = False) -> None:
        self.email = email
        self.is_staff = is_staff
        self._url = url
        self._sign_in(ask(create_token, client=Client(url), body=SignIn(email=email, password=password)))
        self._id = self._ask(get_me).id

    def open_ticket(self, subject: str, body: str, format: str) -> Ticket:
        new = NewTicket(subject=subject, body=body, format_=MessageFormat(format))
        return self._ask(create_ticket, body=new)

    def post(self, ticket: UUID, kind: str, body: str, format: str) -> Message:
        message = NewMessage(kind=MessageKind(kind), body=body, format_=MessageFormat(format))
        return self._ask(create_message, ticket, body=message)

    def take(self, ticket: UUID) -> None:
        """Assigns a ticket to oneself."""
        version = self.ticket(ticket).version
        change = TicketPatch(assignee_id=self._id)
        self._ask(update_ticket, ticket, body=change, if_match=f'"{version}"')

    def ticket(self, ticket: UUID) -> Ticket:
        return self._ask(get_ticket, ticket)

    def tickets(self, per_page: int) -> list[TicketSummary]:
        return self._pages(list_tickets, limit=per_page)

    def messages(self, ticket: UUID, per_page: int) -> list[Message]:
        return self._pages(list_messages, ticket, limit=per_page)

    def events(self, ticket: UUID, per_page: int) -> list[TicketEvent]:
        return self._pages(list_ticket_events, ticket, limit=per_page)

    def _pages(self, operation: Any, *path: UUID, limit: int) -> list[Any]:
        """A list, page by page, to its end."""
        items: list[Any] = []
        cursor: Any = UNSET
        while cursor is not None:
            page = self._ask(operation, *path, limit=limit, cursor=cursor)
            assert len(page.items) <= limit, "a page is longer than was asked for"
            assert page.items or not items, "a cursor leads to an empty page"
            items += page.items
            cursor = page.next_cursor
        return items

    def _ask(self, operation: Any, *path: UUID, **arguments: Any) -> Any:
        if time.monotonic() > self._refresh_at:
            body = Refresh(refresh_token=self._refresh_token)
            self._sign_in(ask(refresh_token, client=Client(self._url), body=body))
        return ask(operation, *path, client=self._client, **arguments)

    def _sign_in(self, tokens: Tokens) -> None:
        self._client = AuthenticatedClient(self._url, token=tokens.access_token)
        self._refresh_token = tokens.refresh_token
        self._refresh_at = time.monotonic() + REFRESH_AFTER_SECONDS


def join(url: str, letters: Sink, language: str, email: str, password: str) -> Person:
    """Registers a customer, who confirms the address with the link that comes by mail."""
    client = Client(url, headers={"Accept-Language": language})
    ask(register, client=client, body=Register(name=f"Ann ({language})", email=email, password=password))
    token = confirmation_token(letters, email)
    ask(verify_email, client=client, body=VerifyEmail(token=token, password=password))
    return Person(url, email, password)


def confirmation_token(letters: Sink, email: str) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for letter in letters.to(email):
            if link := LINK.search(letter.text()):
                return link[1]
        time.sleep(0.1)
    raise AssertionError(f"no link has come to {email}")


def ask(operation: Any, *path: UUID, **arguments: Any) -> Any:
    """One request; what is answered, or an error."""
    response = operation.sync_detailed(*path, **arguments)
    if response.status_code < HTTPStatus.BAD_REQUEST:
        return response.parsed
    problem = response.parsed
    assert isinstance(problem, Problem), f"{response.status_code} without a problem"
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise Refused(", ".join(error.code for error in problem.errors))
    raise AssertionError(f"{problem.status} {problem.code}: {problem.detail}")
