/**
 * Restores archived leads with this package's client, which splits the list into batches, retries and waits.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive.mjs 4 5 6
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node dearchive.mjs ids.txt   # one id per line
 *
 * Exit codes: 0 all batches done, 1 a batch was refused or failed, 2 wrong arguments, 130 stopped with Ctrl-C.
 */

import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { createDearchiveClient, DearchiveClientError } from "vicidial-dearchive/client";

const { DEARCHIVE_URL: url, DEARCHIVE_KEY: apiKey } = process.env;
const words = process.argv.slice(2);
const [file] = words.length === 1 && !/^\d+$/.test(words[0]) ? words : [];

function printError(line) {
  process.stderr.write(`${line}\n`);
}

/** Yields ids one by one, so the list may be of any length. */
async function* leadIds() {
  const lines = file === undefined ? words : (await open(file)).readLines();
  for await (const line of lines) {
    const word = line.trim();
    if (word !== "" && !/^\d+$/.test(word)) throw new RangeError(`not an id: ${word}`);
    if (word !== "") yield Number(word);
  }
}

function printWait({ leads, waitingFor, waitingUntil }) {
  if (waitingUntil)
    printError(`${leads} leads so far; waiting until ${waitingUntil.toISOString()} (${waitingFor})`);
}

function printCounts({ leads, inserted, deleted }) {
  process.stdout.write(`${leads} leads found, ${inserted} inserted, ${deleted} deleted\n`);
}

async function main() {
  if (!url || !apiKey || words.length === 0 || (file !== undefined && !existsSync(file))) {
    printError("usage: DEARCHIVE_URL=... DEARCHIVE_KEY=... node dearchive.mjs ID... | FILE");
    return 2;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    const client = createDearchiveClient({ url, apiKey });
    // Add `skipMissing: true` to skip and count leads that are not in the archive, instead of failing at them.
    printCounts(await client.dearchive(leadIds(), { signal: stop.signal, onProgress: printWait }));
    return 0;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      printError(error.message);
      return 2;
    }
    if (!(error instanceof DearchiveClientError)) throw error;
    printError([error.message, ...error.leadIds].join(" "));
    printCounts(error.soFar);
    return error.code === "aborted" ? 130 : 1;
  }
}

process.exitCode = await main();
