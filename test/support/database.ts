import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import knex, { type Knex } from "knex";
import type { Connection } from "mysql2";
import mysql from "mysql2/promise";
import type { StorageEngine } from "../../demo/defaults.ts";
import { STOCK_GRANTS } from "../../demo/stockGrants.ts";
import { vicidialSchema } from "../../demo/vicidialSchema.ts";
import type { Config, DatabaseAccount } from "../../server/config/index.ts";
import { connect } from "../../server/db/connect.ts";
import { withMigrationAccounts } from "../../server/db/migrationAccounts.ts";
import { migrateUp } from "../../server/db/migrations.ts";
import { copyTemplate } from "./databaseTemplate.ts";
import { HOST, ROOT_PASSWORD, sharedPort } from "./mariadb.ts";

const ACCOUNT_PASSWORD = "of-the-tests";
let made = 0;

export interface TestDatabaseOptions {
  readonly engine?: StorageEngine;
  readonly charset?: string;
  /** Port of the server; this worker's shared server when omitted. */
  readonly port?: number;
  /** Whether to create the plugin's own tables; true when omitted. */
  readonly migrated?: boolean;
}

/** A private Vicidial database with Vicidial's stock accounts. */
export interface TestDatabase {
  readonly name: string;
  /** The plugin's configuration: the account `cron` with its stock rights. */
  readonly config: Config;
  /** A pool of root without strict mode, like Vicidial's scripts: for test data and assertions. */
  readonly root: Knex;
  /** Runs one statement as root and returns its rows. */
  sql<Row = Record<string, unknown>>(text: string, bindings?: readonly Knex.RawBinding[]): Promise<Row[]>;
  /** Closes the pool but keeps the database. */
  close(): Promise<void>;
  drop(): Promise<void>;
}

/** Opens a session of root apart from the pool. */
export function openSession({ config, name }: TestDatabase): Promise<mysql.Connection> {
  const [{ account }] = config.customers;
  const { port } = account;
  return mysql.createConnection({ host: HOST, port, user: "root", password: ROOT_PASSWORD, database: name });
}

const ignore = (): void => undefined;

function connectAsRoot(port: number, database?: string): Knex {
  return knex({
    client: "mysql2",
    // Tests kill servers on purpose, so do not log lost connections.
    log: { warn: ignore, error: ignore, debug: ignore, deprecate: ignore },
    connection: {
      host: HOST,
      port,
      user: "root",
      password: ROOT_PASSWORD,
      charset: "utf8mb4",
      dateStrings: true,
      timezone: "Z",
      multipleStatements: true,
      ...(database && { database }),
    },
    pool: {
      min: 0,
      max: 4,
      afterCreate(connection: Connection, done: (error: Error | null, connection: Connection) => void) {
        const lax = "SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'";
        connection.query(lax, (error) => done(error, connection));
      },
    },
  });
}

async function createDatabase(port: number, name: string): Promise<void> {
  const root = connectAsRoot(port);
  try {
    await root.raw(`CREATE DATABASE ${name} DEFAULT CHARACTER SET utf8mb4`);
    for (const [user, rights] of STOCK_GRANTS) {
      await root.raw(`CREATE USER IF NOT EXISTS ${user}@'${HOST}' IDENTIFIED BY '${ACCOUNT_PASSWORD}'`);
      await root.raw(`GRANT ${rights} ON ${name}.* TO ${user}@'${HOST}'`);
    }
  } finally {
    await root.destroy();
  }
}

/** A web root whose Vicidial has no logo, so that pages request none. */
function emptyWebFolder(): string {
  const folder = join(tmpdir(), "dearchive-test-web");
  mkdirSync(join(folder, "vicidial"), { recursive: true });
  return folder;
}

function configFor(database: string, port: number): Config {
  const account = { host: HOST, port, user: "cron", password: ACCOUNT_PASSWORD };
  return {
    listen: { host: HOST, port: 0 },
    customers: [
      {
        name: "default",
        account,
        migrationAccount: { ...account, user: "custom" },
        vicidialDatabase: database,
        ownDatabase: database,
        childTables: [],
        webFolder: emptyWebFolder(),
      },
    ],
    poolSize: 12,
    lockWaitSeconds: 2,
    sharesDatabase: true,
    trustedProxies: [],
    bodyLimitBytes: 128 * 1024,
    requestLogDays: 30,
    webhooks: { allowedAddresses: [] },
    logLevel: "silent",
  };
}

/** Returns a pool of the plugin's account. */
export function connectTo({ config }: Pick<TestDatabase, "config">): Knex {
  const [{ account, ownDatabase }] = config.customers;
  return connect({ ...config, account, database: ownDatabase });
}

/** Returns the configuration with changes to the database account. */
export function withAccount(config: Config, changes: Partial<DatabaseAccount>): Config {
  const [home, ...others] = config.customers;
  return { ...config, customers: [{ ...home, account: { ...home.account, ...changes } }, ...others] };
}

/** Runs the migrations with Vicidial's two accounts. Returns their names. */
export async function migrate(config: Config): Promise<readonly string[]> {
  return withMigrationAccounts(config.customers[0], config, migrateUp);
}

/** Creates a database with Vicidial's schema and, if wanted, the plugin's migrations. */
async function buildDatabase(port: number, name: string, options: TestDatabaseOptions): Promise<void> {
  await createDatabase(port, name);
  const root = connectAsRoot(port, name);
  try {
    for (const statement of vicidialSchema(options.engine ?? "myisam", options.charset))
      await root.raw(statement);
  } finally {
    await root.destroy();
  }
  if (options.migrated ?? true) await migrate(configFor(name, port));
}

/** Returns the name of the template database for these options. Each worker has its own. */
function templateFor({ engine = "myisam", charset = "", migrated = true }: TestDatabaseOptions): string {
  return ["template", process.pid, engine, charset, migrated ? "migrated" : "bare"].join("_");
}

async function copyDatabase(port: number, name: string, options: TestDatabaseOptions): Promise<void> {
  await createDatabase(port, name);
  await copyTemplate(templateFor(options), (template) => buildDatabase(port, template, options), {
    host: HOST,
    port,
    user: "root",
    password: ROOT_PASSWORD,
    database: name,
  });
}

/** Drops a database. Ends the sessions that a failed test has left with a lock on a table. */
async function dropDatabase(root: Knex, name: string): Promise<void> {
  const drop = () => root.raw(`SET STATEMENT lock_wait_timeout = 5 FOR DROP DATABASE IF EXISTS ${name}`);
  await drop().catch(async () => {
    const sessions = await root("information_schema.processlist")
      .where({ db: name })
      .whereRaw("id <> CONNECTION_ID()")
      .pluck<number[]>("id");
    for (const id of sessions) await root.raw(`KILL ${id}`).catch(ignore);
    await drop();
  });
}

/** Creates a Vicidial database with empty tables, and the plugin's own tables in it. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const port = options.port ?? sharedPort();
  made += 1;
  const name = `vicidial_${process.pid}_${made}`;
  // A private server holds one or two databases, so a template would not pay off.
  if (options.port === undefined) await copyDatabase(port, name, options);
  else await buildDatabase(port, name, options);
  const root = connectAsRoot(port, name);
  const config = configFor(name, port);
  return {
    name,
    config,
    root,
    async sql<Row>(text: string, bindings: readonly Knex.RawBinding[] = []) {
      const [rows] = await root.raw<[Row[], unknown]>(text, bindings);
      return rows;
    },
    close: () => root.destroy(),
    drop: () => dropDatabase(root, name).finally(() => root.destroy()),
  };
}
