import { expect } from "chai";
import { leavingLeadsUntouched } from "../support/apiSetup.ts";
import {
  errorOf,
  expectLive,
  idsOf,
  keysOf,
  quickClient,
  upTo,
  useClientScene,
} from "../support/clientSetup.ts";
import { insertLeads } from "../support/factories.ts";

describe("the client, given leads that are not there", () => {
  const scene = useClientScene();

  it("fails at their batch and names them", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [1, 3]);
    const error = await leavingLeadsUntouched(scene(), () =>
      errorOf(quickClient(scene()).dearchive([1, 2, 3, 4])),
    );
    expect(error).to.include({ code: "ids_missing", status: 400 });
    expect(error.message).to.equal("ids_missing: lead_ids does not exist");
    expect(error.leadIds).to.deep.equal([2, 4]);
    expect(scene().proxy.seen).to.have.length(1);
  });

  it("leaves them out where told, sends the others under a new key, and reports them", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [1, 3, 5]);
    const summary = await quickClient(scene(), { batchSize: 4 }).dearchive(upTo(5), { skipMissing: true });
    expect(summary).to.deep.include({
      batches: 2,
      leads: 3,
      inserted: 3,
      missing: 2,
      missingLeadIds: [2, 4],
    });
    expect(idsOf(scene())).to.deep.equal([[1, 2, 3, 4], [1, 3], [5]]);
    expect(new Set(keysOf(scene())).size).to.equal(3);
    await expectLive(scene(), [1, 3, 5]);
  });

  it("goes on with the next batch where a whole one is missing", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [3]);
    const summary = await quickClient(scene(), { batchSize: 2 }).dearchive(upTo(3), { skipMissing: true });
    expect(summary).to.deep.include({ batches: 2, leads: 1, missingLeadIds: [1, 2] });
    expect(idsOf(scene())).to.deep.equal([[1, 2], [3]]);
    await expectLive(scene(), [3]);
  });

  it("does not take a lead for missing because the answer to its move was lost", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [1, 2]);
    scene().proxy.plan("none", "lose_answer");
    const summary = await quickClient(scene()).dearchive([1, 2, 9], { skipMissing: true });
    expect(summary).to.deep.include({ leads: 2, inserted: 2, replayed: 1, missingLeadIds: [9] });
    await expectLive(scene(), [1, 2]);
  });

  it("does not ask for ever where the refusal names none of the leads", async () => {
    scene().proxy.plan({ status: 400, body: '{"message":"lead_ids does not exist","lead_ids":[77]}' });
    const error = await errorOf(quickClient(scene()).dearchive([1], { skipMissing: true }));
    expect(error).to.include({ code: "ids_missing" });
  });
});
