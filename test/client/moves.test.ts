import { expect } from "chai";
import { leavingLeadsUntouched } from "../support/apiSetup.ts";
import { clientWithoutPauses, errorOf, expectLive, idsUpTo, useClientSetup } from "../support/clientSetup.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";

describe("The client", () => {
  const setup = useClientSetup();

  it("restores leads and adds up the counts", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(7));
    const summary = await clientWithoutPauses(setup(), { batchSize: 3 }).dearchive(idsUpTo(7));
    expect(summary).to.deep.equal({
      batches: 3,
      leads: 7,
      inserted: 7,
      updated: 0,
      deleted: 7,
      missing: 0,
      repeated: 0,
      replayed: 0,
      missingLeadIds: [],
      results: [],
    });
    await expectLive(setup(), idsUpTo(7));
  });

  it("archives leads, and updates archived ones with update: true", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list", [1, 2]);
    await insertLead(database, "vicidial_list_archive", 2, { first_name: "Old" });
    const summary = await clientWithoutPauses(setup()).archive([1, 2], { update: true });
    expect(summary).to.include({ leads: 2, inserted: 1, updated: 1, deleted: 2 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2]);
  });

  it("does not change an archived lead's data without update: true", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list", [2]);
    await insertLead(database, "vicidial_list_archive", 2, { first_name: "Old" });
    const summary = await leavingLeadsUntouched(setup(), () => clientWithoutPauses(setup()).archive([2]));
    expect(summary).to.include({ leads: 1, inserted: 0, updated: 0, deleted: 0 });
  });

  it("keeps the archived copies with delete: false", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    const summary = await clientWithoutPauses(setup()).dearchive([1], { delete: false });
    expect(summary).to.include({ inserted: 1, deleted: 0 });
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([1]);
  });

  it("returns each lead's outcome with representation: true", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    await insertLead(database, "vicidial_list", 2, { first_name: "Other", phone_number: "5550000002" });
    const { results } = await clientWithoutPauses(setup(), { batchSize: 2 }).dearchive([1, 2, 3], {
      representation: true,
    });
    expect(results).to.deep.equal([
      { leadId: 1, outcome: "moved", columns: [] },
      { leadId: 2, outcome: "kept_differs", columns: ["first_name"] },
      { leadId: 3, outcome: "moved", columns: [] },
    ]);
  });

  it("previews a move with dryRun: true and changes nothing", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    const summary = await leavingLeadsUntouched(setup(), () =>
      clientWithoutPauses(setup()).dearchive([1, 2], { dryRun: true, representation: true }),
    );
    expect(summary).to.deep.include({ leads: 2, inserted: 2, deleted: 2 });
    expect(summary.results.map(({ outcome }) => outcome)).to.deep.equal(["moved", "moved"]);
  });

  it("names the customer in the path, and keeps the path that the plugin is mounted under", async () => {
    const { proxy } = setup();
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    await clientWithoutPauses(setup(), { url: `${proxy.url}//`, customer: "default" }).dearchive([1]);
    await errorOf(
      clientWithoutPauses(setup(), { url: `${proxy.url}/crm/`, customer: "a/b" }).archive([1], {
        insert: false,
      }),
    );
    expect(proxy.seen.map(({ path }) => path)).to.deep.equal([
      "/vicidial/leads/dearchive/default",
      "/crm/vicidial/leads/archive/a%2Fb",
    ]);
    await expectLive(setup(), [1]);
  });

  it("sends nothing when there are no leads", async () => {
    expect(await clientWithoutPauses(setup()).dearchive([])).to.include({ batches: 0, leads: 0 });
    expect(setup().proxy.seen).to.deep.equal([]);
  });
});
