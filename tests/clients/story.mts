// The desk's main story through a client that is typed by the document alone.

import assert from "node:assert/strict";
import { type Desk, type Schemas, given, good, join, refused, signIn, told } from "./desk.mts";

const [agentEmail = ""] = given;

async function open(desk: Desk, subject: string, key: string): Promise<Schemas["Ticket"]> {
  const params = { header: { "Idempotency-Key": key } };
  return good(await desk.POST("/api/v1/tickets", { params, body: { subject, body: "It jams." } }));
}

/** Every ticket, page by page to the end. */
async function allTickets(desk: Desk, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor === null ? { limit } : { limit, cursor };
    const page: Schemas["TicketPage"] = good(
      await desk.GET("/api/v1/tickets", { params: { query } }),
    );
    assert(page.items.length <= limit);
    ids.push(...page.items.map((ticket) => ticket.id));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return ids;
}

const tess = await join("tess@type.example");
const ada = await signIn(agentEmail);

const ticket = await open(tess, "Fader 3", "the-first");
assert.equal((await open(tess, "Fader 3", "the-first")).id, ticket.id, "one key, two tickets");
const at = { path: { ticket_id: ticket.id } };

const reply = { kind: "reply", body: "Which firmware?" } as const;
good(await ada.POST("/api/v1/tickets/{ticket_id}/messages", { params: at, body: reply }));
const note = { kind: "note", body: "Third one this week." } as const;
good(await ada.POST("/api/v1/tickets/{ticket_id}/messages", { params: at, body: note }));
const messages = good(await tess.GET("/api/v1/tickets/{ticket_id}/messages", { params: at }));
assert.deepEqual(messages.items.map((message) => message.body), ["It jams.", "Which firmware?"]);

const opened = [ticket.id];
for (let number = 1; number <= 7; number++) opened.push((await open(tess, `Fader ${number}`, `more-${number}`)).id);
assert.deepEqual((await allTickets(tess, 3)).sort(), opened.sort());

const read = await ada.GET("/api/v1/tickets/{ticket_id}", { params: at });
const tag = read.response.headers.get("etag");
assert(tag);
const change = async (priority: Schemas["TicketPriority"]) =>
  ada.PATCH("/api/v1/tickets/{ticket_id}", {
    params: { ...at, header: { "If-Match": tag } },
    body: { priority },
    headers: { "Content-Type": "application/merge-patch+json" },
  });
const changed = good(await change("high"));
assert.equal(changed.staff?.priority, "high");
const stale = refused(await change("low"), 412);
assert.equal(stale.code, "precondition_failed");
assert.equal(stale.current_version, changed.version);

const nameless = await tess.POST("/api/v1/tickets", { body: { subject: "", body: "It jams." } });
const problem = refused(nameless, 422);
assert.deepEqual(problem.errors.map((error) => [error.pointer, error.code]), [["#/subject", "blank"]]);

told();
