import { expect } from "chai";
import { createChangesCheck, type LeadChanges } from "../../../server/leads/changes/index.ts";
import type { ListScope } from "../../../server/vicidial/lists.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

describe("The check of changes", () => {
  const EVERY: ListScope = { kind: "every" };
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase({ charset: "latin1" });
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring", campaign_id: "EAST", active: "Y" },
      { list_id: 3003, list_name: "Elsewhere", campaign_id: "WEST", active: "Y" },
    ]);
    await database.root("vicidial_statuses").insert({ status: "NEW", status_name: "New lead" });
    await database
      .root("vicidial_campaign_statuses")
      .insert({ status: "EAGAIN", status_name: "Again", campaign_id: "EAST" });
  });

  after(() => database.drop());

  async function problems(changes: LeadChanges, scope: ListScope = EVERY, campaigns = ["-ALL-CAMPAIGNS-"]) {
    const owner = { scope, allowedCampaigns: campaigns };
    const found = await createChangesCheck(database.root, database.name).problemsOf(
      changes,
      owner,
      new Date(),
    );
    return found.map(({ field, text }) => `${field}: ${text}`);
  }

  it("accepts lists that the user may access, and statuses of the system or the list's campaign", async () => {
    expect(await problems({ listId: "1001", status: "EAGAIN", owner: "é", rank: 5 })).to.deep.equal([]);
    expect(await problems({ listId: "3003", status: "NEW" })).to.deep.equal([]);
    expect(await problems({ status: "EAGAIN" })).to.deep.equal([]);
  });

  it("refuses other lists and statuses", async () => {
    const gone = (id: string) => [
      `list_id: List ${id} does not exist, or your user group may not access it.`,
    ];
    const east: ListScope = { kind: "some", listIds: new Set(["1001"]) };
    expect(await problems({ listId: "9009" })).to.deep.equal(gone("9009"));
    expect(await problems({ listId: "3003" }, east)).to.deep.equal(gone("3003"));
    expect(await problems({ listId: "1001" }, { kind: "some", listIds: new Set() })).to.deep.equal(
      gone("1001"),
    );
    expect(await problems({ listId: "3003", status: "EAGAIN" })).to.deep.equal([
      "status: Status EAGAIN is neither a system status nor one of the list's campaign.",
    ]);
    expect(await problems({ status: "EAGAIN" }, EVERY, ["WEST"])).to.deep.equal([
      "status: Status EAGAIN is neither a system status nor one of your campaigns.",
    ]);
  });

  it("refuses values that their columns cannot hold, before any lead moves", async () => {
    expect(await problems({ owner: "x".repeat(21) })).to.deep.equal(["owner: Enter at most 20 characters."]);
    expect(await problems({ owner: "日本" })).to.deep.equal([
      "owner: The column owner cannot hold all of these characters.",
    ]);
    await database.sql("ALTER TABLE vicidial_list DROP COLUMN rank");
    expect(await problems({ rank: 5 })).to.deep.equal(["rank: vicidial_list has no column rank."]);
  });
});
