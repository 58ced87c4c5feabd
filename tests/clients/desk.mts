// What every story needs. The link that confirms an address is asked for on standard output and read from
// standard input: whoever runs this has the mailbox.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./desk.d.ts";

export type Desk = Client<paths>;
export type Schemas = components["schemas"];
type Problem = Schemas["Problem"];

const [baseUrl = "", password = "", ...rest] = process.argv.slice(2);
assert(password, "usage: STORY.mts URL PASSWORD …");

/** What else the story was told. */
export const given: readonly string[] = rest;

/** What was answered, if it was no problem. */
export function good<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  const { data, error, response } = answer;
  assert(data !== undefined, `${response.status} ${error?.code}: ${error?.detail}`);
  return data;
}

/** The problem that was answered. */
export function refused(answer: { data?: unknown; error?: Problem; response: Response }, status: number): Problem {
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

export async function signIn(email: string): Promise<Desk> {
  const visitor = createClient<paths>({ baseUrl });
  const tokens = good(await visitor.POST("/api/v1/auth/token", { body: { email, password } }));
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${tokens.access_token}` } });
}

export async function join(email: string): Promise<Desk> {
  const visitor = createClient<paths>({ baseUrl });
  const person = { name: "Tess Type", email, password };
  const registered = await visitor.POST("/api/v1/auth/register", { body: person });
  assert.equal(registered.response.status, 202);
  const token = await linkTo(email);
  const confirmed = await visitor.POST("/api/v1/auth/verify-email", { body: { token, password } });
  assert.equal(confirmed.response.status, 204);
  return signIn(email);
}

/** The story has ended well. */
export function told(): never {
  console.log("told");
  process.exit();
}
