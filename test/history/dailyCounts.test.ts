import { expect } from "chai";
import { EVERY_CUSTOMER, onlyCustomer } from "../../server/db/customerScope.ts";
import { createDailyCounts } from "../../server/history/dailyCounts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

const EDGES = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"].map(
  (day) => new Date(`${day}T05:00Z`),
);

describe("The counts of restored leads per day", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
    const times = [
      "2026-11-23 04:59:59.999",
      "2026-11-23 05:00:00",
      "2026-11-25 04:59:59.999",
      "2026-11-26 05:00:00",
    ];
    for (const startedAt of times)
      await recordBatch(database.root, {
        leads: [leadResult("moved", 1), leadResult("inserted", 2)],
        startedAt,
      });
    const theirs = { leads: [leadResult("moved", 3)], actor: { customer: "acme" } };
    await recordBatch(database.root, { ...theirs, startedAt: "2026-11-25 05:00:00" });
    await recordBatch(database.root, { ...theirs, startedAt: "2026-11-25 06:00:00", direction: "archive" });
  });

  after(() => database.drop());

  it("match the day boundaries, include only dearchived leads, and can be limited to a customer", async () => {
    const { restoredPerDay: broughtBack } = createDailyCounts(database.root, EVERY_CUSTOMER);
    expect(await broughtBack(EDGES)).to.deep.equal({ leads: [2, 2, 1], isCut: false });
    const theirs = createDailyCounts(database.root, onlyCustomer("acme"));
    expect(await theirs.restoredPerDay(EDGES)).to.deep.equal({ leads: [0, 0, 1], isCut: false });
    expect(await broughtBack(EDGES.slice(2))).to.deep.equal({ leads: [1], isCut: false });
  });

  it("cover only the newest batches if there are too many, and report that", async () => {
    const { restoredPerDay: broughtBack } = createDailyCounts(database.root, EVERY_CUSTOMER);
    expect(await broughtBack(EDGES, 3)).to.deep.equal({ leads: [0, 2, 1], isCut: true });
    const theirs = createDailyCounts(database.root, onlyCustomer("acme"));
    expect(await theirs.restoredPerDay(EDGES, 3), "others' batches count for nothing").to.deep.equal({
      leads: [0, 0, 1],
      isCut: false,
    });
  });
});
