import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { DearchiveError, type Fault } from "../../server/errors.ts";
import { createHoursStore, type HoursStore } from "../../server/hours/hoursStore.ts";
import { createOfficeHoursGate, type OfficeHoursGate } from "../../server/hours/officeHours.ts";
import { createCallTimes } from "../../server/vicidial/callTimes.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { changeCallTime, removeRules } from "../support/hours.ts";
import { makeSettings } from "../support/officeHours.ts";

// A Monday, within the office hours of `makeRule`.
const NOW = new Date("2026-11-23T10:00:00Z");

function later(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

describe("The office hours gate", () => {
  let database: TestDatabase;
  let db: Knex;
  let store: HoursStore;
  let gate: OfficeHoursGate;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    store = createHoursStore(db, () => createCallTimes(db, database.name), EVERY_CUSTOMER);
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  beforeEach(async () => {
    await database.sql("DELETE FROM dearchive_office_hours");
    gate = createOfficeHoursGate(store);
  });

  /** Returns the fault with which the gate blocks a request; undefined if it does not. */
  async function refusal(customer: string, now: Date): Promise<Fault | undefined> {
    try {
      await gate.refuseByOfficeHours(customer, now);
      return undefined;
    } catch (error) {
      if (error instanceof DearchiveError) return error.fault;
      throw error;
    }
  }

  it("allows moves without a rule", async () => {
    expect(await refusal("acme", NOW)).to.equal(undefined);
  });

  it("blocks a move with the rule's name and end time", async () => {
    await store.add(makeSettings({ name: "desk" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.equal({
      code: "office_hours",
      rule: "desk",
      until: new Date("2026-11-23T17:00:00Z"),
    });
  });

  it("blocks a move without an end time if none is predictable", async () => {
    await store.add(makeSettings({ name: "stop", weekly: "daily all day" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.equal({ code: "office_hours", rule: "stop", until: null });
  });

  it("blocks moves by the current hours of the rule's Vicidial call time", async () => {
    await store.add(makeSettings({ callTimeId: "9am-5pm" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.include({ until: new Date("2026-11-23T17:00:00Z") });
    await changeCallTime(database, "9am-5pm", { ct_monday_start: 2400, ct_monday_stop: 2400 });
    expect(await refusal("acme", later(2000))).to.equal(undefined);
    await changeCallTime(database, "9am-5pm", { ct_monday_start: 0, ct_monday_stop: 1130 });
    expect(await refusal("acme", later(4000))).to.deep.include({ until: new Date("2026-11-23T11:30:00Z") });
    await changeCallTime(database, "9am-5pm", { ct_monday_stop: 0 });
  });

  it("blocks all moves while a rule's call time is missing, and names the call time", async () => {
    await store.add(makeSettings({ mode: "refuse_outside", callTimeId: "gone" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.equal({
      code: "office_hours",
      rule: "office",
      until: null,
      missingCallTime: "gone",
    });
    await removeRules(database);
    await store.add(makeSettings({ mode: "off", callTimeId: "gone" }), NOW);
    expect(await refusal("acme", later(2000)), "a rule that is off").to.equal(undefined);
  });

  it("blocks moves if the call times cannot be read", async () => {
    await store.add(makeSettings({ callTimeId: "9am-5pm" }), NOW);
    await database.sql("RENAME TABLE vicidial_call_times TO vicidial_call_times_away");
    try {
      const error = await refusal("acme", NOW).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(Error);
    } finally {
      await database.sql("RENAME TABLE vicidial_call_times_away TO vicidial_call_times");
    }
  });

  it("allows moves outside the hours", async () => {
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", new Date("2026-11-23T17:00:00Z"))).to.equal(undefined);
  });

  it("does not apply one customer's hours to another's moves", async () => {
    await store.add(makeSettings({ customer: "acme" }), NOW);
    expect(await refusal("other", NOW)).to.equal(undefined);
    expect(await refusal("acme", NOW)).to.have.property("code", "office_hours");
  });

  it("blocks moves at most two seconds after a rule is created", async () => {
    expect(await refusal("acme", NOW)).to.equal(undefined);
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", later(2000))).to.have.property("code", "office_hours");
  });

  it("allows moves at most two seconds after a rule is removed", async () => {
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", NOW)).to.have.property("code", "office_hours");
    await removeRules(database);
    expect(await refusal("acme", later(2000))).to.equal(undefined);
  });

  it("sees a change within two seconds, even with many requests meanwhile", async () => {
    expect(await refusal("acme", NOW)).to.equal(undefined);
    await store.add(makeSettings(), NOW);
    for (let ms = 100; ms < 2000; ms += 100) await refusal("acme", later(ms));
    expect(await refusal("acme", later(2000))).to.have.property("code", "office_hours");
  });

  it("sees a change even after the server's clock is set back", async () => {
    expect(await refusal("acme", later(3_600_000))).to.equal(undefined);
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", NOW)).to.have.property("code", "office_hours");
  });

  it("queries the database once for concurrent requests", async () => {
    let asked = 0;
    const counting: HoursStore = {
      ...store,
      list(customer) {
        asked += 1;
        return store.list(customer);
      },
    };
    gate = createOfficeHoursGate(counting);
    await refusal("acme", NOW);
    for (let call = 0; call < 20; call += 1) await refusal("acme", NOW);
    expect(asked).to.equal(1);
  });

  it("applies the hours to the exact moment, although it caches the rules", async () => {
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", new Date("2026-11-23T16:59:59.900Z"))).to.have.property("code");
    expect(await refusal("acme", new Date("2026-11-23T17:00:00.000Z"))).to.equal(undefined);
  });

  it("blocks all moves while the rules cannot be read, and recovers afterwards", async () => {
    await store.add(makeSettings({ mode: "off" }), NOW);
    await database.sql("UPDATE dearchive_office_hours SET weekly = 'lost'");
    const error = await refusal("acme", NOW).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(Error);
    await removeRules(database);
    await store.add(makeSettings({ mode: "off" }), NOW);
    expect(await refusal("acme", NOW)).to.equal(undefined);
  });
});
