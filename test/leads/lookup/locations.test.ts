import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../../server/db/customerScope.ts";
import { createLeadOutcomes } from "../../../server/history/leadOutcomes.ts";
import { isVisible, type LeadsWanted, visibleLeads } from "../../../server/history/visibleLeads.ts";
import { createLocations, type Locations } from "../../../server/leads/lookup/locations.ts";
import type { ListScope } from "../../../server/vicidial/lists.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { leadResult, recordBatch } from "../../support/recordBatch.ts";

const EVERY: ListScope = { kind: "every" };
const ONLY_1001: ListScope = { kind: "some", listIds: new Set(["1001"]) };

describe("The locations of leads", () => {
  let database: TestDatabase;
  let db: Knex;
  let locations: Locations;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    locations = createLocations(db, database.name);
    await insertLead(database, "vicidial_list", 1, { list_id: 1001 });
    await insertLead(database, "vicidial_list_archive", 2, { list_id: 1002 });
    await insertLead(database, "vicidial_list", 3, { list_id: 1001, last_name: "Smith", email: null });
    await insertLead(database, "vicidial_list_archive", 3, {
      list_id: 1002,
      last_name: "SMITH",
      email: null,
    });
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  it("show the table and list of each lead, even if the two tables disagree", async () => {
    expect(Object.fromEntries(await locations.listsOf([1, 2, 3, 4]))).to.deep.equal({
      1: { live: 1001 },
      2: { archived: 1002 },
      3: { live: 1001, archived: 1002 },
    });
  });

  it("show the cells in which a lead's two rows differ, byte by byte", async () => {
    const both = await locations.now(3);
    expect(both.live).to.include({ list_id: 1001, last_name: "Smith" });
    expect(both.archived).to.include({ list_id: 1002, last_name: "SMITH" });
    expect(both.differences).to.deep.equal([
      { column: "list_id", source: "1002", target: "1001" },
      { column: "last_name", source: "SMITH", target: "Smith" },
    ]);
    expect(await locations.now(1)).to.have.keys("live", "differences");
    expect(await locations.now(4)).to.deep.equal({ differences: [] });
  });

  it("show a lead only to users who may see all its lists, and a deleted lead only to users who may see everything", () => {
    for (const location of [{}, { live: 1002 }, { live: 1001, archived: 1002 }]) {
      expect(isVisible(ONLY_1001, location), JSON.stringify(location)).to.equal(false);
      expect(isVisible(EVERY, location)).to.equal(true);
    }
    expect(isVisible(ONLY_1001, { live: 1001, archived: "1001" })).to.equal(true);
    expect(isVisible({ kind: "some", listIds: new Set() }, { live: 1001 })).to.equal(false);
  });

  it("list the visible leads of a batch of any size, in order and without duplicates", async () => {
    const ids = idsFrom(1000, 1700);
    await insertLeads(database, "vicidial_list", ids);
    await database.sql("UPDATE vicidial_list SET list_id = 1002 WHERE lead_id >= 1000 AND lead_id % 2 = 0");
    const outcomeOf = (id: number) => (id % 5 === 0 ? "kept_differs" : "moved");
    const batchId = await recordBatch(db, { leads: ids.map((id) => leadResult(outcomeOf(id), id)) });
    const leads = await createLeadOutcomes(db, EVERY_CUSTOMER).ofBatch(batchId);
    expect(leads.map((lead) => lead.leadId)).to.deep.equal(ids);
    const read = async (wanted: LeadsWanted, scope: ListScope) => {
      const seen: number[] = [];
      for await (const lead of visibleLeads(locations, leads, wanted, scope)) seen.push(lead.leadId);
      return seen;
    };
    expect(await read({}, EVERY)).to.deep.equal(ids);
    expect(await read({}, ONLY_1001)).to.deep.equal(ids.filter((id) => id % 2 === 1));
    expect(await read({ outcome: "kept_differs", after: 1005 }, ONLY_1001)).to.deep.equal(
      ids.filter((id) => id % 10 === 5 && id > 1005),
    );
  });
});
