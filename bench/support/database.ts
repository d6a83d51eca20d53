import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "mysql2/promise";
import type { StorageEngine } from "../../demo/defaults.ts";
import { API_USER, seed } from "../../demo/seed.ts";
import { STOCK_GRANTS } from "../../demo/stockGrants.ts";
import { type Config, readConfig } from "../../server/config/index.ts";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { withMigrationAccounts } from "../../server/db/migrationAccounts.ts";
import { migrateUp } from "../../server/db/migrations.ts";
import { DEFAULT_LEAD_LIMIT, KEY_SCOPES } from "../../server/keys/keySettings.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { fillTables, takeTemplate } from "./leads.ts";
import { type BenchMariaDb, HOST, makePassword } from "./mariaDb.ts";
import { note } from "./progress.ts";

/** A Vicidial database for the bench, with the plugin's tables and a key. */
export interface BenchDatabase {
  readonly name: string;
  readonly engine: StorageEngine;
  /** Archived leads when none is restored. */
  readonly archived: number;
  readonly live: number;
  /** Configuration read from `confFile` as in production: account `cron`, all defaults. */
  readonly config: Config;
  readonly confFile: string;
  readonly apiKey: string;
  /** Sign-in of the demo's admin. */
  readonly adminPassword: string;
  readonly mariaDb: BenchMariaDb;
  /** Root connection without strict mode, for putting leads back and for checks. */
  readonly root: Connection;
  drop(): Promise<void>;
}

const TEMPLATE_LEADS = 1000;

/** Creates Vicidial's stock accounts. */
async function createAccounts(root: Connection, database: string, password: string): Promise<void> {
  for (const [user, rights] of STOCK_GRANTS) {
    await root.query(`CREATE USER IF NOT EXISTS ${user}@'${HOST}' IDENTIFIED BY ?`, [password]);
    await root.query(`GRANT ${rights} ON ${database}.* TO ${user}@'${HOST}'`);
  }
}

function writeConf(mariaDb: BenchMariaDb, database: string): string {
  const file = join(mariaDb.folder, `${database}.conf`);
  const settings = {
    VARDB_server: HOST,
    VARDB_port: mariaDb.port,
    VARDB_database: database,
    VARDB_user: "cron",
    VARDB_pass: mariaDb.accountPassword,
    VARDB_custom_user: "custom",
    VARDB_custom_pass: mariaDb.accountPassword,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} => ${value}\n`);
  writeFileSync(file, lines.join(""), { mode: 0o600 });
  return file;
}

async function makeKey(config: Config): Promise<string> {
  const [customer] = config.customers;
  await withMigrationAccounts(customer, config, migrateUp);
  const db = connect({ ...config, account: customer.account, database: customer.ownDatabase });
  const wanted = { label: "Bench", customer: "default", vicidialUser: API_USER, expiresAt: null };
  const made = createKeyStore(db, EVERY_CUSTOMER).create(
    { ...wanted, leadLimit: DEFAULT_LEAD_LIMIT, scopes: KEY_SCOPES },
    new Date(),
  );
  return (await made.finally(() => db.destroy())).key;
}

/** Creates and fills a database. */
export async function createBenchDatabase(
  mariaDb: BenchMariaDb,
  engine: StorageEngine,
  archived: number,
  live: number,
): Promise<BenchDatabase> {
  const name = `bench_${engine}_${archived}`;
  note(`${engine}: making ${archived} archived and ${live} live leads`);
  const root = await mariaDb.connect();
  // Filling tables and putting leads back are not measured, and would only fill the disk.
  await root.query("SET SESSION sql_log_bin = 0");
  await root.query(`CREATE DATABASE ${name} DEFAULT CHARACTER SET utf8mb4`);
  await root.changeUser({ database: name });
  const passwords = { adminPassword: makePassword(), apiUserPassword: makePassword() };
  await seed(root, { engine, leads: TEMPLATE_LEADS, ...passwords });
  await takeTemplate(root);
  await fillTables(root, archived, live);
  await createAccounts(root, name, mariaDb.accountPassword);
  const confFile = writeConf(mariaDb, name);
  const config = readConfig({ DEARCHIVE_CONF: confFile });
  return {
    name,
    engine,
    archived,
    live,
    config,
    confFile,
    apiKey: await makeKey(config),
    adminPassword: passwords.adminPassword,
    mariaDb,
    root,
    async drop() {
      await root.query(`DROP DATABASE ${name}`);
      await root.end();
    },
  };
}

/** Creates databases with other archive sizes, for the duration of `work`. */
export async function withBenchDatabases<T>(
  first: BenchDatabase,
  archiveSizes: readonly number[],
  work: (databases: readonly BenchDatabase[]) => Promise<T>,
): Promise<T> {
  const further: BenchDatabase[] = [];
  try {
    for (const archived of archiveSizes)
      further.push(await createBenchDatabase(first.mariaDb, first.engine, archived, first.live));
    return await work([first, ...further]);
  } finally {
    for (const database of further) await database.drop();
  }
}
