import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readManifest } from "../../server/config/manifest.ts";
import { migrateDown, migrateUp, migrations, pendingMigrations } from "../../server/db/migrations.ts";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import {
  connectTo,
  createTestDatabase,
  migrate,
  type TestDatabase,
  withAccount,
} from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";

const NAMES = migrations.map(({ name }) => name);

describe("Migrations", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false });
  });

  afterEach(() => database.drop());

  function connectAs(account: "cron" | "custom") {
    return connectTo({ config: withAccount(database.config, { user: account }) });
  }

  /** Returns the definitions of all tables that are not Vicidial's own. */
  async function ownTables(): Promise<ReadonlyMap<string, string>> {
    const tables = await database.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_name NOT LIKE 'vicidial%' AND table_name <> 'system_settings' ORDER BY name",
      [database.name],
    );
    const described = new Map<string, string>();
    for (const { name } of tables) {
      const [row] = await database.sql<{ "Create Table": string }>(`SHOW CREATE TABLE ${name}`);
      described.set(name, (row?.["Create Table"] ?? "").replace(/ AUTO_INCREMENT=\d+/, ""));
    }
    return described;
  }

  it("run in order and include every file of the folder", () => {
    const files = readdirSync(join(packageRoot, "migrations"))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => file.replace(/\.ts$/, ""))
      .sort();
    expect(NAMES).to.deep.equal(files);
  });

  it("are in the folder, and recorded in the table, that plugin.json names", async () => {
    const { directory, table } = readManifest().migrations;
    expect(readdirSync(join(packageRoot, directory))).to.have.length(NAMES.length);
    await migrate(database.config);
    expect(await database.root(table).pluck("name")).to.deep.equal(NAMES);
  });

  it("create the same tables again after a rollback", async () => {
    const rows = connectAs("cron");
    const ddl = connectAs("custom");
    try {
      await migrateUp({ ddl, rows });
      const first = await ownTables();
      await database.sql("GRANT DROP ON *.* TO custom@'127.0.0.1'");
      const dropper = connectAs("custom");
      try {
        await migrateDown({ ddl: dropper, rows });
        const kept = [...(await ownTables()).keys()].filter(
          (name) => !name.startsWith("dearchive_migrations"),
        );
        expect(kept).to.deep.equal([]);
        expect(await migrateUp({ ddl: dropper, rows })).to.deep.equal(NAMES);
      } finally {
        await dropper.destroy();
        await database.sql("REVOKE DROP ON *.* FROM custom@'127.0.0.1'");
      }
      expect(await ownTables()).to.deep.equal(first);
    } finally {
      await Promise.all([rows.destroy(), ddl.destroy()]);
    }
  });

  it("leave Vicidial's tables and leads alone, up and down", async () => {
    await insertLeads(database, "vicidial_list", [1, 2]);
    const accounts = { ddl: database.root, rows: database.root };
    await migrateUp(accounts);
    await migrateDown(accounts);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
  });

  it("can run twice, and the second run does nothing", async () => {
    expect(await migrate(database.config)).to.deep.equal(NAMES);
    const first = await ownTables();
    expect(await migrate(database.config)).to.deep.equal([]);
    expect(await ownTables()).to.deep.equal(first);
  });

  it("can be started by several processes at once, and each runs only once", async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(database.config)));
    expect(runs.flat()).to.deep.equal(NAMES);
  });

  it("are not blocked by a lock that a killed process left behind", async () => {
    await migrate(database.config);
    await database.sql("UPDATE dearchive_migrations_lock SET is_locked = 1");
    await database.sql("DELETE FROM dearchive_migrations WHERE name = ?", [NAMES.at(-1) ?? ""]);
    expect(await migrate(database.config)).to.deep.equal(NAMES.slice(-1));
  });

  it("continue after a run that stopped between creating a table and recording it", async () => {
    await migrate(database.config);
    const whole = await ownTables();
    await database.sql("DELETE FROM dearchive_migrations");
    expect(await migrate(database.config)).to.deep.equal(NAMES);
    expect(await ownTables()).to.deep.equal(whole);
  });

  it("are reported as pending to an account without the CREATE privilege", async () => {
    const db = connectAs("cron");
    try {
      expect(await pendingMigrations(db)).to.deep.equal(NAMES);
      await migrate(database.config);
      expect(await pendingMigrations(db)).to.deep.equal([]);
      await database.sql("DELETE FROM dearchive_migrations WHERE name = ?", [NAMES[0] ?? ""]);
      expect(await pendingMigrations(db)).to.deep.equal(NAMES.slice(0, 1));
    } finally {
      await db.destroy();
    }
  });
});
