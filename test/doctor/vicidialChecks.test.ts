import { expect } from "chai";
import type { Knex } from "knex";
import { examineMenu, type Finding } from "../../server/doctor/index.ts";
import { examinePasswords } from "../../server/doctor/passwordChecks.ts";
import { examinePhpTimeZone } from "../../server/doctor/phpTimeZone.ts";
import { createMenuLink } from "../../server/vicidial/menuLink.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createUser } from "../support/factories.ts";

const LINK = { name: "Lead Dearchive", path: "/vicidial/dearchive" };
const NOW = new Date("2026-11-28T10:00:00Z");

describe("The doctor's checks of Vicidial", () => {
  let database: TestDatabase;
  let db: Knex;
  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    await createUser(database, "boss", { user_level: 9, pass: "x", pass_hash: "" });
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });

  const expectFinding = (found: readonly Finding[], level: string, message: RegExp, fix?: string) => {
    expect(found.map((finding) => finding.level)).to.deep.equal([level]);
    expect(found[0]?.message).to.match(message);
    expect(found[0]?.fix[0]).to.equal(fix);
  };

  describe("menu link", () => {
    const examineLink = (link = LINK) => examineMenu(db, database.name, link);

    it("reports a missing link, a link without a group, and a link to another address, with the command that fixes it", async () => {
      const menu = createMenuLink(database.root, database.name);
      expectFinding(await examineLink(), "warning", /has no link/, "vicidial-dearchive install");
      await menu.addReport({ ...LINK, domain: "", user: "" }, NOW);
      expectFinding(
        await examineLink(),
        "warning",
        /No user group with an active user of level 8/,
        "vicidial-dearchive install --groups ADMIN",
      );
      await menu.setReports("G_boss", "", "Lead Dearchive|", NOW);
      expectFinding(await examineLink(), "ok", /to user group G_boss/);
      expectFinding(
        await examineLink({ ...LINK, path: "/elsewhere" }),
        "warning",
        /leads to \/vicidial\/dearchive instead of \/elsewhere/,
        "vicidial-dearchive install --force",
      );
    });

    it("reports a Vicidial that is too old to show a link", async () => {
      await database.sql("RENAME TABLE vicidial_custom_reports TO moved_away");
      expectFinding(await examineLink(), "warning", /this Vicidial has no vicidial_custom_reports/);
      await database.sql("RENAME TABLE moved_away TO vicidial_custom_reports");
    });
  });

  describe("passwords", () => {
    const set = (columns: Readonly<Record<string, string | number>>) =>
      database.root("system_settings").update(columns);
    // Without a limit by default: hashing may take long on a busy machine.
    const found = (slowMs = Number.POSITIVE_INFINITY) => examinePasswords(db, database.name, slowMs);

    it("accepts clear passwords, and hashed ones that can be checked", async () => {
      expectFinding(await found(), "ok", /does not hash/);
      await set({ pass_hash_enabled: "1", pass_key: "0123456789abcdef", pass_cost: 2 });
      await database.root("vicidial_users").update({ pass_hash: "x" });
      expectFinding(await found(), "ok", /can be checked/);
    });

    it("reports settings with which nobody can sign in, and how to mend them", async () => {
      await set({ pass_key: "" });
      expectFinding(
        await found(),
        "broken",
        /Nobody can sign in.*If it is empty, open Vicidial's admin page once/,
      );
      await set({ pass_key: "0123456789abcdef", pass_cost: 31 });
      expectFinding(await found(), "broken", /pass_cost must be 16 or less.*Lower it/);
      await set({ pass_cost: 2 });
      expectFinding(
        await found(0),
        "warning",
        /Hashing one password takes .* Lower Vicidial's pass_cost \(now 2\)/,
      );
    });

    it("names users who cannot sign in because only their clear password is stored", async () => {
      await database.root("vicidial_users").where("user", "boss").update({ pass_hash: "" });
      expectFinding(await found(), "warning", /no hashed password: boss\. Set a new password/);
    });
  });

  describe("time zone of PHP", () => {
    const found = () => examinePhpTimeZone(db, database.name);

    before(() =>
      database.sql(
        "CREATE TABLE vicidial_user_log (user_log_id INT AUTO_INCREMENT PRIMARY KEY, event_date DATETIME, event_epoch INT UNSIGNED)",
      ),
    );
    after(() => database.sql("DROP TABLE vicidial_user_log"));

    it("is compared with the database's by the last sign-in of an agent", async () => {
      expect(await found(), "before the first sign-in").to.deep.equal([]);
      const log = (shiftMinutes: number) =>
        database.sql(
          `INSERT INTO vicidial_user_log (event_date, event_epoch)
           SELECT TIMESTAMPADD(MINUTE, ?, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', @@global.time_zone)), UNIX_TIMESTAMP() - 1`,
          [shiftMinutes],
        );
      await log(0);
      expectFinding(await found(), "ok", /same local time/);
      await log(-330);
      expectFinding(
        await found(),
        "warning",
        /use UTC.*but the database uses UTC.*Set date\.timezone in php\.ini/,
      );
    });
  });
});
