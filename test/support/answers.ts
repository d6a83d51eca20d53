import { expect } from "chai";
import type { Answer } from "./client.ts";

/** What a refusal looks like where the contract fixes the form of the body, but not the words. */
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

/** Proves that an answer tells nothing of what is behind it. */
export function expectNoInternals(answer: Answer): void {
  for (const [what, pattern] of Object.entries(INTERNALS))
    expect(answer.text, `${what} shows`).to.not.match(pattern);
}
