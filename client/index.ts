import type { LeadIds } from "./batches.ts";
import { createLookups } from "./lookup.ts";
import { run } from "./run.ts";
import { createRuns } from "./runs.ts";
import { createSender } from "./send.ts";
import { sleep } from "./sleep.ts";
import type { ArchiveOptions, ClientOptions, RunOptions, Summary } from "./types.ts";

/**
 * Client for integrators: finds, restores or archives any number of leads through the REST API. Retries are safe, pauses follow the
 * server's requests, and it needs only Node's own modules.
 */

const BATCH_SIZE = 500;
const ATTEMPTS = 15;
const FIRST_PAUSE_MS = 500;
const TIMEOUT_MS = 120_000;

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} wants a whole number from 1, found ${value}`);
}

/** Returns the URL of each API; only paths of moves name the customer. @throws TypeError for an invalid url */
function pathsOf({ url, customer }: ClientOptions) {
  const base = new URL(url).href.replace(/\/+$/, "");
  const suffix = customer === undefined ? "" : `/${encodeURIComponent(customer)}`;
  const lookupPath = (api: string) => `${base}/vicidial/leads/${api}`;
  return { pathOf: (api: string) => lookupPath(api) + suffix, lookupPath };
}

/**
 * Creates a client. It opens nothing and can serve any number of jobs.
 *
 * @throws TypeError for an invalid url, or a key that does not fit into a header; RangeError for an invalid number
 */
export function createDearchiveClient(options: ClientOptions) {
  const now = options.now ?? Date.now;
  const { pathOf, lookupPath } = pathsOf(options);
  const headers = {
    Authorization: `Key=${options.apiKey}`,
    "Content-Type": "application/json",
    Accept: "application/json, application/problem+json",
  };
  // Otherwise a key with a line break would look like a network failure.
  new Headers(headers);
  const parts = {
    send: createSender({
      fetch: options.fetch ?? globalThis.fetch,
      headers,
      timeoutMs: wholeNumber("timeoutMs", options.timeoutMs ?? TIMEOUT_MS),
      now,
    }),
    batchSize: wholeNumber("batchSize", options.batchSize ?? BATCH_SIZE),
    retryPolicy: {
      attempts: wholeNumber("attempts", options.attempts ?? ATTEMPTS),
      firstPauseMs: wholeNumber("firstPauseMs", options.firstPauseMs ?? FIRST_PAUSE_MS),
      sleep: options.sleep ?? sleep,
      random: options.random ?? Math.random,
      now,
    },
  };

  return {
    ...createLookups({ ...parts, urlOf: lookupPath }),

    /** Runs: up to 100,000 leads moved in the background. */
    runs: createRuns({ ...parts, urlOf: lookupPath }),

    /**
     * Restores archived leads.
     *
     * @param leadIds any number of ids, also as a stream; repeated ids are sent once
     * @throws DearchiveClientError whose `code` tells why, and whose `soFar` tells what was done before
     */
    dearchive(leadIds: LeadIds, wishes: RunOptions = {}): Promise<Summary> {
      const flags = { insert_leads: wishes.insert ?? true, delete_leads: wishes.delete ?? true };
      return run({ ...parts, url: pathOf("dearchive"), flags }, leadIds, wishes);
    },

    /**
     * Moves live leads into the archive.
     *
     * @param leadIds any number of ids, also as a stream; repeated ids are sent once
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
export { DearchiveClientError } from "./clientError.ts";
export type {
  ArchivedLead,
  FindOptions,
  LeadLocation,
  LeadSearch,
  LocatedCode,
  LocatedLead,
  LookupOptions,
  OneOrMore,
} from "./lookupTypes.ts";
export type {
  CreateRunOptions,
  NewRun,
  Run,
  RunCallOptions,
  RunChanges,
  RunCounts,
  RunDirection,
  RunLead,
  RunSearch,
  RunSettings,
  RunState,
  WaitOptions,
} from "./runTypes.ts";
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
