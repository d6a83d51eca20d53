import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { isClusterNode, type NamedValue } from "../db/serverKind.ts";
import { queryRows } from "../db/sql.ts";

/** A database that takes longer to answer counts as down. */
const ANSWER_MS = 2_000;

/** The plugin's tables that a request reads before it is known whose it is. */
const HOME_TABLES = ["dearchive_api_keys", "dearchive_office_hours", "dearchive_rate_limits"];
/** The plugin's tables that record a move. */
const MOVE_TABLES = ["dearchive_batches", "dearchive_batch_leads", "dearchive_idempotency"];
const VICIDIAL_TABLES = [
  "vicidial_list",
  "vicidial_list_archive",
  "vicidial_lists",
  "vicidial_users",
  "vicidial_user_groups",
];

export interface Health {
  /** Whether requests can be served: the keys and at least one customer's tables are there. */
  readonly ready: boolean;
  /** Whether each customer's requests can be served. */
  readonly customers: Readonly<Record<string, boolean>>;
}

/** A customer's database, with the name of the one that holds Vicidial's tables. */
export interface CheckedCustomer {
  readonly name: string;
  readonly db: Knex;
  readonly vicidialDatabase: string;
}

/** A Galera node without quorum still answers queries without tables. */
async function hasQuorum(db: Knex): Promise<boolean> {
  if (!isClusterNode(db)) return true;
  const [status] = await queryRows<NamedValue>(db, "SHOW GLOBAL STATUS LIKE 'wsrep_ready'");
  return status?.Value === "ON";
}

/** Opens the tables without reading a row; throws if one is missing or may not be read. */
async function openOwn(db: Knex, tables: readonly string[]): Promise<void> {
  await queryRows(db, `SELECT 1 FROM ${tables.join(", ")} WHERE FALSE`);
}

/** Changes no row, but throws on a server that is read-only or a table that the account may not change. */
async function tryWriting(db: Knex, table: string): Promise<void> {
  await db.raw(`DELETE FROM ${table} WHERE FALSE`);
}

/** Looks Vicidial's tables up by name: opening them would wait for as long as a table optimisation locks them. */
async function hasVicidialTables(db: Knex, database: string): Promise<boolean> {
  const found = await queryRows(
    db,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_name IN (?)",
    [database, VICIDIAL_TABLES],
  );
  return found.length === VICIDIAL_TABLES.length;
}

async function isHomeReady(db: Knex): Promise<boolean> {
  await openOwn(db, HOME_TABLES);
  await tryWriting(db, "dearchive_rate_limits");
  return hasQuorum(db);
}

async function isCustomerReady({ db, vicidialDatabase }: CheckedCustomer): Promise<boolean> {
  await openOwn(db, MOVE_TABLES);
  await tryWriting(db, "dearchive_batches");
  return (await hasQuorum(db)) && hasVicidialTables(db, vicidialDatabase);
}

async function inTime(check: Promise<boolean>): Promise<boolean> {
  return Promise.race([check.catch(() => false), sleep(ANSWER_MS, false, { ref: false })]);
}

/** Checks whether requests would be served: the tables that they need exist, and the database accepts changes. */
export async function checkHealth(home: Knex, customers: readonly CheckedCustomer[]): Promise<Health> {
  const [isHomeUp, ...states] = await Promise.all([
    inTime(isHomeReady(home)),
    ...customers.map((customer) => inTime(isCustomerReady(customer))),
  ]);
  return {
    ready: isHomeUp && states.some((isUp) => isUp),
    customers: Object.fromEntries(customers.map(({ name }, n) => [name, states[n] ?? false])),
  };
}
