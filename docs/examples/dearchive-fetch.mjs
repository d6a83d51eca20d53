/**
 * Restores archived leads with nothing but Node's own fetch: a short version of this package's client.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive-fetch.mjs 4 5 6
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive-fetch.mjs ids.txt   # one id per line
 *
 * Exit codes: 0 all batches done, 1 a batch was refused or failed, 2 wrong arguments.
 */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Leads per request, the default limit of a key. */
const BATCH = 500;
/** Attempts per failing request, about two minutes with the pauses between them. */
const ATTEMPTS = 10;
/** Milliseconds to wait for an answer. */
const TIMEOUT_MS = 120_000;
const COUNTS = ["select_count", "insert_count", "delete_count"];

const { DEARCHIVE_URL: url = "", DEARCHIVE_KEY: apiKey = "" } = process.env;

function printError(line) {
  process.stderr.write(`${line}\n`);
}

/** Reads the ids and removes duplicates: the API refuses a batch that names a lead twice. */
function readIds(args) {
  const isFile = args.length === 1 && !/^\d+$/.test(args[0]);
  const words = isFile ? readFileSync(args[0], "utf8").split(/\s+/).filter(Boolean) : args;
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (words.length === 0 || wrong !== undefined)
    throw new RangeError(wrong ? `not an id: ${wrong}` : "no leads");
  return [...new Set(words.map(Number))];
}

/** Sends one request. Returns status 0 without a complete answer. */
async function sendRequest(body, idempotencyKey) {
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/vicidial/leads/dearchive`, {
      method: "POST",
      headers: {
        Authorization: `Key=${apiKey}`,
        "Content-Type": "application/json",
        "Idempotency-Key": idempotencyKey,
      },
      body,
      // Following a redirect would turn the POST into a GET and might send the key to another address.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    return { status: response.status, retryAfter, text: await response.text() };
  } catch (error) {
    return { status: 0, retryAfter: 0, text: String(error.cause ?? error) };
  }
}

/** Reads the counts of a successful answer. A page of a proxy has none. */
function readCounts(text) {
  const counts = COUNTS.map((name) => text.match(`"${name}": ?(\\d+)`)?.[1]);
  if (counts.includes(undefined)) throw new Error(`this is not an answer of the API: ${text.slice(0, 200)}`);
  return counts.map(Number);
}

/**
 * Sends one batch until it is done. Every attempt has the same Idempotency-Key, so a retry after a lost answer gets that
 * answer again and moves nothing twice.
 */
async function sendBatch(ids) {
  const body = JSON.stringify({ insert_leads: true, delete_leads: true, lead_ids: ids });
  const idempotencyKey = randomUUID();
  for (let failures = 0, pause = 1; ; ) {
    const { status, retryAfter, text } = await sendRequest(body, idempotencyKey);
    if (status === 200) return readCounts(text);
    if ((status === 403 || status === 429) && retryAfter > 0) {
      // Office hours or the rate limit: wait, and do not count it as a failure.
      printError(`waiting ${retryAfter} s, as the server asks`);
      await sleep(retryAfter * 1000);
      continue;
    }
    failures += 1;
    const isTransient = status === 0 || status === 409 || status >= 500;
    if (!isTransient || failures === ATTEMPTS) throw new Error(`failed with ${status}: ${text}`);
    printError(`request failed (${status}), trying again`);
    await sleep((Math.max(pause, retryAfter) + Math.random()) * 1000);
    pause = Math.min(pause * 2, 30);
  }
}

async function main() {
  if (!url || !apiKey) {
    printError("DEARCHIVE_URL and DEARCHIVE_KEY must be set");
    return 2;
  }
  let ids;
  try {
    ids = readIds(process.argv.slice(2));
  } catch (error) {
    printError(`${error.message}\nusage: dearchive-fetch.mjs ID... | FILE`);
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
    printError(error.message);
    return 1;
  } finally {
    const [selected, inserted, deleted] = totals;
    process.stdout.write(`${selected} leads found, ${inserted} inserted, ${deleted} deleted\n`);
  }
}

process.exitCode = await main();
