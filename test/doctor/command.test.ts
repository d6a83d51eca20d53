import { expect } from "chai";
import { freePort } from "../../demo/privateMariaDb.ts";
import type { Finding } from "../../server/doctor/index.ts";
import { examineRuntime } from "../../server/doctor/runtimeChecks.ts";
import { createMenuLink } from "../../server/vicidial/menuLink.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";

/** Program and database server run on the same machine, so they share a time zone. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The doctor warns of a Node without security fixes, with which these tests may run, too. */
const IS_NODE_SUPPORTED = examineRuntime(process.version, new Date()).every(({ level }) => level === "ok");
const HEALTHY_CODE = IS_NODE_SUPPORTED ? 0 : 1;

interface DoctorJson {
  readonly verdict: string;
  readonly findings: readonly Finding[];
}

describe("vicidial-dearchive doctor", () => {
  const file = useFiles();
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    await createUser(database, "boss", { user_level: 9 });
    await database.root("vicidial_user_groups").update({ allowed_custom_reports: "Lead Dearchive|" });
    const link = { name: "Lead Dearchive", path: "/vicidial/dearchive", domain: "", user: "" };
    await createMenuLink(database.root, database.name).addReport(link, new Date());
  });

  after(() => database.drop());

  /** Runs the doctor. Leaves out Apache and systemd, which differ between the machines that run the tests. */
  function doctor(conf: string, ...words: string[]) {
    return runInProcess(["doctor", "--no-apache-file", "--no-systemd-file", ...words], {
      DEARCHIVE_CONF: file("doctor.conf", conf),
      TZ: ZONE,
    });
  }

  /** Returns the rows and the definition of every table. */
  async function everything(): Promise<unknown> {
    const tables = await database.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY name",
    );
    return Promise.all(
      tables.map(async ({ name }) => [
        await database.sql(`SHOW CREATE TABLE ${name}`),
        await database.sql(`CHECKSUM TABLE ${name}`),
      ]),
    );
  }

  it("exits with 0 when everything is healthy, and changes nothing", async () => {
    const before = await everything();
    const { code, stdout, stderr } = await doctor(confOf(database));
    expect(stderr).to.equal("");
    const problems = stdout.split("\n").filter((line) => /^(WARNING|BROKEN)/.test(line));
    expect(problems.filter((line) => !line.startsWith("WARNING  node:"))).to.deep.equal([]);
    expect(code).to.equal(HEALTHY_CODE);
    expect(await everything()).to.deep.equal(before);
  });

  it("prints the same findings as JSON", async () => {
    const { code, stdout } = await doctor(confOf(database), "--json");
    const { verdict, findings } = JSON.parse(stdout) as DoctorJson;
    expect(verdict).to.equal(IS_NODE_SUPPORTED ? "ok" : "warning");
    expect(code).to.equal(HEALTHY_CODE);
    for (const finding of findings) {
      expect(finding).to.have.all.keys("check", "level", "message", "fix");
      if (finding.check !== "node") expect(finding.level).to.equal("ok");
    }
    expect(findings.map(({ check }) => check)).to.include.members([
      "connection",
      "sql_mode",
      "clock",
      "time zone",
      "migrations",
      "open batches",
      "rights",
      "tables",
      "lead_id",
      "engines",
      "columns",
      "duplicates",
      "passwords",
      "menu link",
      "node",
      "web server",
      "trusted proxies",
    ]);
  });

  it("exits with 1 and prints the fix after a warning", async () => {
    await database.sql("ALTER TABLE vicidial_list ADD COLUMN extra INT DEFAULT 5 AFTER owner");
    const { code, stdout } = await doctor(confOf(database));
    await database.sql("ALTER TABLE vicidial_list DROP COLUMN extra");
    expect(stdout).to.match(/^WARNING {2}columns: vicidial_list_archive lacks "extra"\. /m);
    expect(stdout).to.match(
      /^ +ALTER TABLE .*vicidial_list_archive` ADD COLUMN `extra` int.* AFTER `owner`;$/m,
    );
    expect(code).to.equal(1);
  });

  it("exits with 2 when something is broken", async () => {
    await database.sql("RENAME TABLE vicidial_list_archive TO elsewhere");
    const { code, stdout } = await doctor(confOf(database));
    await database.sql("RENAME TABLE elsewhere TO vicidial_list_archive");
    expect(stdout).to.match(/^BROKEN {3}tables: Table vicidial_list_archive does not exist in /m);
    expect(code).to.equal(2);
  });

  it("explains why it cannot reach the database, and exits with 2", async () => {
    const cases: readonly [string, RegExp][] = [
      [confOf(database, { port: await freePort() }), /no database server answers at the address/],
      [confOf(database, { password: "wrong" }), /refuses the user or password/],
      [confOf(database).replace(database.name, "nowhere"), /may not use that database|does not exist/],
      ["VARDB_port => none\nVARDB_user => cron\n", /VARDB_port .*must be a whole number/],
    ];
    for (const [conf, words] of cases) {
      const { code, stdout, stderr } = await doctor(conf);
      expect(stdout)
        .to.match(words)
        .and.to.match(/^BROKEN /);
      expect(stdout + stderr).to.not.match(/\n\s+at |node:|of-the-tests|SELECT /);
      expect(code).to.equal(2);
    }
  });

  it("limits how long it searches for leads in both tables, and refuses a limit that is not a number", async () => {
    expect((await doctor(confOf(database), "--seconds", "0")).stdout).to.match(
      /of the first 0 archived leads/,
    );
    const { code, stderr } = await doctor(confOf(database), "--seconds", "soon");
    expect(stderr).to.equal('--seconds must be a whole number from 0 to 3600, not "soon"\n');
    expect(code).to.equal(64);
  });
});
