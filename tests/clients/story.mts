// The desk's main story through a client that is typed by the document alone. The link that confirms an
// address is asked for on standard output and read from standard input: whoever runs this has the mailbox.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./desk.d.ts";

type Desk = Client<paths>;
type Problem = components["schemas"]["Problem"];
type Ticket = components["schemas"]["Ticket"];

const [baseUrl = "", agentEmail = "", password = ""] = process.argv.slice(2);
assert(password, "usage: story.mts URL EMAIL-OF-AN-AGENT PASSWORD");

/** What was answered, if it was no problem. */
function good<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  const { data, error, response } = answer;
  assert(data !== undefined, `${response.status} ${error?.code}: ${error?.detail}`);
  return data;
}

/** The problem that was answered. */
function refused(answer: { data?: unknown; error?: Problem; response: Response }, status: number): Problem {
  assert.equal(answer.response.status, status);
  assert.equal(answer.response.headers.get("content-type"), "application/problem+json");
  assert(answer.error, `${status} without a problem`);
  assert.equal(answer.error.status, status);
  return answer.error;
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function linkTo(email: string): Promise<string> {
  console.log(`link ${email}`);
  const { value } = await lines.next();
  assert(typeof value === "string" && value.length > 0, "no link has come");
  return value;
}

async function signIn(email: string): Promise<Desk> {
  const visitor = createClient<paths>({ baseUrl });
  const tokens = good(await visitor.POST("/api/v1/auth/token", { body: { email, password } }));
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${tokens.access_token}` } });
}

async function join(email: string): Promise<Desk> {
  const visitor = createClient<paths>({ baseUrl });
  const person = { name: "Tess Type", email, password };
  const registered = await visitor.POST("/api/v1/auth/register", { body: person });
  assert.equal(registered.response.status, 202);
  const token = await linkTo(email);
  const confirmed = await visitor.POST("/api/v1/auth/verify-email", { body: { token, password } });
  assert.equal(confirmed.response.status, 204);
  return signIn(email);
}

async function open(desk: Desk, subject: string, key: string): Promise<Ticket> {
  const params = { header: { "Idempotency-Key": key } };
  return good(await desk.POST("/api/v1/tickets", { params, body: { subject, body: "It jams." } }));
}

/** Every ticket, page by page to the end. */
async function allTickets(desk: Desk, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor === null ? { limit } : { limit, cursor };
    const page: components["schemas"]["TicketPage"] = good(
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
const change = async (priority: components["schemas"]["TicketPriority"]) =>
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

console.log("told");
process.exit();
