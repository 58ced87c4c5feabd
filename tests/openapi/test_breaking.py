"""Every kind of break, planted in the released document, is found by its name; what breaks nobody is not."""

import copy
import json
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

from breaking import breaks

RELEASED = json.loads((Path(__file__).resolve().parents[2] / "openapi" / "released" / "1.json").read_text())
TICKETS, TICKET = "/api/v1/tickets", "/api/v1/tickets/{ticket_id}"

Document = dict[str, Any]


def schemas(document: Document) -> Document:
    return document["components"]["schemas"]


def parameters(operation: Document) -> list[Document]:
    return operation["parameters"]


def parameter(document: Document, name: str) -> Document:
    return next(one for one in parameters(document["paths"][TICKETS]["get"]) if one["name"] == name)


def without(items: list[Any], one: Any) -> None:
    items.remove(one)


BREAKS: dict[str, tuple[Callable[[Document], Any], str]] = {
    "operation": (lambda d: d["paths"][TICKETS].pop("post"), "POST /api/v1/tickets: the operation is gone"),
    "path": (lambda d: d["paths"].pop(TICKET), "PATCH /api/v1/tickets/{ticket_id}: the operation is gone"),
    "name": (
        lambda d: d["paths"][TICKETS]["post"].update(operationId="openTicket"),
        "POST /api/v1/tickets: the operationId is another",
    ),
    "parameter": (
        lambda d: without(parameters(d["paths"][TICKETS]["get"]), parameter(d, "limit")),
        "GET /api/v1/tickets query limit: the parameter is gone",
    ),
    "required parameter": (
        lambda d: parameter(d, "limit").update(required=True),
        "GET /api/v1/tickets query limit: the parameter is required",
    ),
    "bound of a parameter": (
        lambda d: parameter(d, "limit")["schema"].update(maximum=50),
        "GET /api/v1/tickets query limit: maximum is tighter",
    ),
    "status": (
        lambda d: d["paths"][TICKETS]["post"]["responses"].pop("201"),
        "POST /api/v1/tickets: status 201 is gone",
    ),
    "header": (
        lambda d: d["paths"][TICKET]["get"]["responses"]["200"]["headers"].pop("ETag"),
        "GET /api/v1/tickets/{ticket_id} 200: the header ETag is gone",
    ),
    "credentials": (
        lambda d: d["paths"][TICKETS]["get"]["security"].remove({"apiToken": []}),
        "GET /api/v1/tickets: apiToken is not taken",
    ),
    "member of a request": (
        lambda d: schemas(d)["NewTicket"]["properties"].pop("format"),
        "POST /api/v1/tickets body format: the member is gone",
    ),
    "required member": (
        lambda d: schemas(d)["NewTicket"]["required"].append("format"),
        "POST /api/v1/tickets body format: the member is required",
    ),
    "bound": (
        lambda d: schemas(d)["NewTicket"]["properties"]["subject"].update(maxLength=10),
        "POST /api/v1/tickets body subject: maxLength is tighter",
    ),
    "type": (
        lambda d: schemas(d)["NewTicket"]["properties"]["subject"].update(type="integer"),
        "POST /api/v1/tickets body subject: string is refused",
    ),
    "member of an answer": (
        lambda d: schemas(d)["Ticket"]["properties"].pop("number"),
        "number: the member is gone",
    ),
    "member not always there": (
        lambda d: schemas(d)["Ticket"]["required"].remove("number"),
        "number: the member is not always there",
    ),
    "null": (
        lambda d: schemas(d)["Ticket"]["properties"]["number"].update(type=["integer", "null"]),
        "number: null is possible",
    ),
    "value": (lambda d: schemas(d)["MessageKind"]["enum"].remove("note"), "kind: the value note is gone"),
    "format": (
        lambda d: schemas(d)["Ticket"]["properties"]["id"].pop("format"),
        "id: format is another",
    ),
}


def grow(document: Document) -> None:
    """What a release may add."""
    document["paths"]["/api/v1/new"] = {"get": {"operationId": "new", "responses": {}}}
    tickets = document["paths"][TICKETS]
    parameters(tickets["get"]).append({"in": "query", "name": "fresh", "schema": {"type": "string"}})
    tickets["post"]["responses"]["402"] = {"description": "Pay first."}
    schemas(document)["NewTicket"]["properties"]["fresh"] = {"type": "string", "maxLength": 1}
    schemas(document)["NewTicket"]["properties"]["subject"]["maxLength"] += 1
    schemas(document)["Ticket"]["properties"]["fresh"] = {"type": "string"}
    schemas(document)["Ticket"]["required"].append("fresh")
    schemas(document)["MessageKind"]["enum"].append("fresh")


class Breaking(unittest.TestCase):
    def test_every_break_is_found(self) -> None:
        for what, (plant, expected) in BREAKS.items():
            with self.subTest(what):
                broken = copy.deepcopy(RELEASED)
                plant(broken)
                found = breaks(RELEASED, broken)
                self.assertTrue(any(one.endswith(expected) for one in found), found[:5])

    def test_what_is_new_breaks_nobody(self) -> None:
        grown = copy.deepcopy(RELEASED)
        grow(grown)
        self.assertEqual(breaks(RELEASED, grown), [])
        self.assertEqual(breaks(RELEASED, RELEASED), [])


if __name__ == "__main__":
    unittest.main()
