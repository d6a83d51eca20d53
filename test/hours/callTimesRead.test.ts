import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore, type HoursStore } from "../../server/hours/hoursStore.ts";
import { createCallTimes } from "../../server/vicidial/callTimes.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { changeCallTime, makeHoliday } from "../support/hours.ts";
import { makeSettings } from "../support/officeHours.ts";

describe("Call times from Vicidial", () => {
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

  const hoursOf = (callTimeId: string) => store.resolve(makeSettings({ callTimeId }));

  it("are the defaults on a new installation", async () => {
    const found = await store.listCallTimes("default");
    expect(found.map(({ id }) => id)).to.have.members([
      "24hours",
      "9am-9pm",
      "9am-5pm",
      "12pm-5pm",
      "12pm-9pm",
      "5pm-9pm",
    ]);
    expect((await hoursOf("12pm-9pm")).weekly.wed).to.deep.equal([{ start: 720, end: 1260 }]);
  });

  it("include only their active holidays", async () => {
    const open = { date: "2026-12-24", start: 900, stop: 1200 };
    await makeHoliday(database, { id: "EVE", ...open });
    await makeHoliday(database, { id: "PARTY", ...open, date: "2026-12-18", method: "ADDITION_REVERSE" });
    await makeHoliday(database, { id: "OLD", ...open, date: "2025-12-24", status: "EXPIRED" });
    await makeHoliday(database, { id: "PLAN", ...open, date: "2027-12-24", status: "INACTIVE" });
    await makeHoliday(database, { id: "OTHER", ...open, date: "2026-12-31" });
    await makeHoliday(database, { id: "UNDATED", ...open, date: "0000-00-00" });
    await changeCallTime(database, "9am-9pm", { ct_holidays: "|EVE|PARTY|OLD|PLAN|UNDATED|LOST|" });
    const { exceptions, closures } = await hoursOf("9am-9pm");
    const windows = [{ start: 540, end: 720 }];
    expect(exceptions).to.deep.equal([{ date: "2026-12-24", windows }]);
    expect(closures).to.deep.equal([{ date: "2026-12-18", windows }]);
    expect(await hoursOf("9am-5pm")).to.deep.include({ exceptions: [], closures: [] });
  });

  it("replace the day's hours on every holiday if Vicidial is too old for holiday methods", async () => {
    await database.sql("ALTER TABLE vicidial_call_time_holidays DROP COLUMN holiday_method");
    const { exceptions, closures } = await hoursOf("9am-9pm");
    expect(exceptions.map(({ date }) => date)).to.deep.equal(["2026-12-24", "2026-12-18"]);
    expect(closures).to.deep.equal([]);
  });
});
