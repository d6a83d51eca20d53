import { expect } from "chai";
import type { Knex } from "knex";
import { createHoursStore, type HoursStore } from "../../server/hours/hoursStore.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { makeRule } from "../support/officeHours.ts";

const NOW = new Date("2026-11-23T09:00:00.123Z");

describe("stored office hours", () => {
  let database: TestDatabase;
  let db: Knex;
  let store: HoursStore;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    store = createHoursStore(db);
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  beforeEach(() => database.sql("DELETE FROM dearchive_office_hours"));

  it("come back as they were saved", async () => {
    const rule = makeRule({
      name: "Zürich ☎",
      customer: "acme",
      mode: "refuse_outside",
      timeZone: "Europe/Zurich",
      weekly: "mon-fri 08:00-12:00,13:00-17:00; sat 22:00-02:00; sun all day",
      exceptions: ["2026-12-24 08:00-12:00", "2026-12-25 closed"],
    });
    await store.save(rule, NOW);
    expect(await store.find("Zürich ☎")).to.deep.equal(rule);
    expect(await store.list()).to.deep.equal([rule]);
  });

  it("tell when they were saved, in UTC", async () => {
    await store.save(makeRule(), NOW);
    expect(await database.sql("SELECT updated_at FROM dearchive_office_hours")).to.deep.equal([
      { updated_at: "2026-11-23 09:00:00" },
    ]);
  });

  it("are replaced whole when saved under the same name", async () => {
    await store.save(makeRule({ customer: "acme", exceptions: ["2026-12-25 closed"] }), NOW);
    const other = makeRule({ customer: null, mode: "off", timeZone: "Asia/Tokyo", weekly: "sat all day" });
    await store.save(other, NOW);
    expect(await store.list()).to.deep.equal([other]);
  });

  it("are listed by name", async () => {
    for (const name of ["night", "desk", "sunday"]) await store.save(makeRule({ name }), NOW);
    expect((await store.list()).map(({ name }) => name)).to.deep.equal(["desk", "night", "sunday"]);
  });

  it("hold for a customer where they are its own or everyone's", async () => {
    await store.save(makeRule({ name: "all" }), NOW);
    await store.save(makeRule({ name: "of acme", customer: "acme" }), NOW);
    await store.save(makeRule({ name: "of other", customer: "other" }), NOW);
    expect((await store.list("acme")).map(({ name }) => name)).to.deep.equal(["all", "of acme"]);
    expect((await store.list("third")).map(({ name }) => name)).to.deep.equal(["all"]);
    expect((await store.list()).map(({ name }) => name)).to.deep.equal(["all", "of acme", "of other"]);
  });

  it("are gone once removed, and others stay", async () => {
    await store.save(makeRule({ name: "desk" }), NOW);
    await store.save(makeRule({ name: "night" }), NOW);
    expect(await store.remove("desk")).to.equal(true);
    expect(await store.find("desk")).to.equal(undefined);
    expect((await store.list()).map(({ name }) => name)).to.deep.equal(["night"]);
  });

  it("tell that there was nothing to find or remove", async () => {
    expect(await store.find("nobody")).to.equal(undefined);
    expect(await store.remove("nobody")).to.equal(false);
  });

  describe("that cannot be read", () => {
    const WEEK = JSON.stringify(makeRule().weekly);
    const broken: readonly (readonly [string, string, string])[] = [
      ["a week that is no JSON", "weekly", "mon-fri 08:00-17:00"],
      ["a week that is null", "weekly", "null"],
      ["a week without its Sunday", "weekly", WEEK.replace('"sun":[]', '"holiday":[]')],
      ["times as text", "weekly", WEEK.replace('"start":540', '"start":"540"')],
      ["a window without an end", "weekly", WEEK.replace(',"end":1020', "")],
      ["a window that ends before it starts", "weekly", WEEK.replace('"end":1020', '"end":480')],
      ["a window that starts on another day", "weekly", WEEK.replace('"start":540', '"start":-60')],
      ["a window longer than a day", "weekly", WEEK.replace('"end":1020', '"end":9999')],
      ["half a minute", "weekly", WEEK.replace('"start":540', '"start":540.5')],
      ["an unknown mode", "mode", "refuse_insides"],
      ["a place that is no time zone", "time_zone", "Europe/Atlantis"],
      ["dates that are no list", "exceptions", "{}"],
      ["a date that does not exist", "exceptions", '[{"date":"2026-02-30","windows":[]}]'],
      ["a date in another form", "exceptions", '[{"date":"20261225","windows":[]}]'],
      ["a date without windows", "exceptions", '[{"date":"2026-12-25"}]'],
    ];
    for (const [what, column, value] of broken) {
      it(`are an error, never an open door: ${what}`, async () => {
        await store.save(makeRule({ name: "desk" }), NOW);
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
