import { expect } from "chai";
import { freePort } from "../../demo/privateMariaDb.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { toUtcText } from "../../server/db/sql.ts";
import type { Finding } from "../../server/doctor/index.ts";
import { examineRuntime } from "../../server/doctor/runtimeChecks.ts";
import { recordResult } from "../../server/plans/planResults.ts";
import { createMenuLink } from "../../server/vicidial/menuLink.ts";
import { createDeliveryStore } from "../../server/webhooks/deliveryStore.ts";
import { createWebhookStore } from "../../server/webhooks/webhookStore.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import { createPlan } from "../support/plans.ts";

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
      "plans",
      "webhooks",
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

  it("names plans that cannot run or missed a time, and webhooks whose messages all fail", async () => {
    const { root } = database;
    const now = new Date();
    const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    await createPlan(database, { name: "Fine" }, now);
    await createPlan(database, { name: "Orphan", user: "gone" }, now);
    await createPlan(database, { name: "Filler", topUp: { listId: 77, leads: 10 } }, now);
    const late = await createPlan(database, { name: "Late" }, now);
    await root("dearchive_plans")
      .where({ id: late })
      .update({ due_at: toUtcText(minutesAgo(60)) });
    const missed = await createPlan(database, { name: "Missed" }, now);
    const done = { code: "missed", detail: "", runId: null } as const;
    await recordResult(root, missed, done, { dueAt: minutesAgo(90), now });
    const stopped = await createPlan(database, { name: "Stopped" }, now);
    const pause = { state: "paused", due_at: null, pause_code: "owner_rights", pause_detail: "user_level" };
    await root("dearchive_plans")
      .where({ id: stopped })
      .update({ ...pause, paused_at: toUtcText(now) });
    const webhooks = createWebhookStore(root, EVERY_CUSTOMER);
    const deliveries = createDeliveryStore(root, EVERY_CUSTOMER);
    for (const [label, states] of [
      ["Works", ["failed", "delivered"]],
      ["Fails", ["failed", "waiting"]],
      ["Fresh", []],
    ] as const) {
      const made = await webhooks.create({
        customer: "default",
        label,
        url: "https://a.test/",
        createdBy: "boss",
      });
      for (const state of states) {
        await deliveries.add(
          { id: made?.id ?? 0, customer: "default" },
          { type: "test", runId: null, payload: "{}" },
        );
        await root("dearchive_webhook_deliveries")
          .orderBy("id", "desc")
          .limit(1)
          .update({ state, attempts: 1, error: "timeout" });
      }
    }
    const { stdout } = await doctor(confOf(database), "--json");
    const { findings } = JSON.parse(stdout) as DoctorJson;
    const of = (check: string) => findings.filter((finding) => finding.check === check);
    const messages = of("plans").map(({ message }) => message);
    const [ofFiller, ofLate, ofMissed, ofOrphan, ofStopped] = messages;
    expect(messages).to.have.length(5);
    expect(ofFiller).to.include("List 77, which the plan fills, no longer exists.");
    expect(ofLate).to.match(/^Plan \d+ "Late" was due at .* UTC, but no service carried it out\./);
    expect(ofMissed).to.match(/^Plan \d+ "Missed" skipped .* UTC, because no service was running then\./);
    expect(ofOrphan).to.include("The plan acts for gone, but Vicidial has no such user.");
    expect(ofStopped)
      .to.include("paused itself at ")
      .and.include("The plan acts for boss, but the user's level is below 8.");
    expect(of("plans").at(-1)?.fix).to.deep.equal([`vicidial-dearchive plans resume ${stopped}`]);
    expect(of("webhooks").map(({ message }) => message)).to.deep.equal([
      'Each of the last 2 messages of webhook 2 "Fails" failed, the last one with: timeout. Check its address and receiver on the page Webhooks, then send a test message.',
    ]);
    for (const table of ["plans", "plan_results", "webhooks", "webhook_deliveries"] as const)
      await root(`dearchive_${table}`).delete();
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
