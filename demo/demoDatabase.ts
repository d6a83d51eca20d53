import { randomBytes } from "node:crypto";
import mysql, { type RowDataPacket } from "mysql2/promise";
import { say } from "../server/cli/output.ts";
import type { Config } from "../server/config/index.ts";
import { readManifest } from "../server/config/manifest.ts";
import { connect } from "../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../server/db/customerScope.ts";
import { withMigrationAccounts } from "../server/db/migrationAccounts.ts";
import { migrateUp } from "../server/db/migrations.ts";
import { DEFAULT_LEAD_LIMIT } from "../server/keys/keySettings.ts";
import { createKeyStore } from "../server/keys/keyStore.ts";
import { createMenuLink, INSTALLER } from "../server/vicidial/menuLink.ts";
import type { DemoFacts, DemoFolder } from "./demoFolder.ts";
import type { PrivateMariaDb } from "./privateMariaDb.ts";
import { API_USER, seed } from "./seed.ts";
import { seedShowcase } from "./seedShowcase.ts";
import { STOCK_GRANTS } from "./stockGrants.ts";

/** Prepares the demo's database: accounts, data, the plugin's tables and a key. */

export const HOST = "127.0.0.1";
export const DATABASE = "asterisk";
const SAMPLE_SIZE = 5;

/** Letters and digits only, because astguiclient.conf strips other characters. */
export function password(): string {
  return randomBytes(12).toString("hex");
}

/** Creates Vicidial's stock accounts. */
async function createAccounts(
  connection: mysql.Connection,
  cron: string,
  custom: string,
  host: string,
): Promise<void> {
  const passwords = { cron, custom };
  for (const [user, rights] of STOCK_GRANTS) {
    await connection.query("CREATE OR REPLACE USER ?@? IDENTIFIED BY ?", [user, host, passwords[user]]);
    await connection.query(`GRANT ${rights} ON ${DATABASE}.* TO ?@?`, [user, host]);
  }
}

/** Never overwrites a database of that name: it may be a real Vicidial. */
async function createDatabase(connection: mysql.Connection, { host }: DemoFacts["database"]): Promise<void> {
  const [existing] = await connection.query<RowDataPacket[]>("SHOW DATABASES LIKE ?", [DATABASE]);
  if (existing.length > 0)
    throw new Error(
      `the server ${host} already has a database "${DATABASE}", which was kept. Use a server without one`,
    );
  await connection.query(`CREATE DATABASE ${DATABASE} DEFAULT CHARACTER SET utf8mb4`);
}

/** Prepares the database, for a new demo or to continue an earlier one. */
export async function prepareDatabase(
  folder: DemoFolder,
  server: Pick<PrivateMariaDb, "port">,
  facts: DemoFacts,
  isNew: boolean,
) {
  const connection = await mysql.createConnection({
    host: facts.database.host,
    port: server.port,
    user: facts.database.user,
    password: facts.database.password,
    charset: "utf8mb4",
  });
  try {
    if (isNew) {
      say(
        `Creating a small Vicidial: ${facts.leads} archived and ${facts.leads} live leads on ${facts.engine} …`,
      );
      await createDatabase(connection, facts.database);
      await connection.changeUser({ database: DATABASE });
      await seed(connection, { ...facts, adminPassword: facts.password, apiUserPassword: password() });
      await seedShowcase(connection, facts.password);
    }
    const [cron, custom] = [password(), password()];
    await createAccounts(connection, cron, custom, facts.isExternal ? "%" : HOST);
    folder.writeConf({
      VARDB_server: facts.database.host,
      VARDB_port: server.port,
      VARDB_database: DATABASE,
      VARDB_user: "cron",
      VARDB_pass: cron,
      VARDB_custom_user: "custom",
      VARDB_custom_pass: custom,
    });
  } finally {
    await connection.end();
  }
}

/** Creates the plugin's tables and a key. */
export async function prepareKey(config: Config, facts: DemoFacts): Promise<string> {
  const [customer] = config.customers;
  await withMigrationAccounts(customer, config, migrateUp);
  const db = connect({ ...config, account: customer.account, database: customer.ownDatabase });
  try {
    const keys = createKeyStore(db, EVERY_CUSTOMER);
    const known = await keys.findBySecret(facts.apiKey);
    if (known && !known.revokedAt) return facts.apiKey;
    const wanted = {
      label: "Demo",
      customer: "default",
      vicidialUser: API_USER,
      leadLimit: DEFAULT_LEAD_LIMIT,
      scopes: ["read", "restore", "archive"] as const,
    };
    return (await keys.create({ ...wanted, expiresAt: null }, new Date())).key;
  } finally {
    await db.destroy();
  }
}

/** Records the address of the pages as `install --domain` does, so that new keys come with a `curl` line that works. */
export async function linkPages(config: Config, domain: string): Promise<void> {
  const [customer] = config.customers;
  const { reportName: name, path } = readManifest().menu;
  const db = connect({ ...config, account: customer.account, database: customer.ownDatabase });
  try {
    const link = createMenuLink(db, customer.vicidialDatabase);
    const report = { name, domain, path, user: INSTALLER };
    const found = await link.findReport(name);
    if (!found) await link.addReport(report, new Date());
    else if (found.domain !== domain) await link.changeReport(report, new Date());
  } finally {
    await db.destroy();
  }
}

/** Returns leads that are archived and not live, for a curl line that works when pasted. */
export async function sampleLeads({ database: { name, ...account } }: DemoFacts): Promise<readonly number[]> {
  const connection = await mysql.createConnection({ ...account, database: name });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT a.lead_id AS id FROM vicidial_list_archive AS a LEFT JOIN vicidial_list AS l ON l.lead_id = a.lead_id
       WHERE l.lead_id IS NULL ORDER BY a.lead_id LIMIT ?`,
      [SAMPLE_SIZE],
    );
    return rows.map((row) => Number(row["id"]));
  } finally {
    await connection.end();
  }
}
