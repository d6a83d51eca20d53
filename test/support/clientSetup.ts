import { expect } from "chai";
import { type ClientOptions, createDearchiveClient, DearchiveClientError } from "../../client/index.ts";
import { type ApiSetup, type ApiSetupOptions, useApiSetup } from "./apiSetup.ts";
import { rejectionOf } from "./deferred.ts";
import { leadIdsIn } from "./factories.ts";
import { type FaultyProxy, startFaultyProxy } from "./faultyProxy.ts";

/** An API setup with a proxy in front that can simulate network faults. */
export interface ClientSetup extends ApiSetup {
  readonly proxy: FaultyProxy;
}

/** Creates an API setup with a proxy for a `describe`. Returns a getter for use inside tests. */
export function useClientSetup(options: ApiSetupOptions = {}): () => ClientSetup {
  const setup = useApiSetup(options);
  let proxy: FaultyProxy | undefined;
  const current = () => ({
    ...setup(),
    proxy: proxy ?? expect.fail("the proxy exists once the first test starts"),
  });

  before(async () => {
    proxy = await startFaultyProxy(() => setup().server.url);
  });
  beforeEach(() => proxy?.reset());
  after(() => proxy?.close());

  return current;
}

/**
 * Creates a client that records its pauses in `pauses` instead of waiting.
 *
 * @param duringPause runs instead of each pause
 */
export function clientWithoutPauses(
  { proxy, key }: Pick<ClientSetup, "proxy" | "key">,
  options: Partial<ClientOptions> = {},
  duringPause: (milliseconds: number) => Promise<void> | void = () => undefined,
) {
  const pauses: number[] = [];
  const { dearchive, archive, find, locate, runs } = createDearchiveClient({
    url: proxy.url,
    apiKey: key,
    random: () => 0,
    async sleep(milliseconds) {
      pauses.push(milliseconds);
      await duringPause(milliseconds);
    },
    ...options,
  });
  return { dearchive, archive, find, locate, runs, pauses };
}

/** Returns the error that a client's call rejects with. Fails if it resolves. */
export async function errorOf(run: Promise<unknown>): Promise<DearchiveClientError> {
  const error = await rejectionOf(run);
  return error instanceof DearchiveClientError
    ? error
    : expect.fail(`no DearchiveClientError: ${String(error)}`);
}

/** Expects exactly these leads to be live, and an empty archive. */
export async function expectLive({ database }: Pick<ApiSetup, "database">, ids: readonly number[]) {
  expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(ids);
  expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
}

/** Returns the Idempotency-Key of each request, in order. */
export function sentIdempotencyKeys({ proxy }: Pick<ClientSetup, "proxy">): readonly unknown[] {
  return proxy.seen.map(({ headers }) => headers["idempotency-key"]);
}

/** Returns the lead ids of each request, in order. */
export function sentLeadIds({ proxy }: Pick<ClientSetup, "proxy">): readonly (readonly number[])[] {
  return proxy.seen.map(({ body }) => (JSON.parse(body) as { lead_ids: number[] }).lead_ids);
}

/** Returns the ids from 1 to `count`. */
export function idsUpTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
