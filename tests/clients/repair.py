"""A repair from the request to its end, through the client that openapi-python-client makes."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from desk_client import AuthenticatedClient
from desk_client.api.addresses import (
    get_address,
    get_purge_receipt,
    list_address_accesses,
    put_address,
    reveal_address,
)
from desk_client.api.devices import create_device
from desk_client.api.documents import get_address_label, get_bench_label
from desk_client.api.products import create_product
from desk_client.api.repairs import create_repair, create_repair_transition, get_repair, list_repair_quotes
from desk_client.api.shipments import create_repair_shipment, report_tracking_event
from desk_client.api.tickets import create_ticket
from desk_client.models import (
    AddressInput,
    DeviceInput,
    NewShipmentInput,
    NewTicket,
    ProductInput,
    RepairInput,
    RepairTransitionInput,
    RevealInput,
    TrackingEventInput,
)

from desk import ask, join
from server import Server
from sink import Sink
from story import sign_in

CUSTOMER = "rita@repair.example"
ROLES = ("admin", "agent", "technician", "logistics")
STREET = "Zwölfapfelstraße 17"
ADDRESS = {
    "country": "DE",
    "recipient": "Herta Kupferkessel",
    "street_lines": [STREET],
    "locality": "Berlin",
    "postal_code": "10997",
}
ANY_VERSION = "*"


class Bench:
    """Everybody whom a repair passes."""

    def __init__(self, server: Server, letters: Sink, password: str) -> None:
        for role in ROLES:
            server.create_staff(f"{role} of the bench", f"{role}@bench.example", role, password)
        join(server.url, letters, "en", CUSTOMER, password)
        self.customer = sign_in(server.url, CUSTOMER, password)
        self.admin, self.agent, self.technician, self.logistics = (
            sign_in(server.url, f"{role}@bench.example", password) for role in ROLES
        )

    def request(self) -> Any:
        """The customer asks for the repair of a device."""
        product = ask(
            create_product, client=self.admin, body=ProductInput.from_dict({"sku": "K61", "name": "Keys 61"})
        )
        device = {"product_id": str(product.id), "serial": "K61-004711"}
        device = ask(create_device, client=self.customer, body=DeviceInput.from_dict(device))
        ticket = ask(create_ticket, client=self.customer, body=NewTicket("Fader 3 is stuck", "It jams."))
        wanted = {
            "ticket_id": str(ticket.id),
            "device_id": str(device.id),
            "symptom": "It jams halfway.",
            "battery": "none",
            "return_method": "parcel",
        }
        return ask(create_repair, client=self.customer, body=RepairInput.from_dict(wanted))


def tell(server: Server, letters: Sink, password: str) -> None:
    bench = Bench(server, letters, password)
    repair = bench.request()

    def goes(who: AuthenticatedClient, to: str, **given: Any) -> None:
        body = RepairTransitionInput.from_dict({"to": to, **given})
        moved = ask(create_repair_transition, repair.id, client=who, body=body, if_match=ANY_VERSION)
        assert moved.state.value == to, moved.state

    goes(bench.agent, "authorized", coverage="paid", reason="The guarantee is over.")
    refused = put_address.sync_detailed(
        repair.id, client=bench.customer, body=AddressInput.from_dict(ADDRESS), if_match='"0"'
    )
    assert refused.status_code == HTTPStatus.CONFLICT, "no address before the device is here"
    goes(bench.customer, "inbound")
    goes(bench.logistics, "received", rma_number=repair.rma_number)
    paper = ask(get_bench_label, repair.id, client=bench.technician)
    assert paper.payload.read(5) == b"%PDF-"
    supply = {"name": "Power supply", "declared": 1, "received": 0}
    intake = {"serial": "K61-004711", "condition": "Dusty.", "accessories": [supply]}
    goes(bench.technician, "diagnosing", intake=intake)
    goes(bench.agent, "awaiting_approval", quote=quote())
    [offer] = ask(list_repair_quotes, repair.id, client=bench.customer).items
    choice = {"version": offer.version, "content_hash": offer.content_hash}
    goes(bench.customer, "repairing", quote_version=choice)
    goes(bench.technician, "testing", work={"text": "Replaced fader 3.", "minutes": 40})
    checked = ["All faders reach both ends."]
    goes(bench.technician, "ready_to_ship", checklist=checked, outcome="repaired")

    waits = ask(get_repair, repair.id, client=bench.customer)
    assert waits.awaiting_address_since is not None
    ask(put_address, repair.id, client=bench.customer, body=AddressInput.from_dict(ADDRESS), if_match='"0"')
    send(bench, repair, goes)
    goes(bench.customer, "closed")
    check_end(bench, repair)


def quote() -> dict[str, Any]:
    line = {"kind": "labour", "text": "Fader", "quantity_milli": 1000, "unit_minor": 4500, "tax_rate": 1900}
    return {
        "currency": "EUR",
        "maximum": False,
        "days_needed": 5,
        "decline_fee_minor": 0,
        "valid_until": (datetime.now(UTC) + timedelta(days=14)).isoformat(),
        "lines": [line],
    }


def send(bench: Bench, repair: Any, goes: Any) -> None:
    """Logistics looks at the address, prints the label, hands the parcel over; the carrier delivers it."""
    seen = ask(
        reveal_address, repair.id, client=bench.logistics, body=RevealInput.from_dict({"purpose": "label"})
    )
    assert seen.street_lines == [STREET]
    parcel = NewShipmentInput.from_dict({"direction": "outbound", "parcel": {"carrier": "DHL"}})
    shipment = ask(create_repair_shipment, repair.id, client=bench.logistics, body=parcel)
    label = ask(get_address_label, shipment.id, client=bench.logistics)
    assert label.payload.read(5) == b"%PDF-"
    goes(bench.logistics, "outbound", serial="K61-004711")
    told = {"event_id": "1", "state": "delivered", "occurred_at": datetime.now(UTC).isoformat()}
    ask(
        report_tracking_event,
        shipment.id,
        client=bench.logistics,
        body=TrackingEventInput.from_dict(told),
    )
    assert ask(get_repair, repair.id, client=bench.customer).state.value == "delivered"


def check_end(bench: Bench, repair: Any) -> None:
    """The address is gone, and the customer can read who had it."""
    gone = get_address.sync_detailed(repair.id, client=bench.customer)
    assert gone.status_code == HTTPStatus.NOT_FOUND, gone.status_code
    [receipt] = ask(get_purge_receipt, repair.id, client=bench.customer).items
    assert receipt.rule == "closed", receipt.rule
    purposes = {
        access.purpose for access in ask(list_address_accesses, repair.id, client=bench.customer).items
    }
    assert "label" in purposes, purposes
