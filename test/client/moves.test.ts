import { expect } from "chai";
import { leavingLeadsUntouched } from "../support/apiSetup.ts";
import { errorOf, expectLive, quickClient, upTo, useClientScene } from "../support/clientSetup.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";

describe("the client", () => {
  const scene = useClientScene();

  it("brings leads back and adds up what was done", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", upTo(7));
    const summary = await quickClient(scene(), { batchSize: 3 }).dearchive(upTo(7));
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
    await expectLive(scene(), upTo(7));
  });

  it("archives leads, and updates those that are in the archive where told", async () => {
    const { database } = scene();
    await insertLeads(database, "vicidial_list", [1, 2]);
    await insertLead(database, "vicidial_list_archive", 2, { first_name: "Old" });
    const summary = await quickClient(scene()).archive([1, 2], { update: true });
    expect(summary).to.include({ leads: 2, inserted: 1, updated: 1, deleted: 2 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2]);
  });

  it("leaves an archived lead's data alone unless it is told to update", async () => {
    const { database } = scene();
    await insertLeads(database, "vicidial_list", [2]);
    await insertLead(database, "vicidial_list_archive", 2, { first_name: "Old" });
    const summary = await leavingLeadsUntouched(scene(), () => quickClient(scene()).archive([2]));
    expect(summary).to.include({ leads: 1, inserted: 0, updated: 0, deleted: 0 });
  });

  it("keeps the archived copies where told", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [1]);
    const summary = await quickClient(scene()).dearchive([1], { delete: false });
    expect(summary).to.include({ inserted: 1, deleted: 0 });
    expect(await leadIdsIn(scene().database, "vicidial_list_archive")).to.deep.equal([1]);
  });

  it("tells what became of each lead where asked", async () => {
    const { database } = scene();
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    await insertLead(database, "vicidial_list", 2, { first_name: "Other", phone_number: "5550000002" });
    const { results } = await quickClient(scene(), { batchSize: 2 }).dearchive([1, 2, 3], {
      representation: true,
    });
    expect(results).to.deep.equal([
      { leadId: 1, outcome: "moved", columns: [] },
      { leadId: 2, outcome: "kept_differs", columns: ["first_name"] },
      { leadId: 3, outcome: "moved", columns: [] },
    ]);
  });

  it("foresees a move and changes nothing", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [1, 2]);
    const summary = await leavingLeadsUntouched(scene(), () =>
      quickClient(scene()).dearchive([1, 2], { dryRun: true, representation: true }),
    );
    expect(summary).to.deep.include({ leads: 2, inserted: 2, deleted: 2 });
    expect(summary.results.map(({ outcome }) => outcome)).to.deep.equal(["moved", "moved"]);
  });

  it("names the customer in the path, and keeps a path that the plugin is mounted under", async () => {
    const { proxy } = scene();
    await insertLeads(scene().database, "vicidial_list_archive", [1]);
    await quickClient(scene(), { url: `${proxy.url}//`, customer: "default" }).dearchive([1]);
    await errorOf(
      quickClient(scene(), { url: `${proxy.url}/crm/`, customer: "a/b" }).archive([1], { insert: false }),
    );
    expect(proxy.seen.map(({ path }) => path)).to.deep.equal([
      "/vicidial/leads/dearchive/default",
      "/crm/vicidial/leads/archive/a%2Fb",
    ]);
    await expectLive(scene(), [1]);
  });

  it("sends nothing where there are no leads", async () => {
    expect(await quickClient(scene()).dearchive([])).to.include({ batches: 0, leads: 0 });
    expect(scene().proxy.seen).to.deep.equal([]);
  });
});
