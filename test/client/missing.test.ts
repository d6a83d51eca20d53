import { expect } from "chai";
import { leavingLeadsUntouched } from "../support/apiSetup.ts";
import {
  clientWithoutPauses,
  errorOf,
  expectLive,
  idsUpTo,
  sentIdempotencyKeys,
  sentLeadIds,
  useClientSetup,
} from "../support/clientSetup.ts";
import { insertLeads } from "../support/factories.ts";

describe("The client, with leads that do not exist", () => {
  const setup = useClientSetup();

  it("fails at their batch and names the leads", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 3]);
    const error = await leavingLeadsUntouched(setup(), () =>
      errorOf(clientWithoutPauses(setup()).dearchive([1, 2, 3, 4])),
    );
    expect(error).to.include({ code: "ids_missing", status: 400 });
    expect(error.message).to.equal("ids_missing: lead_ids does not exist");
    expect(error.leadIds).to.deep.equal([2, 4]);
    expect(setup().proxy.seen).to.have.length(1);
  });

  it("skips them with skipMissing, sends the others under a new Idempotency-Key, and reports the missing ones", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 3, 5]);
    const summary = await clientWithoutPauses(setup(), { batchSize: 4 }).dearchive(idsUpTo(5), {
      skipMissing: true,
    });
    expect(summary).to.deep.include({
      batches: 2,
      leads: 3,
      inserted: 3,
      missing: 2,
      missingLeadIds: [2, 4],
    });
    expect(sentLeadIds(setup())).to.deep.equal([[1, 2, 3, 4], [1, 3], [5]]);
    expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(3);
    await expectLive(setup(), [1, 3, 5]);
  });

  it("continues with the next batch when a whole batch is missing", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [3]);
    const summary = await clientWithoutPauses(setup(), { batchSize: 2 }).dearchive(idsUpTo(3), {
      skipMissing: true,
    });
    expect(summary).to.deep.include({ batches: 2, leads: 1, missingLeadIds: [1, 2] });
    expect(sentLeadIds(setup())).to.deep.equal([[1, 2], [3]]);
    await expectLive(setup(), [3]);
  });

  it("does not report a lead as missing when the answer to its move was lost", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    setup().proxy.plan("none", "lose_answer");
    const summary = await clientWithoutPauses(setup()).dearchive([1, 2, 9], { skipMissing: true });
    expect(summary).to.deep.include({ leads: 2, inserted: 2, replayed: 1, missingLeadIds: [9] });
    await expectLive(setup(), [1, 2]);
  });

  it("does not retry forever when the refusal names none of the leads", async () => {
    setup().proxy.plan({ status: 400, body: '{"message":"lead_ids does not exist","lead_ids":[77]}' });
    const error = await errorOf(clientWithoutPauses(setup()).dearchive([1], { skipMissing: true }));
    expect(error).to.include({ code: "ids_missing" });
  });
});
