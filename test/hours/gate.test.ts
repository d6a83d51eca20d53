import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { DearchiveError, type Fault } from "../../server/errors.ts";
import { createHoursStore, type HoursStore } from "../../server/hours/hoursStore.ts";
import { createOfficeHoursGate, type OfficeHoursGate } from "../../server/hours/officeHoursGate.ts";
import { createCallTimes } from "../../server/vicidial/callTimes.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { changeCallTime, removeRules } from "../support/hours.ts";
import { makeSettings } from "../support/officeHours.ts";

// A Monday, within the office hours of `makeRule`.
const NOW = new Date("2026-11-23T10:00:00Z");

function later(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

describe("the gate of the office hours", () => {
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

  it("lets moves pass where there is no rule", async () => {
    expect(await refusal("acme", NOW)).to.equal(undefined);
  });

  it("refuses a move by the rule's name, and tells until when", async () => {
    await store.add(makeSettings({ name: "desk" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.equal({
      code: "office_hours",
      rule: "desk",
      until: new Date("2026-11-23T17:00:00Z"),
    });
  });

  it("refuses without an end where none is foreseeable", async () => {
    await store.add(makeSettings({ name: "stop", weekly: "daily all day" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.equal({ code: "office_hours", rule: "stop", until: null });
  });

  it("refuses by the hours that a followed call time has in Vicidial now", async () => {
    await store.add(makeSettings({ callTimeId: "9am-5pm" }), NOW);
    expect(await refusal("acme", NOW)).to.deep.include({ until: new Date("2026-11-23T17:00:00Z") });
    await changeCallTime(database, "9am-5pm", { ct_monday_start: 2400, ct_monday_stop: 2400 });
    expect(await refusal("acme", later(2000))).to.equal(undefined);
    await changeCallTime(database, "9am-5pm", { ct_monday_start: 0, ct_monday_stop: 1130 });
    expect(await refusal("acme", later(4000))).to.deep.include({ until: new Date("2026-11-23T11:30:00Z") });
    await changeCallTime(database, "9am-5pm", { ct_monday_stop: 0 });
  });

  it("refuses everything while the call time that a rule follows is gone, and names it", async () => {
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

  it("refuses to guess where the call times cannot be read", async () => {
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

  it("lets moves pass outside the hours", async () => {
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", new Date("2026-11-23T17:00:00Z"))).to.equal(undefined);
  });

  it("keeps one customer's hours from another's moves", async () => {
    await store.add(makeSettings({ customer: "acme" }), NOW);
    expect(await refusal("other", NOW)).to.equal(undefined);
    expect(await refusal("acme", NOW)).to.have.property("code", "office_hours");
  });

  it("refuses two seconds after a rule was made, at the latest", async () => {
    expect(await refusal("acme", NOW)).to.equal(undefined);
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", later(2000))).to.have.property("code", "office_hours");
  });

  it("lets moves pass two seconds after a rule was removed, at the latest", async () => {
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", NOW)).to.have.property("code", "office_hours");
    await removeRules(database);
    expect(await refusal("acme", later(2000))).to.equal(undefined);
  });

  it("sees a change two seconds later however often it is asked meanwhile", async () => {
    expect(await refusal("acme", NOW)).to.equal(undefined);
    await store.add(makeSettings(), NOW);
    for (let ms = 100; ms < 2000; ms += 100) await refusal("acme", later(ms));
    expect(await refusal("acme", later(2000))).to.have.property("code", "office_hours");
  });

  it("sees a change though the server's clock was set back", async () => {
    expect(await refusal("acme", later(3_600_000))).to.equal(undefined);
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", NOW)).to.have.property("code", "office_hours");
  });

  it("asks the database once for calls that come at the same moment", async () => {
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

  it("holds the hours to the very moment, though it remembers the rules", async () => {
    await store.add(makeSettings(), NOW);
    expect(await refusal("acme", new Date("2026-11-23T16:59:59.900Z"))).to.have.property("code");
    expect(await refusal("acme", new Date("2026-11-23T17:00:00.000Z"))).to.equal(undefined);
  });

  it("lets nothing pass while the rules cannot be read, and recovers once they can", async () => {
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
