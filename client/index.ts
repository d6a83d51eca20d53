import type { LeadIds } from "./batches.ts";
import { run } from "./run.ts";
import { createSender } from "./send.ts";
import { sleep } from "./sleep.ts";
import type { ArchiveOptions, ClientOptions, RunOptions, Summary } from "./types.ts";

/**
 * A client for integrators: brings any number of leads back, or archives them, through the REST API. It keeps calls that
 * failed safe to send again, waits where the server asks for it, and needs nothing but Node's own modules.
 */

const BATCH_SIZE = 500;
const ATTEMPTS = 15;
const FIRST_PAUSE_MS = 500;
const TIMEOUT_MS = 120_000;

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} wants a whole number from 1, found ${value}`);
}

/** Where each API answers. @throws TypeError where the url is none */
function pathsOf({ url, customer }: ClientOptions): (api: string) => string {
  const base = new URL(url).href.replace(/\/+$/, "");
  const suffix = customer === undefined ? "" : `/${encodeURIComponent(customer)}`;
  return (api) => `${base}/vicidial/leads/${api}${suffix}`;
}

/**
 * Makes a client. It opens nothing, and may serve any number of runs.
 *
 * @throws TypeError where the url is none, or the key cannot stand in a header; RangeError where a number makes no sense
 */
export function createDearchiveClient(options: ClientOptions) {
  const now = options.now ?? Date.now;
  const pathOf = pathsOf(options);
  const headers = {
    Authorization: `Key=${options.apiKey}`,
    "Content-Type": "application/json",
    Accept: "application/json, application/problem+json",
  };
  // A key with a line break would otherwise look like a network that fails.
  new Headers(headers);
  const parts = {
    send: createSender({
      fetch: options.fetch ?? globalThis.fetch,
      headers,
      timeoutMs: wholeNumber("timeoutMs", options.timeoutMs ?? TIMEOUT_MS),
      now,
    }),
    batchSize: wholeNumber("batchSize", options.batchSize ?? BATCH_SIZE),
    patience: {
      attempts: wholeNumber("attempts", options.attempts ?? ATTEMPTS),
      firstPauseMs: wholeNumber("firstPauseMs", options.firstPauseMs ?? FIRST_PAUSE_MS),
      sleep: options.sleep ?? sleep,
      random: options.random ?? Math.random,
      now,
    },
  };

  return {
    /**
     * Brings archived leads back to life.
     *
     * @param leadIds of any number, also as a stream; one given twice is sent once
     * @throws DearchiveClientError whose `code` tells why, and whose `soFar` tells what was done before
     */
    dearchive(leadIds: LeadIds, wishes: RunOptions = {}): Promise<Summary> {
      const flags = { insert_leads: wishes.insert ?? true, delete_leads: wishes.delete ?? true };
      return run({ ...parts, url: pathOf("dearchive"), flags }, leadIds, wishes);
    },

    /**
     * Moves live leads into the archive.
     *
     * @param leadIds of any number, also as a stream; one given twice is sent once
     * @throws DearchiveClientError whose `code` tells why, and whose `soFar` tells what was done before
     */
    archive(leadIds: LeadIds, wishes: ArchiveOptions = {}): Promise<Summary> {
      const flags = {
        insert_leads: wishes.insert ?? true,
        update_leads: wishes.update ?? false,
        delete_leads: wishes.delete ?? true,
      };
      return run({ ...parts, url: pathOf("archive"), flags }, leadIds, wishes);
    },
  };
}

export type DearchiveClient = ReturnType<typeof createDearchiveClient>;
export type { LeadIds } from "./batches.ts";
export { DearchiveClientError } from "./error.ts";
export type {
  ArchiveOptions,
  ClientOptions,
  Counts,
  ErrorCode,
  LeadResult,
  Progress,
  RunOptions,
  Sleep,
  Summary,
} from "./types.ts";
