import { expect } from "chai";
import type { StorageEngine } from "../../demo/defaults.ts";
import type { Config } from "../../server/config/index.ts";
import type { PluginOptions } from "../../server/index.ts";
import { type Answer, post, startServer, type TestServer } from "./client.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createKey, createUser, readLeads } from "./factories.ts";

export const DEARCHIVE = "/vicidial/leads/dearchive";
export const ARCHIVE = "/vicidial/leads/archive";

/** Returns the request body of a complete move: insert and delete. */
export function fullMove(leadIds: readonly unknown[]) {
  return { insert_leads: true, delete_leads: true, lead_ids: leadIds };
}

/** A database with a user and an API key that may look up, restore and archive, and a server that uses it. */
export interface ApiSetup {
  readonly database: TestDatabase;
  readonly server: TestServer;
  readonly key: string;
  /** Posts to the dearchive API with `key`. */
  dearchive(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface ApiSetupOptions {
  readonly plugin?: Omit<PluginOptions, "config">;
  readonly config?: Partial<Config>;
  /** Engine of the lead tables; MyISAM, Vicidial's default, when omitted. */
  readonly engine?: StorageEngine;
}

/** Creates an API setup for a `describe` and empties both lead tables before each test. Returns a getter for use inside tests. */
export function useApiSetup(options: ApiSetupOptions = {}): () => ApiSetup {
  let setup: ApiSetup | undefined;
  const current = (): ApiSetup => setup ?? expect.fail("the setup exists once the first test starts");

  before(async () => {
    const database = await createTestDatabase(options.engine ? { engine: options.engine } : {});
    await createUser(database);
    const { key } = await createKey(database, { scopes: ["read", "restore", "archive"] });
    const config = { ...database.config, ...options.config };
    const server = await startServer(database, { ...options.plugin, config });
    const dearchive = (body: unknown, headers: Record<string, string> = {}) =>
      post(server.url + DEARCHIVE, key, body, headers);
    setup = { database, server, key, dearchive };
  });

  beforeEach(async () => {
    for (const table of ["vicidial_list", "vicidial_list_archive"])
      await current().database.root(table).delete();
  });

  after(async () => {
    await setup?.server.close();
    await setup?.database.drop();
  });

  return current;
}

/** Runs `work` and expects every byte of both lead tables to be unchanged. Returns the result of `work`. */
export async function leavingLeadsUntouched<T>(
  { database }: Pick<ApiSetup, "database">,
  work: () => Promise<T>,
): Promise<T> {
  const read = async () => [
    await readLeads(database, "vicidial_list"),
    await readLeads(database, "vicidial_list_archive"),
  ];
  const before = await read();
  const result = await work();
  expect(await read(), "the lead tables").to.deep.equal(before);
  return result;
}
