import { expect } from "chai";
import { expectErrorMessage, expectMessage, useCommandLine } from "../support/commandLine.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";
import { runInProcess } from "../support/inProcess.ts";
import { ROOT_PASSWORD } from "../support/mariadb.ts";
import { start } from "../support/program.ts";

const OWN_TABLES = [
  "dearchive_api_keys",
  "dearchive_batch_leads",
  "dearchive_batches",
  "dearchive_office_hours",
];

describe("vicidial-dearchive migrate", () => {
  const line = useCommandLine({ migrated: false });

  async function tables(pattern: string): Promise<readonly string[]> {
    const rows = await line().database.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_name LIKE ? ORDER BY name",
      [line().database.name, pattern],
    );
    return rows.map(({ name }) => name);
  }

  afterEach(async () => {
    for (const table of await tables("dearchive%")) await line().database.sql(`DROP TABLE ${table}`);
  });

  it("creates the plugin's own tables beside Vicidial's", async () => {
    const before = await tables("vicidial%");
    const { code, stdout } = await line().run("migrate");
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Done: .*api_keys/);
    expect(await tables("dearchive%")).to.include.members([...OWN_TABLES, "dearchive_migrations"]);
    expect(await tables("vicidial%")).to.deep.equal(before);
  });

  it("changes nothing when run twice", async () => {
    const { migrations } = await line().json<{ migrations: string[] }>("migrate");
    expect(migrations).to.have.length.at.least(4);
    const { id } = await createKey(line().database);
    expect(await line().json("migrate")).to.deep.equal({ migrations: [] });
    expect((await line().run("migrate")).stdout).to.match(/up to date/);
    expect(await line().database.sql("SELECT id FROM dearchive_api_keys")).to.deep.equal([{ id }]);
  });

  it("runs each migration once when two machines start it at the same time", async () => {
    const migrate = () => start("cli", ["migrate", "--json"], { DEARCHIVE_CONF: line().conf }).ended;
    const ended = await Promise.all([migrate(), migrate()]);
    const done = ended
      .map(({ stdout, stderr }) => {
        expect(stderr).to.equal("");
        return (JSON.parse(stdout) as { migrations: string[] }).migrations.length;
      })
      .sort((a, b) => a - b);
    const [{ recorded } = { recorded: 0 }] = await line().database.sql<{ recorded: number }>(
      "SELECT COUNT(*) AS recorded FROM dearchive_migrations",
    );
    expect(done).to.deep.equal([0, recorded]);
    expect(recorded).to.be.at.least(4);
  });

  it("drops nothing with --down alone", async () => {
    await line().run("migrate");
    const before = await tables("%");
    expectMessage(await line().run("migrate", "--down"), 64, /--yes/);
    expect(await tables("%")).to.deep.equal(before);
  });

  /** Vicidial's own accounts lack the DROP right. */
  function takeDown(...words: readonly string[]) {
    const account = { DEARCHIVE_MIGRATION_USER: "root", DEARCHIVE_MIGRATION_PASSWORD: ROOT_PASSWORD };
    const env = { DEARCHIVE_CONF: line().conf, ...account };
    return runInProcess(["migrate", "--down", "--yes", ...words], env);
  }

  it("drops its own tables with --down --yes, and none of Vicidial's", async () => {
    await line().run("migrate");
    await insertLeads(line().database, "vicidial_list_archive", [1, 2]);
    const vicidial = await tables("vicidial%");
    const ended = await takeDown("--json");
    expect(ended.stderr).to.equal("");
    expect(JSON.parse(ended.stdout)).to.deep.equal({ dropped: true });
    for (const table of OWN_TABLES) expect(await tables(table)).to.deep.equal([]);
    expect(await tables("vicidial%")).to.deep.equal(vicidial);
    expect(await leadIdsIn(line().database, "vicidial_list_archive")).to.deep.equal([1, 2]);
  });

  it("drops nothing without the DROP right, and explains which account is needed", async () => {
    await line().run("migrate");
    expectErrorMessage(await line().run("migrate", "--down", "--yes"), 1, /DROP.*DEARCHIVE_MIGRATION_USER/);
    expect(await tables("dearchive%")).to.include.members(OWN_TABLES);
  });

  it("recreates the tables after they were dropped", async () => {
    await line().run("migrate");
    expect((await takeDown()).stdout).to.match(/tables were dropped/);
    expect((await line().run("migrate")).code).to.equal(0);
    expect(await tables("dearchive%")).to.include.members(OWN_TABLES);
  });

  for (const words of [
    ["keys", "list"],
    ["hours", "list"],
    ["hours", "set", "x", "--weekly", "mon 08:00-17:00"],
  ]) {
    it(`is suggested by "${words.slice(0, 2).join(" ")}" while the tables are missing`, async () => {
      expectMessage(await line().run(...words), 1, /vicidial-dearchive migrate/);
    });
  }
});
