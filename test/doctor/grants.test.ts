import { expect } from "chai";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { expectHealthy, findProblems, runFixes } from "../support/doctor.ts";
import { insertLeads } from "../support/factories.ts";
import { HOST } from "../support/mariadb.ts";

const RIGHTS = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
type Right = (typeof RIGHTS)[number];
/** The smallest set of grants that the plugin works with, per table. */
const NEEDED: Readonly<Record<string, readonly Right[]>> = {
  vicidial_list: RIGHTS,
  vicidial_list_archive: RIGHTS,
  vicidial_lists: ["SELECT"],
  vicidial_callbacks: RIGHTS,
  vicidial_callbacks_archive: RIGHTS,
  vicidial_dnc: ["SELECT"],
  vicidial_campaign_dnc: ["SELECT"],
  vicidial_hopper: ["SELECT"],
  vicidial_live_agents: ["SELECT"],
  vicidial_auto_calls: ["SELECT"],
  vicidial_closer_log: ["SELECT"],
  vicidial_campaigns: ["SELECT"],
  vicidial_phone_codes: ["SELECT"],
  vicidial_users: ["SELECT", "UPDATE"],
  vicidial_user_groups: ["SELECT"],
  system_settings: ["SELECT"],
  vicidial_admin_log: ["INSERT"],
  vicidial_api_log: ["INSERT"],
  vicidial_api_urls: ["INSERT"],
  vicidial_ip_list_entries: ["SELECT"],
  dearchive_api_keys: RIGHTS,
  dearchive_office_hours: RIGHTS,
  dearchive_batches: RIGHTS,
  dearchive_batch_leads: RIGHTS,
  dearchive_idempotency: RIGHTS,
  dearchive_rate_limits: RIGHTS,
  dearchive_requests: RIGHTS,
  dearchive_webhooks: RIGHTS,
  dearchive_webhook_deliveries: RIGHTS,
  dearchive_undos: RIGHTS,
  dearchive_resolutions: RIGHTS,
  dearchive_duplicates: RIGHTS,
  dearchive_duplicate_searches: RIGHTS,
  dearchive_lead_changes: RIGHTS,
  dearchive_runs: RIGHTS,
  dearchive_plans: RIGHTS,
  dearchive_plan_results: RIGHTS,
  dearchive_run_parts: RIGHTS,
  dearchive_run_batches: RIGHTS,
  dearchive_list_uploads: RIGHTS,
  dearchive_list_upload_pieces: RIGHTS,
  dearchive_settings: RIGHTS,
  dearchive_migrations: ["SELECT"],
};

describe("The doctor's check of the account's rights", () => {
  let database: TestDatabase;
  const account = `cron@'${HOST}'`;

  before(async () => {
    database = await createTestDatabase();
    await insertLeads(database, "vicidial_list_archive", [1]);
  });

  after(async () => {
    // Other tests use the same account.
    for (const table of Object.keys(NEEDED))
      await database.sql(`REVOKE ALL ON ${database.name}.${table} FROM ${account}`);
    await database.drop();
  });

  /** Replaces the grants on the database with grants on each table. */
  async function grantEachTable(): Promise<void> {
    await database.sql(`REVOKE ALL ON ${database.name}.* FROM ${account}`).catch(() => undefined);
    for (const [table, rights] of Object.entries(NEEDED))
      await database.sql(`GRANT ${rights.join(", ")} ON ${database.name}.${table} TO ${account}`);
  }

  it("passes with SELECT, INSERT, UPDATE and DELETE", () => expectHealthy(database));

  it("passes with rights granted table by table, and read access to other tables", async () => {
    await grantEachTable();
    await expectHealthy(database);
  });

  for (const right of RIGHTS) {
    it(`finds a revoked ${right} on every table, and prints GRANTs that restore exactly that`, async () => {
      await grantEachTable();
      for (const table of Object.keys(NEEDED).filter((name) => NEEDED[name]?.includes(right))) {
        await database.sql(`REVOKE ${right} ON ${database.name}.${table} FROM ${account}`);
        const found = await findProblems(database);
        // Also proves that the table before has its right back.
        const [rights, ...others] = found.filter(({ check }) => check === "rights");
        expect(others, table).to.deep.equal([]);
        expect(rights?.level, table).to.equal("broken");
        expect(rights?.fix).to.deep.equal([
          `GRANT ${right} ON \`${database.name}\`.\`${table}\` TO 'cron'@'${HOST}';`,
        ]);
        await runFixes(database, rights ? [rights] : []);
      }
      await expectHealthy(database);
    });
  }

  it("prints every GRANT that an account without rights needs", async () => {
    await grantEachTable();
    for (const table of Object.keys(NEEDED))
      await database.sql(`REVOKE SELECT, INSERT, DELETE ON ${database.name}.${table} FROM ${account}`);
    const rights = (await findProblems(database)).filter(({ check }) => check === "rights");
    expect(rights).to.have.length(1);
    await runFixes(database, rights);
    await expectHealthy(database);
  });
});
