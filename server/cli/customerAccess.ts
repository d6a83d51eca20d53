import type { Knex } from "knex";
import { type Config, type CustomerConfig, type DatabaseAccount, readConfig } from "../config/index.ts";
import { connect } from "../db/connect.ts";
import { explainFailure } from "../db/databaseErrors.ts";
import { type MigrationAccounts, withMigrationAccounts } from "../db/migrationAccounts.ts";
import { UsageError } from "./usageError.ts";

/** One command sends a handful of statements. */
const POOL_SIZE = 3;

/** Opens a small pool. The caller destroys it. */
export function openPool(
  { ownDatabase }: CustomerConfig,
  account: DatabaseAccount,
  { lockWaitSeconds }: Config,
): Knex {
  return connect({ account, database: ownDatabase, poolSize: POOL_SIZE, lockWaitSeconds });
}

async function withPool<T>(
  customer: CustomerConfig,
  account: DatabaseAccount,
  config: Config,
  work: (db: Knex) => Promise<T>,
): Promise<T> {
  const db = openPool(customer, account, config);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Opens the database with every customer's keys and office hours, and closes it in any case. */
export async function withHome<T>(work: (db: Knex, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const [home] = config.customers;
  return withPool(home, home.account, config, (db) => work(db, config));
}

/** Returns the configured customer of that name, if it exists. */
export function findConfigured(config: Config, name: string): CustomerConfig | undefined {
  return config.sharesDatabase ? config.customers[0] : config.customers.find((each) => each.name === name);
}

/** @throws UsageError if there is no such customer */
export function findCustomer(config: Config, name: string): CustomerConfig {
  const customer = findConfigured(config, name);
  if (customer) return customer;
  const known = config.customers.map((each) => each.name).join(", ");
  throw new UsageError(`customer "${name}" does not exist. Configured: ${known}`);
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

/** Opens every customer's database, one after the other. */
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

/** A customer whose database refused, and why. */
export interface RefusedCustomer {
  readonly customer: string;
  readonly reason: string;
}

/** Like `withEachCustomer`, with both accounts of a migration. Reports a customer that fails and continues with the others. */
export async function migratingEachCustomer<T>(
  work: (accounts: MigrationAccounts, customer: CustomerConfig) => Promise<T>,
): Promise<{ readonly results: readonly T[]; readonly failed: readonly RefusedCustomer[] }> {
  const config = readConfig();
  const results: T[] = [];
  const failed: RefusedCustomer[] = [];
  for (const customer of config.customers) {
    try {
      results.push(await withMigrationAccounts(customer, config, (accounts) => work(accounts, customer)));
    } catch (error) {
      const reason = explainFailure(error);
      if (reason === undefined || config.customers.length === 1) throw error;
      failed.push({ customer: customer.name, reason });
    }
  }
  return { results, failed };
}

/** A customer's database with both accounts: the plugin's own, and the one that may CREATE. */
export interface Site {
  readonly customer: CustomerConfig;
  readonly db: Knex;
  readonly installer: Knex;
}

/** Opens the databases of one customer or of all, at the same time. */
export async function withSites<T>(
  name: string | undefined,
  work: (sites: readonly Site[], config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const customers = name === undefined ? config.customers : [findCustomer(config, name)];
  const open = ({ ownDatabase }: CustomerConfig, account: DatabaseAccount): Knex =>
    connect({ account, database: ownDatabase, poolSize: POOL_SIZE, lockWaitSeconds: config.lockWaitSeconds });
  const sites = customers.map((customer) => ({
    customer,
    db: open(customer, customer.account),
    installer: open(customer, customer.migrationAccount),
  }));
  try {
    return await work(sites, config);
  } finally {
    for (const { db, installer } of sites) await Promise.all([db.destroy(), installer.destroy()]);
  }
}
