import type { Knex } from "knex";
import { type Config, type CustomerConfig, type DatabaseAccount, readConfig } from "../config.ts";
import { connect } from "../db/connect.ts";

/** A mistake of the person at the command line: shown as it is, without a stack, with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One command runs a handful of statements. */
const POOL_SIZE = 3;

async function withPool<T>(
  { ownDatabase }: CustomerConfig,
  account: DatabaseAccount,
  { lockWaitSeconds }: Config,
  work: (db: Knex) => Promise<T>,
): Promise<T> {
  const db = connect({ account, database: ownDatabase, poolSize: POOL_SIZE, lockWaitSeconds });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Opens the database that keeps every customer's keys and office hours, and closes it again whatever happens. */
export async function withHome<T>(work: (db: Knex, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const [home] = config.customers;
  return withPool(home, home.account, config, (db) => work(db, config));
}

/** The configured customer of that name. */
export function findCustomer(config: Config, name: string): CustomerConfig {
  const customer = config.sharesDatabase
    ? config.customers[0]
    : config.customers.find((each) => each.name === name);
  if (customer) return customer;
  const known = config.customers.map((each) => each.name).join(", ");
  throw new UsageError(`there is no customer "${name}"; configured: ${known}`);
}

/** Opens a customer's database for one command. */
export async function withCustomer<T>(
  name: string,
  work: (db: Knex, customer: CustomerConfig, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const customer = findCustomer(config, name);
  return withPool(customer, customer.account, config, (db) => work(db, customer, config));
}

/** Opens every customer's database in turn. */
export async function withEachCustomer<T>(
  work: (db: Knex, customer: CustomerConfig, config: Config) => Promise<T>,
): Promise<readonly T[]> {
  const config = readConfig();
  const results: T[] = [];
  for (const customer of config.customers) {
    results.push(await withPool(customer, customer.account, config, (db) => work(db, customer, config)));
  }
  return results;
}

/** What became of one customer's database. */
export type CustomerOutcome<T> =
  | { readonly customer: string; readonly result: T }
  | { readonly customer: string; readonly error: unknown };

/** The same with the accounts that may CREATE. One that fails keeps no other from its turn. */
export async function migratingEachCustomer<T>(
  work: (db: Knex, customer: CustomerConfig) => Promise<T>,
): Promise<readonly CustomerOutcome<T>[]> {
  const config = readConfig();
  const outcomes: CustomerOutcome<T>[] = [];
  for (const customer of config.customers) {
    const done = withPool(customer, customer.migrationAccount, config, (db) => work(db, customer));
    outcomes.push(
      await done.then(
        (result) => ({ customer: customer.name, result }),
        (error: unknown) => ({ customer: customer.name, error }),
      ),
    );
  }
  return outcomes;
}
