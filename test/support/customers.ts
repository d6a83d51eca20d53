import { dirname } from "node:path";
import { expect } from "chai";
import { type Config, type DatabaseAccount, readConfig } from "../../server/config/index.ts";
import type { PluginOptions } from "../../server/index.ts";
import { DEARCHIVE, fullMove } from "./apiSetup.ts";
import { type Answer, post, startServer, type TestServer } from "./client.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createKey, createUser, insertLeads } from "./factories.ts";
import { confOf, useFiles } from "./files.ts";

/** The names of the customers; the first one's database keeps every customer's keys and hours. */
export const CUSTOMERS = ["default", "acme", "globex"] as const;
export type CustomerName = (typeof CUSTOMERS)[number];

/** Three Vicidials, served by one plugin. */
export interface ThreeCustomers {
  readonly databases: Readonly<Record<CustomerName, TestDatabase>>;
  readonly keys: Readonly<Record<CustomerName, string>>;
  /** What every program of ours needs to know to serve them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly server: TestServer;
  /** Moves leads with a customer's key. */
  move(customer: CustomerName, ids: readonly number[], headers?: Record<string, string>): Promise<Answer>;
}

async function forEachCustomer<T>(
  make: (name: CustomerName) => Promise<T>,
): Promise<Record<CustomerName, T>> {
  return { default: await make("default"), acme: await make("acme"), globex: await make("globex") };
}

/** Makes them for a `describe`; before each test every customer has archived leads 1 to 3 and nothing else. */
export function useThreeCustomers(plugin: Omit<PluginOptions, "config"> = {}): () => ThreeCustomers {
  const file = useFiles();
  let town: ThreeCustomers | undefined;
  const current = (): ThreeCustomers => town ?? expect.fail("the town is made before the first test");

  before(async () => {
    const databases = await forEachCustomer(() => createTestDatabase());
    for (const database of Object.values(databases)) await createUser(database);
    const keys = await forEachCustomer(
      async (customer) => (await createKey(databases.default, { customer })).key,
    );
    const home = file("home", confOf(databases.default));
    for (const name of ["acme", "globex"] as const) file(`${name}.conf`, confOf(databases[name]));
    const environment = {
      DEARCHIVE_CONF: home,
      DEARCHIVE_CUSTOMERS: dirname(home),
      DEARCHIVE_LOG_LEVEL: "silent",
    };
    const config = { ...readConfig(environment), lockWaitSeconds: 30 };
    const server = await startServer(databases.default, { ...plugin, config });
    const move: ThreeCustomers["move"] = (customer, ids, headers) =>
      post(server.url + DEARCHIVE, keys[customer], fullMove(ids), headers);
    town = { databases, keys, environment, config, server, move };
  });

  beforeEach(async () => {
    for (const database of Object.values(current().databases)) {
      for (const table of [
        "vicidial_list",
        "vicidial_list_archive",
        "dearchive_batches",
        "dearchive_idempotency",
      ])
        await database.root(table).delete();
      await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    }
  });

  after(async () => {
    await town?.server.close();
    for (const database of Object.values(town?.databases ?? {})) await database.drop();
  });

  return current;
}

/** The configuration where one customer's database is reached in another way. */
export function withCustomerAccount(
  config: Config,
  customer: CustomerName,
  account: Partial<DatabaseAccount>,
): Config {
  const change = (each: Config["customers"][number]) =>
    each.name === customer ? { ...each, account: { ...each.account, ...account } } : each;
  const [home, ...others] = config.customers;
  return { ...config, customers: [change(home), ...others.map(change)] };
}
