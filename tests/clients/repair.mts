// A repair from the request to its end, through a client that is typed by the document alone. Its staff is there.

import assert from "node:assert/strict";
import { type Desk, type Schemas, good, join, refused, signIn, told } from "./desk.mts";

type Move = Schemas["RepairTransitionInput"];

const customer = await join("tora@type.example");
const [admin, agent, technician, logistics] = await Promise.all([
  signIn("admin@bench.example"),
  signIn("agent@bench.example"),
  signIn("technician@bench.example"),
  signIn("logistics@bench.example"),
]);
const serial = "T49-000815";
const anyVersion = { "If-Match": "*" };

const product = good(await admin.POST("/api/v1/products", { body: { sku: "T49", name: "Keys 49" } }));
const device = good(await customer.POST("/api/v1/devices", { body: { product_id: product.id, serial } }));
const ticket = good(await customer.POST("/api/v1/tickets", { body: { subject: "Fader 3", body: "It jams." } }));
const wanted: Schemas["RepairInput"] = {
  ticket_id: ticket.id,
  device_id: device.id,
  symptom: "It jams halfway.",
  battery: "none",
  return_method: "parcel",
};
const repair = good(await customer.POST("/api/v1/repairs", { body: wanted }));
const path = { repair_id: repair.id };

async function move(who: Desk, body: Move) {
  return who.POST("/api/v1/repairs/{repair_id}/transitions", { params: { path, header: anyVersion }, body });
}

async function goes(who: Desk, body: Move): Promise<void> {
  assert.equal(good(await move(who, body)).state, body.to);
}

async function now(): Promise<Schemas["Repair"]> {
  return good(await customer.GET("/api/v1/repairs/{repair_id}", { params: { path } }));
}

async function gives(version: string) {
  const body: Schemas["AddressInput"] = {
    country: "DE",
    recipient: "Herta Kupferkessel",
    street_lines: ["Zwölfapfelstraße 17"],
    locality: "Berlin",
    postal_code: "10997",
  };
  const params = { path, header: { "If-Match": version } };
  return customer.PUT("/api/v1/repairs/{repair_id}/address", { params, body });
}

// What cannot be done says what can.
const tooEarly = refused(await move(technician, { to: "testing" }), 409);
assert.equal(tooEarly.code, "state_conflict");
const possible = good(await technician.GET("/api/v1/repairs/{repair_id}", { params: { path } })).allowed_transitions;
assert.deepEqual(tooEarly.allowed_transitions, possible.map((transition) => transition.to));
const ofAgent = refused(await move(agent, { to: "closed" }), 409);
assert(ofAgent.allowed_transitions?.includes("authorized"), `${ofAgent.allowed_transitions}`);

await goes(agent, { to: "authorized", coverage: "paid", reason: "The guarantee is over." });
refused(await gives('"0"'), 409);
await goes(customer, { to: "inbound" });
await goes(logistics, { to: "received", rma_number: repair.rma_number });
const supply = { name: "Power supply", declared: 1, received: 0 };
await goes(technician, { to: "diagnosing", intake: { serial, condition: "Dusty.", accessories: [supply] } });

const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
const line = { kind: "labour", text: "Fader", quantity_milli: 1000, unit_minor: 4500, tax_rate: 1900 } as const;
const quote = { currency: "EUR", maximum: false, days_needed: 5, decline_fee_minor: 0, valid_until: tomorrow };
await goes(agent, { to: "awaiting_approval", quote: { ...quote, lines: [line] } });
const quotes = good(await customer.GET("/api/v1/repairs/{repair_id}/quotes", { params: { path } }));
const [offer] = quotes.items;
assert(offer);
const { version, content_hash } = offer;
await goes(customer, { to: "repairing", quote_version: { version, content_hash } });
await goes(technician, { to: "testing", work: { text: "Replaced fader 3.", minutes: 40 } });
await goes(technician, { to: "ready_to_ship", checklist: ["All faders reach both ends."], outcome: "repaired" });

assert((await now()).awaiting_address_since);
good(await gives('"0"'));
refused(await gives('"0"'), 412);
const reveals = { params: { path }, body: { purpose: "label" } as const };
const seen = good(await logistics.POST("/api/v1/repairs/{repair_id}/address/reveals", reveals));
assert.deepEqual(seen.street_lines, ["Zwölfapfelstraße 17"]);
const outbound = { direction: "outbound", parcel: { carrier: "DHL" } } as const;
const parcels = { params: { path }, body: outbound };
const shipment = good(await logistics.POST("/api/v1/repairs/{repair_id}/shipments", parcels));
const ofShipment = { path: { shipment_id: shipment.id } };
const label = await logistics.GET("/api/v1/shipments/{shipment_id}/label.pdf", {
  params: ofShipment,
  parseAs: "arrayBuffer",
});
assert.equal(Buffer.from(good(label)).subarray(0, 5).toString(), "%PDF-");
await goes(logistics, { to: "outbound", serial });
const delivered = { event_id: "1", state: "delivered", occurred_at: new Date().toISOString() } as const;
const events = { params: ofShipment, body: delivered };
good(await logistics.POST("/api/v1/shipments/{shipment_id}/tracking-events", events));
assert.equal((await now()).state, "delivered");
await goes(customer, { to: "closed" });

const gone = await customer.GET("/api/v1/repairs/{repair_id}/address", { params: { path } });
assert.equal(refused(gone, 404).code, "not_found");
const receipt = good(await customer.GET("/api/v1/repairs/{repair_id}/purge-receipt", { params: { path } }));
assert.deepEqual(receipt.items.map((end) => end.rule), ["closed"]);
assert.deepEqual(refused(await move(customer, { to: "repairing" }), 409).allowed_transitions, []);
told();
