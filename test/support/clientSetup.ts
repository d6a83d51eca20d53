import { expect } from "chai";
import { type ClientOptions, createDearchiveClient, DearchiveClientError } from "../../client/index.ts";
import { type ApiSetup, type ApiSetupOptions, useApiSetup } from "./apiSetup.ts";
import { rejectionOf } from "./deferred.ts";
import { leadIdsIn } from "./factories.ts";
import { type FaultyProxy, startFaultyProxy } from "./faultyProxy.ts";

/** A scene whose calls take a way that can make trouble. */
export interface ClientSetup extends ApiSetup {
  readonly proxy: FaultyProxy;
}

/** Makes a scene for a `describe`, with a proxy in front of the plugin. */
export function useClientSetup(options: ApiSetupOptions = {}): () => ClientSetup {
  const setup = useApiSetup(options);
  let proxy: FaultyProxy | undefined;
  const current = () => ({ ...setup(), proxy: proxy ?? expect.fail("made before the first test") });

  before(async () => {
    proxy = await startFaultyProxy(() => setup().server.url);
  });
  beforeEach(() => proxy?.reset());
  after(() => proxy?.close());

  return current;
}

/**
 * A client of the scene that wastes no time: its pauses are only noted.
 *
 * @param duringPause what happens in the world meanwhile
 */
export function clientWithoutPauses(
  { proxy, key }: Pick<ClientSetup, "proxy" | "key">,
  options: Partial<ClientOptions> = {},
  duringPause: (milliseconds: number) => Promise<void> | void = () => undefined,
) {
  const pauses: number[] = [];
  const { dearchive, archive } = createDearchiveClient({
    url: proxy.url,
    apiKey: key,
    random: () => 0,
    async sleep(milliseconds) {
      pauses.push(milliseconds);
      await duringPause(milliseconds);
    },
    ...options,
  });
  return { dearchive, archive, pauses };
}

/** The error that a run ends with. */
export async function errorOf(run: Promise<unknown>): Promise<DearchiveClientError> {
  const error = await rejectionOf(run);
  return error instanceof DearchiveClientError ? error : expect.fail(`ended otherwise: ${String(error)}`);
}

/** Proves that leads are live and nowhere else. */
export async function expectLive({ database }: Pick<ApiSetup, "database">, ids: readonly number[]) {
  expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(ids);
  expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
}

/** The Idempotency-Key of each call that went out. */
export function sentIdempotencyKeys({ proxy }: Pick<ClientSetup, "proxy">): readonly unknown[] {
  return proxy.seen.map(({ headers }) => headers["idempotency-key"]);
}

/** The leads of each call that went out. */
export function sentLeadIds({ proxy }: Pick<ClientSetup, "proxy">): readonly (readonly number[])[] {
  return proxy.seen.map(({ body }) => (JSON.parse(body) as { lead_ids: number[] }).lead_ids);
}

/** So many ids, from 1. */
export function idsUpTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
