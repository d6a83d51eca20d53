import { dirname } from "node:path";
import { expect } from "chai";
import { type Config, type DatabaseAccount, readConfig } from "../../server/config/index.ts";
import type { PluginOptions } from "../../server/index.ts";
import { DEARCHIVE, fullMove } from "./apiSetup.ts";
import { type Answer, post, startServer, type TestServer } from "./client.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createKey, createUser, insertLeads } from "./factories.ts";
import { confOf, useFiles } from "./files.ts";

/** Customer names. The first customer's database stores the keys and office hours of all. */
export const CUSTOMERS = ["default", "acme", "globex"] as const;
export type CustomerName = (typeof CUSTOMERS)[number];

/** Three customers with a Vicidial database each, served by one plugin. */
export interface ThreeCustomers {
  readonly databases: Readonly<Record<CustomerName, TestDatabase>>;
  readonly keys: Readonly<Record<CustomerName, string>>;
  /** Environment variables for programs that serve these customers. */
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly server: TestServer;
  /** Restores leads with a customer's key. */
  move(customer: CustomerName, ids: readonly number[], headers?: Record<string, string>): Promise<Answer>;
}

async function forEachCustomer<T>(
  make: (name: CustomerName) => Promise<T>,
): Promise<Record<CustomerName, T>> {
  return { default: await make("default"), acme: await make("acme"), globex: await make("globex") };
}

/** Creates three customers for a `describe`. Before each test, every customer has exactly the archived leads 1 to 3. */
export function useThreeCustomers(plugin: Omit<PluginOptions, "config"> = {}): () => ThreeCustomers {
  const file = useFiles();
  let customers: ThreeCustomers | undefined;
  const current = (): ThreeCustomers =>
    customers ?? expect.fail("the customers exist once the first test starts");

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
    customers = { databases, keys, environment, config, server, move };
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
    await customers?.server.close();
    for (const database of Object.values(customers?.databases ?? {})) await database.drop();
  });

  return current;
}

/** Returns the configuration with changes to one customer's database account. */
export function withCustomerAccount(
  config: Config,
  customer: CustomerName,
  account: Partial<DatabaseAccount>,
): Config {
  const change = (one: Config["customers"][number]) =>
    one.name === customer ? { ...one, account: { ...one.account, ...account } } : one;
  const [home, ...others] = config.customers;
  return { ...config, customers: [change(home), ...others.map(change)] };
}
