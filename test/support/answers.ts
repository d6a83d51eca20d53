import { expect } from "chai";
import type { Answer } from "./client.ts";

/** Expects a refusal whose message the contract leaves open. Returns the message. */
export function expectRefusalForm(answer: Answer, status: number): string {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers.get("Content-Type")).to.match(/^application\/json/);
  expect(answer.body).to.have.all.keys("message", "lead_errors", "lead_ids");
  expect(answer.body).to.deep.include({ lead_errors: 0, lead_ids: [] });
  const { message } = answer.body as { message: unknown };
  return typeof message === "string" ? message : expect.fail(`no message in ${answer.text}`);
}

const INTERNALS: Readonly<Record<string, RegExp>> = {
  SQL: /\b(select|insert into|update|delete from|where|join|alter)\b/i,
  "a table": /vicidial_(?!list\b|list_archive\b)\w+|dearchive_\w+/i,
  "a database error": /\bER_|E[A-Z]{5,}|errno|sqlstate|mysql|mariadb|knex/,
  "an address": /127\.0\.0\.1|localhost|:\d{4,5}\b/i,
  "a file": /\/(tmp|home|root|work|usr|node_modules|server|dist)\b|\.(ts|js)\b/,
  "a stack": /\bat \w+.*\(|Error:/,
};

/** Expects a response that reveals nothing about the server's internals. */
export function expectNoInternals(answer: Answer): void {
  for (const [name, pattern] of Object.entries(INTERNALS))
    expect(answer.text, `${name} is visible`).to.not.match(pattern);
}
