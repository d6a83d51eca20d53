/**
 * Brings archived leads back with the client of this package. It cuts the list into batches, retries, and waits.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive.mjs 4 5 6
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive.mjs ids.txt   # one id a line
 *
 * Exit code: 0 every batch was carried out, 1 one was refused or failed, 2 called wrongly, 130 stopped by Ctrl-C.
 */

import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { createDearchiveClient, DearchiveClientError } from "vicidial-dearchive/client";

const { DEARCHIVE_URL: url, DEARCHIVE_KEY: apiKey } = process.env;
const words = process.argv.slice(2);
const [file] = words.length === 1 && !/^\d+$/.test(words[0]) ? words : [];

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Ids as they are needed: the list may be of any length. */
async function* leadIds() {
  const lines = file === undefined ? words : (await open(file)).readLines();
  for await (const line of lines) {
    const word = line.trim();
    if (word !== "" && !/^\d+$/.test(word)) throw new RangeError(`not an id: ${word}`);
    if (word !== "") yield Number(word);
  }
}

function tell({ leads, waitingFor, waitingUntil }) {
  if (waitingUntil) say(`${leads} leads so far; waiting until ${waitingUntil.toISOString()} (${waitingFor})`);
}

function report({ leads, inserted, deleted }) {
  process.stdout.write(`${leads} leads found, ${inserted} inserted, ${deleted} deleted\n`);
}

async function main() {
  if (!url || !apiKey || words.length === 0 || (file !== undefined && !existsSync(file))) {
    say("usage: DEARCHIVE_URL=... DEARCHIVE_KEY=... node dearchive.mjs ID... | FILE");
    return 2;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    const client = createDearchiveClient({ url, apiKey });
    // With `skipMissing: true` leads that are not in the archive would be left out and counted, not refused.
    report(await client.dearchive(leadIds(), { signal: stop.signal, onProgress: tell }));
    return 0;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      say(error.message);
      return 2;
    }
    if (!(error instanceof DearchiveClientError)) throw error;
    say([error.message, ...error.leadIds].join(" "));
    report(error.soFar);
    return error.code === "aborted" ? 130 : 1;
  }
}

process.exitCode = await main();
