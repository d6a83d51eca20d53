import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql, { type Connection } from "mysql2/promise";
import { DATABASE, HOST, password, prepareDatabase } from "../../demo/demoDatabase.ts";
import { openDemoFolder } from "../../demo/demoFolder.ts";
import { ensureMariaDb } from "../../demo/mariadbPackage.ts";
import { startPrivateMariaDb } from "../../demo/privateMariaDb.ts";
import { ADMIN_USER } from "../../demo/seed.ts";
import { say } from "../../server/cli/output.ts";
import { type Config, readConfig } from "../../server/config/index.ts";
import { withMigrationAccounts } from "../../server/db/migrationAccounts.ts";
import { migrateUp } from "../../server/db/migrations.ts";
import { createPlugin } from "../../server/index.ts";
import { listen } from "../../server/listen.ts";
import { LEADS } from "./calls.ts";
import { makeHistory } from "./history.ts";
import { makeHours } from "./hours.ts";
import { makeKeys, settleKeys } from "./keys.ts";
import { makeRuns } from "./runs.ts";
import { NOW } from "./time.ts";
import { closePartner, furnishVicidial } from "./vicidial.ts";

/** A call centre with the plugin running in it. */
export interface Scene {
  readonly port: number;
  /** The password of the admin who looks at the pages. */
  readonly password: string;
  /** Waits for work in progress and removes everything. */
  close(): Promise<void>;
}

/** Fills the plugin's tables, through the running plugin where possible. */
async function live(root: Connection, config: Config, url: string): Promise<void> {
  const keys = await makeKeys(config);
  await makeHistory({ root, url, keys });
  await makeRuns(root, config);
  await closePartner(root);
  await settleKeys(root);
  await makeHours(root);
}

/** Creates a demo database in a temporary folder, and the plugin's configuration for it. */
async function startDatabase(rootPassword: string, adminPassword: string) {
  const place = mkdtempSync(join(tmpdir(), "dearchive-screenshots-"));
  const folder = openDemoFolder(place);
  const server = await startPrivateMariaDb({
    programs: ensureMariaDb(say),
    folder: folder.databaseFolder,
    rootPassword,
    extra: [
      "--innodb-flush-log-at-trx-commit=2",
      "--default-time-zone=+01:00",
      // Stops the clock for every account, so that plugin and database agree on the time.
      `--init-connect=SET timestamp = ${NOW.getTime() / 1000}`,
    ],
  });
  const database = { host: HOST, port: server.port, user: "root", password: rootPassword, name: DATABASE };
  const facts = { url: "", adminUrl: "", user: ADMIN_USER, password: adminPassword, apiKey: "", database };
  await prepareDatabase(folder, server, { ...facts, engine: "myisam", leads: LEADS }, true);
  const { name, ...account } = database;
  return {
    root: await mysql.createConnection({ ...account, database: name, charset: "utf8mb4", timezone: "Z" }),
    config: readConfig({
      DEARCHIVE_CONF: folder.confFile,
      DEARCHIVE_LOG_LEVEL: "error",
      // The browser comes through a proxy, as in a call centre with Apache.
      DEARCHIVE_TRUSTED_PROXIES: HOST,
    }),
    async remove() {
      await server.stop();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Starts everything with a stopped clock. */
export async function startScene(): Promise<Scene> {
  const adminPassword = password();
  const { root, config, remove } = await startDatabase(password(), adminPassword);
  try {
    await furnishVicidial(root, adminPassword);
    await withMigrationAccounts(config.customers[0], config, migrateUp);
    const http = await listen(createPlugin({ config, clock: () => NOW }), { host: HOST, port: 0 });
    const close = () => http.close().finally(remove);
    say("Making three weeks of history …");
    await live(root, config, `http://${HOST}:${http.port}`);
    return { port: http.port, password: adminPassword, close };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    await root.end().catch(() => undefined);
  }
}
