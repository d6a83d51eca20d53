import { expect } from "chai";
import { down, up } from "../../migrations/20261128060100_resolution_customer.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

describe("Resolved leads from a version that did not record the customer", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    await down(database.root, database.root);
    await database.root("dearchive_resolutions").insert(
      [1, 2, 3].map((lead_id) => ({
        ...{ lead_id, vicidial_user: "boss", request_id: "old", row_hash: Buffer.alloc(32), saved: "[]" },
        saved_at: "2026-11-25 10:00:00",
      })),
    );
  });

  afterEach(() => database.drop());

  async function customers(): Promise<Readonly<Record<number, string>>> {
    await up(database.root, database.root);
    const rows = await database.sql<{ lead_id: number; customer: string }>(
      "SELECT lead_id, customer FROM dearchive_resolutions",
    );
    return Object.fromEntries(rows.map(({ lead_id, customer }) => [lead_id, customer]));
  }

  const moved = (customer: string, leadId: number) =>
    recordBatch(database.root, { leads: [leadResult("kept_differs", leadId)], actor: { customer } });

  it("get the customer whose batches contain the lead, or the default customer if that is ambiguous", async () => {
    await moved("acme", 1);
    await moved("acme", 2);
    await moved("globex", 2);
    expect(await customers()).to.deep.equal({ 1: "acme", 2: "default", 3: "default" });
  });

  it("get the only customer of their database", async () => {
    await moved("acme", 1);
    expect(await customers()).to.deep.equal({ 1: "acme", 2: "acme", 3: "acme" });
  });

  it("get the default customer without a batch, and keep it when the migration runs again", async () => {
    expect(await customers()).to.deep.equal({ 1: "default", 2: "default", 3: "default" });
    expect(await customers()).to.deep.equal({ 1: "default", 2: "default", 3: "default" });
  });
});
