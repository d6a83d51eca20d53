import type { Knex } from "knex";
import type { Config } from "../../config/index.ts";
import { EVERY_CUSTOMER, scopeOfCustomer } from "../../db/customerScope.ts";
import { callsInWeek, createKeyUsage, type KeyUsage } from "../../history/keyUsage.ts";
import { stateOf, successorsOf } from "../../keys/keyState.ts";
import { createKeyStore } from "../../keys/keyStore.ts";
import { findConfigured, withCustomer, withHome } from "../customerAccess.ts";
import { printJson, printTable, say, shownInstant } from "../output.ts";

const HEADING = [
  ...["ID", "KEY", "LABEL", "USER", "CUSTOMER", "LIMIT", "PER MINUTE", "ALLOWED FROM"],
  ...["LAST USE", "7 DAYS", "EXPIRES", "REPLACED BY", "STATE"],
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
  const { keys, calls } = await withHome(async (db, config) => {
    const found = await createKeyStore(db, EVERY_CUSTOMER).list();
    return { keys: found, calls: await callsInWeek(found, histories(db, config), now) };
  });
  const successors = successorsOf(keys);
  if (options.json) {
    return printJson(
      keys.map((key) => ({
        ...key,
        state: stateOf(key, now),
        replacedBy: successors.get(key.id) ?? null,
        callsInWeek: calls.get(key.id) ?? null,
      })),
    );
  }
  if (keys.length === 0)
    return say(
      'There are no API keys yet. Create one:  vicidial-dearchive keys create --label "My CRM" --user USER',
    );
  const rows = keys.map((key) => [
    String(key.id),
    `${key.prefix}…`,
    key.label,
    key.vicidialUser,
    key.customer,
    String(key.leadLimit),
    key.rateLimit === null ? "-" : String(key.rateLimit),
    key.allowedAddresses.join(" ") || "anywhere",
    shownInstant(key.lastUsedAt),
    String(calls.get(key.id) ?? "?"),
    shownInstant(key.expiresAt),
    String(successors.get(key.id) ?? "-"),
    stateOf(key, now),
  ]);
  printTable([HEADING, ...rows]);
}
