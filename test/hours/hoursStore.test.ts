import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore, type HoursStore } from "../../server/hours/hoursStore.ts";
import type { RuleSettings } from "../../server/hours/officeHoursRule.ts";
import { createCallTimes } from "../../server/vicidial/callTimes.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { makeRule, makeSettings } from "../support/officeHours.ts";

const NOW = new Date("2026-11-23T09:00:00.123Z");

describe("Stored office hours", () => {
  let database: TestDatabase;
  let db: Knex;
  let store: HoursStore;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    store = createHoursStore(db, () => createCallTimes(db, database.name), EVERY_CUSTOMER);
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  beforeEach(() => database.sql("DELETE FROM dearchive_office_hours"));

  /** Returns a rule by name, as it was entered. */
  async function settingsOf(name: string): Promise<RuleSettings | undefined> {
    const found = await store.find(name);
    if (!found) return undefined;
    const { id: _id, version: _version, ...settings } = found;
    return settings;
  }

  async function stored(name: string) {
    return (await store.find(name)) ?? expect.fail(`there is no rule ${name}`);
  }

  it("are read exactly as they were saved", async () => {
    const wanted = {
      name: "Zürich ☎",
      customer: "acme",
      mode: "refuse_outside" as const,
      timeZone: "Europe/Zurich",
      weekly: "mon-fri 08:00-12:00,13:00-17:00; sat 22:00-02:00; sun all day",
      exceptions: ["2026-12-24 08:00-12:00", "2026-12-25 closed"],
    };
    expect(await store.add(makeSettings(wanted), NOW)).to.equal("saved");
    expect(await settingsOf("Zürich ☎")).to.deep.equal(makeSettings(wanted));
    expect(await store.list("acme")).to.deep.equal([makeRule(wanted)]);
  });

  it("include the time when they were saved, in UTC", async () => {
    await store.add(makeSettings(), NOW);
    expect(await database.sql("SELECT updated_at FROM dearchive_office_hours")).to.deep.equal([
      { updated_at: "2026-11-23 09:00:00" },
    ]);
  });

  it("are replaced completely by an edit", async () => {
    await store.add(makeSettings({ customer: "acme", exceptions: ["2026-12-25 closed"] }), NOW);
    const { id, version } = await stored("office");
    const other = makeSettings({ name: "new", mode: "off", timeZone: "Asia/Tokyo", weekly: "sat all day" });
    expect(await store.change(id, version, other, NOW)).to.equal("saved");
    expect(await store.listStored()).to.deep.equal([{ ...other, id, version: version + 1 }]);
    expect(await store.findById(id)).to.deep.equal({ ...other, id, version: version + 1 });
  });

  it("cannot be changed or removed by a user who saw an older version", async () => {
    await store.add(makeSettings(), NOW);
    const { id, version } = await stored("office");
    const [first, second] = [makeSettings({ mode: "off" }), makeSettings({ mode: "refuse_outside" })];
    const changes = await Promise.all([
      store.change(id, version, first, NOW),
      store.change(id, version, second, NOW),
    ]);
    expect(changes.toSorted()).to.deep.equal(["saved", "stale"]);
    expect((await settingsOf("office"))?.mode).to.equal(changes[0] === "saved" ? "off" : "refuse_outside");
    expect(await store.remove(id, version)).to.equal(false);
    expect(await store.remove(id, version + 1)).to.equal(true);
    expect(await store.change(id, version + 1, first, NOW), "one that is gone").to.equal("stale");
  });

  it("cannot take the name of another rule in any letter case", async () => {
    await store.add(makeSettings({ name: "desk" }), NOW);
    await store.add(makeSettings({ name: "night" }), NOW);
    expect(await store.add(makeSettings({ name: "Desk" }), NOW)).to.equal("taken");
    const { id, version } = await stored("night");
    expect(await store.change(id, version, makeSettings({ name: "desk" }), NOW)).to.equal("taken");
    expect((await store.listStored()).map(({ name }) => name)).to.deep.equal(["desk", "night"]);
  });

  it("are listed by name", async () => {
    for (const name of ["night", "desk", "sunday"]) await store.add(makeSettings({ name }), NOW);
    expect((await store.listStored()).map(({ name }) => name)).to.deep.equal(["desk", "night", "sunday"]);
  });

  it("apply to a customer if they belong to it or to all customers", async () => {
    await store.add(makeSettings({ name: "all" }), NOW);
    await store.add(makeSettings({ name: "of acme", customer: "acme" }), NOW);
    await store.add(makeSettings({ name: "of other", customer: "other" }), NOW);
    expect((await store.list("acme")).map(({ name }) => name)).to.deep.equal(["all", "of acme"]);
    expect((await store.list("third")).map(({ name }) => name)).to.deep.equal(["all"]);
    expect((await store.listStored()).map(({ name }) => name)).to.deep.equal(["all", "of acme", "of other"]);
  });

  it("can be removed without affecting others", async () => {
    await store.add(makeSettings({ name: "desk" }), NOW);
    await store.add(makeSettings({ name: "night" }), NOW);
    const { id, version } = await stored("desk");
    expect(await store.remove(id, version)).to.equal(true);
    expect(await store.find("desk")).to.equal(undefined);
    expect((await store.listStored()).map(({ name }) => name)).to.deep.equal(["night"]);
  });

  it("report when there is nothing to find or remove", async () => {
    expect(await store.find("nobody")).to.equal(undefined);
    expect(await store.remove(1_000_000, 1)).to.equal(false);
  });

  describe("that are unreadable", () => {
    const WEEK = JSON.stringify(makeSettings().weekly);
    const broken: readonly (readonly [string, string, string])[] = [
      ["a week that is not JSON", "weekly", "mon-fri 08:00-17:00"],
      ["a week that is null", "weekly", "null"],
      ["a week without its Sunday", "weekly", WEEK.replace('"sun":[]', '"holiday":[]')],
      ["times as text", "weekly", WEEK.replace('"start":540', '"start":"540"')],
      ["a window without an end", "weekly", WEEK.replace(',"end":1020', "")],
      ["a window that ends before it starts", "weekly", WEEK.replace('"end":1020', '"end":480')],
      ["a window that starts on another day", "weekly", WEEK.replace('"start":540', '"start":-60')],
      ["a window longer than a day", "weekly", WEEK.replace('"end":1020', '"end":9999')],
      ["half a minute", "weekly", WEEK.replace('"start":540', '"start":540.5')],
      ["an unknown mode", "mode", "refuse_insides"],
      ["an unknown time zone", "time_zone", "Europe/Atlantis"],
      ["dates that are not a list", "exceptions", "{}"],
      ["a date that does not exist", "exceptions", '[{"date":"2026-02-30","windows":[]}]'],
      ["a date in a wrong format", "exceptions", '[{"date":"20261225","windows":[]}]'],
      ["a date without windows", "exceptions", '[{"date":"2026-12-25"}]'],
    ];
    for (const [what, column, value] of broken) {
      it(`cause an error instead of allowing moves: ${what}`, async () => {
        await store.add(makeSettings({ name: "desk" }), NOW);
        await database.sql("UPDATE dearchive_office_hours SET ?? = ?", [column, value]);
        for (const read of [() => store.list("acme"), () => store.find("desk")]) {
          const error = await read().then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(error).to.be.instanceOf(Error);
        }
      });
    }
  });
});
