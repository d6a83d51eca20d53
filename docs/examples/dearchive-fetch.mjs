/**
 * Brings archived leads back with nothing but Node's own fetch: what the client of this package does, in short.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive-fetch.mjs 4 5 6
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive-fetch.mjs ids.txt   # one id a line
 *
 * Exit code: 0 every batch was carried out, 1 one was refused or failed, 2 called wrongly.
 */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Leads a call: what a key allows, unless its operator set another limit. */
const BATCH = 500;
/** Of a call that fails; with the pauses between them about two minutes. */
const ATTEMPTS = 10;
/** Milliseconds that an answer is waited for. */
const TIMEOUT_MS = 120_000;
const COUNTS = ["select_count", "insert_count", "delete_count"];

const { DEARCHIVE_URL: url = "", DEARCHIVE_KEY: apiKey = "" } = process.env;

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** The ids, each once: a batch that names one twice is refused. */
function readIds(given) {
  const isFile = given.length === 1 && !/^\d+$/.test(given[0]);
  const words = isFile ? readFileSync(given[0], "utf8").split(/\s+/).filter(Boolean) : given;
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (words.length === 0 || wrong !== undefined)
    throw new RangeError(wrong ? `not an id: ${wrong}` : "no leads");
  return [...new Set(words.map(Number))];
}

/** Sends one call. Status 0: no whole answer. */
async function call(body, idempotencyKey) {
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/vicidial/leads/dearchive`, {
      method: "POST",
      headers: {
        Authorization: `Key=${apiKey}`,
        "Content-Type": "application/json",
        "Idempotency-Key": idempotencyKey,
      },
      body,
      // Followed, a redirect would turn the call into a GET, and might carry the key elsewhere.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, retryAfter, text: await response.text() };
  } catch (error) {
    return { status: 0, retryAfter: 0, text: String(error.cause ?? error) };
  }
}

/** The counts of a 200; a proxy's page has none. */
function readCounts(text) {
  const counts = COUNTS.map((name) => text.match(`"${name}": ?(\\d+)`)?.[1]);
  if (counts.includes(undefined)) throw new Error(`the answer is not one of this API: ${text.slice(0, 200)}`);
  return counts.map(Number);
}

/**
 * Sends one batch until it is carried out. The same Idempotency-Key each time makes that safe: an answer that was lost
 * is given again, and nothing is done twice.
 */
async function sendBatch(ids) {
  const body = JSON.stringify({ insert_leads: true, delete_leads: true, lead_ids: ids });
  const idempotencyKey = randomUUID();
  for (let failures = 0, pause = 1; ; ) {
    const { status, retryAfter, text } = await call(body, idempotencyKey);
    if (status === 200) return readCounts(text);
    if ((status === 403 || status === 429) && retryAfter > 0) {
      // Office hours, or too many calls a minute: no failure, but something that ends.
      say(`the server asks for a pause of ${retryAfter} s`);
      await sleep(retryAfter * 1000);
      continue;
    }
    failures += 1;
    const mayPass = status === 0 || status === 409 || status >= 500;
    if (!mayPass || failures === ATTEMPTS) throw new Error(`failed with ${status}: ${text}`);
    say(`no success (${status}), trying again`);
    await sleep((Math.max(pause, retryAfter) + Math.random()) * 1000);
    pause = Math.min(pause * 2, 30);
  }
}

async function main() {
  if (!url || !apiKey) {
    say("DEARCHIVE_URL and DEARCHIVE_KEY must be set");
    return 2;
  }
  let ids;
  try {
    ids = readIds(process.argv.slice(2));
  } catch (error) {
    say(`${error.message}\nusage: dearchive-fetch.mjs ID... | FILE`);
    return 2;
  }
  let totals = [0, 0, 0];
  try {
    for (let start = 0; start < ids.length; start += BATCH) {
      const counts = await sendBatch(ids.slice(start, start + BATCH));
      totals = totals.map((total, index) => total + counts[index]);
    }
    return 0;
  } catch (error) {
    say(error.message);
    return 1;
  } finally {
    const [selected, inserted, deleted] = totals;
    process.stdout.write(`${selected} leads found, ${inserted} inserted, ${deleted} deleted\n`);
  }
}

process.exitCode = await main();
