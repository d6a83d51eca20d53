import type { Knex } from "knex";
import type { Config } from "../../config/index.ts";
import { EVERY_CUSTOMER, scopeOfCustomer } from "../../db/customerScope.ts";
import { createKeyUsage, type KeyUsage, requestsInWeek } from "../../history/keyUsage.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import { type KeyState, stateOf, successorsOf } from "../../keys/keyState.ts";
import { createKeyStore } from "../../keys/keyStore.ts";
import { findConfigured, withCustomer, withHome } from "../customerAccess.ts";
import { printJson, say, shownInstant } from "../output.ts";
import { type Column, printTable } from "../table.ts";

/** A key with its recorded use. */
interface ListedKey extends ApiKey {
  readonly state: KeyState;
  readonly replacedBy: number | null;
  /** Null if the history of its customer cannot be read. */
  readonly requestsInWeek: number | null;
}

const COLUMNS: readonly Column<ListedKey>[] = [
  { title: "ID", cell: ({ id }) => String(id) },
  { title: "KEY", cell: ({ prefix }) => `${prefix}…`, hide: 2 },
  { title: "LABEL", cell: ({ label }) => label, cuts: true },
  { title: "USER", cell: ({ vicidialUser }) => vicidialUser },
  { title: "CUSTOMER", cell: ({ customer }) => customer, hide: 7, cuts: true },
  { title: "SCOPES", cell: ({ scopes }) => scopes.join(" "), hide: 9, cuts: true },
  { title: "LIMIT", cell: ({ leadLimit }) => String(leadLimit), hide: 5 },
  { title: "PER MINUTE", cell: ({ rateLimit }) => (rateLimit === null ? "-" : String(rateLimit)), hide: 6 },
  {
    title: "ALLOWED FROM",
    cell: ({ allowedAddresses }) => allowedAddresses.join(" ") || "anywhere",
    hide: 8,
    cuts: true,
  },
  { title: "LAST USE", cell: ({ lastUsedAt }) => shownInstant(lastUsedAt), hide: 1 },
  { title: "7 DAYS", cell: ({ requestsInWeek }) => String(requestsInWeek ?? "?"), hide: 4 },
  { title: "EXPIRES", cell: ({ expiresAt }) => shownInstant(expiresAt) },
  { title: "REPLACED BY", cell: ({ replacedBy }) => String(replacedBy ?? "-"), hide: 3 },
  { title: "STATE", cell: ({ state }) => state },
];

/**
 * Opens a customer's history for one count; customers with the same history share it.
 *
 * @param home the open database of the first customer
 */
function histories(home: Knex, config: Config): (customer: string) => KeyUsage | undefined {
  const [{ name: homeName }] = config.customers;
  const opened = new Map([[homeName, createKeyUsage(home, scopeOfCustomer(config, homeName))]]);
  return (customer) => {
    const name = findConfigured(config, customer)?.name;
    if (name === undefined) return undefined;
    const usage = opened.get(name) ?? {
      countBatches: (ids, since) =>
        withCustomer(name, (db) =>
          createKeyUsage(db, scopeOfCustomer(config, name)).countBatches(ids, since),
        ),
    };
    opened.set(name, usage);
    return usage;
  };
}

/** Runs `keys list`. */
export async function list(options: { json?: boolean }): Promise<void> {
  const now = new Date();
  const { keys, requests } = await withHome(async (db, config) => {
    const found = await createKeyStore(db, EVERY_CUSTOMER).list();
    return { keys: found, requests: await requestsInWeek(found, histories(db, config), now) };
  });
  const successors = successorsOf(keys);
  const listed = keys.map((key) => ({
    ...key,
    state: stateOf(key, now),
    replacedBy: successors.get(key.id) ?? null,
    requestsInWeek: requests.get(key.id) ?? null,
  }));
  if (options.json) return printJson(listed);
  if (keys.length === 0)
    return say(
      'There are no API keys yet. Create one:  vicidial-dearchive keys create --label "My CRM" --user USER',
    );
  printTable(COLUMNS, listed);
}
