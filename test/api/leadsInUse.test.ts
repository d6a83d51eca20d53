import { expect } from "chai";
import { createDearchiveClient, DearchiveClientError } from "../../client/index.ts";
import { type Description, expectDescribed, readDescription } from "../support/apiDescription.ts";
import { ARCHIVE, DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post } from "../support/client.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { withIdempotencyKey } from "../support/idempotency.ts";

const IN_USE = "refuse=on_call+in_hopper";

/** Leads 1 and 2 are in use, lead 3 is not. */
describe("A request to archive leads that are in use", () => {
  const setup = useApiSetup();
  let description: Description;

  before(async () => {
    const { database, server } = setup();
    description = await readDescription(server.url);
    await database.root.from("vicidial_hopper").insert({ lead_id: 2, list_id: 1001 });
    const agent = { user: "1001", server_ip: "127.0.0.1", status: "INCALL", lead_id: 1 };
    await database.root.from("vicidial_live_agents").insert(agent);
  });

  beforeEach(() => insertLeads(setup().database, "vicidial_list", [1, 2, 3]));

  const body = (ids: readonly number[]) => ({ ...fullMove(ids), update_leads: false });

  async function archive(ids: readonly number[], headers: Record<string, string>): Promise<Answer> {
    const answer = await post(setup().server.url + ARCHIVE, setup().key, body(ids), headers);
    expectDescribed(description, "archiveLeads", answer);
    return answer;
  }

  const untouched = (work: () => Promise<Answer>) => leavingLeadsUntouched(setup(), work);

  it("is refused as a whole if its sender prefers that, with their ids and how many are in use in which way", async () => {
    for (const prefer of [IN_USE, `${IN_USE}, handling=dry-run`]) {
      const { status, text } = await untouched(() => archive([1, 2, 3], { Prefer: prefer }));
      expect([status, text]).to.deep.equal([
        409,
        '{"message":"lead_ids are in use: on_call 1, in_hopper 1","lead_errors":2,"lead_ids":[1,2]}',
      ]);
    }
    const problem = await archive([1, 3], { Prefer: IN_USE, Accept: "application/problem+json" });
    expect(problem.body).to.deep.include({
      type: "urn:vicidial-dearchive:problem:leads_in_use",
      lead_ids: [1],
    });
    const older = await post(`${setup().server.url}/vicidial/lead/archive`, setup().key, body([1]), {
      Prefer: IN_USE,
    });
    expect(older.text).to.equal(
      '{"message":"lead_ids are in use: on_call 1","lead_count":1,"lead_ids":[1],"http_code":409}',
    );
  });

  it("moves those that are not in use in the named ways, and says that this was checked", async () => {
    const { status, headers } = await archive([2, 3], {
      Prefer: "return=representation, refuse=on_call+callback_due",
    });
    expect(status).to.equal(200);
    expect(headers.get("Preference-Applied")).to.equal("return=representation, refuse=on_call+callback_due");
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([2, 3]);
  });

  it("is carried out as documented without that preference", async () => {
    expect((await archive([1, 2, 3], {})).text).to.equal(
      '{"message":"lead_ids batch was successfully processed","select_count":3,"insert_count":3,"update_count":0,"delete_count":3}',
    );
  });

  it("is refused in every spelling that HTTP allows or people try, and if a name is misspelled or missing", async () => {
    for (const prefer of [
      'refuse="on_call,in_hopper"',
      'Refuse = "in_hopper on_call"',
      "refuse=on_call, in_hopper",
      "refuse=on_call, refuse=in_hopper",
      "handling=dry-run, refuse=in_hopper; x=1",
    ])
      expect((await untouched(() => archive([2], { Prefer: prefer }))).status, prefer).to.equal(409);
    for (const prefer of ["refuse=on_cal", "refuse", "refuse=", "refuse=on_call+", "refuse=dnc"])
      expect((await untouched(() => archive([1], { Prefer: prefer }))).status, prefer).to.equal(422);
  });

  it("cannot ask for this where leads are restored", async () => {
    const restoring = await untouched(() =>
      post(setup().server.url + DEARCHIVE, setup().key, fullMove([1]), { Prefer: IN_USE }),
    );
    expectDescribed(description, "dearchiveLeads", restoring);
    expect(restoring.status).to.equal(422);
  });

  it("is refused if it cannot be checked", async () => {
    const { database } = setup();
    await database.sql("RENAME TABLE vicidial_hopper TO taken_away");
    try {
      const { status, text } = await untouched(() => archive([3], { Prefer: IN_USE }));
      expect(status).to.equal(500);
      expect(text).to.include("in_hopper cannot be checked");
    } finally {
      await database.sql("RENAME TABLE taken_away TO vicidial_hopper");
    }
  });

  it("gets the stored result again, even if its leads are in use by then", async () => {
    const { database } = setup();
    const headers = { Prefer: IN_USE, ...withIdempotencyKey("in use") };
    const first = await archive([3], headers);
    await insertLeads(database, "vicidial_list", [3]);
    await database.root.from("vicidial_hopper").insert({ lead_id: 3, list_id: 1001 });
    const again = await untouched(() => archive([3], headers));
    expect([again.status, again.text]).to.deep.equal([200, first.text]);
    expect(again.headers.get("Idempotency-Replayed")).to.equal("true");
    await database.root.from("vicidial_hopper").where({ lead_id: 3 }).delete();
  });

  it("fails in the client with the leads to leave out", async () => {
    const client = createDearchiveClient({ url: setup().server.url, apiKey: setup().key });
    const error = await client
      .archive([1, 2, 3], { refuse: ["on_call", "in_hopper"] })
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(DearchiveClientError);
    expect(error).to.deep.include({ code: "leads_in_use", status: 409, leadIds: [1, 2] });
    expect(await client.archive([3], { refuse: ["on_call"] })).to.include({ deleted: 1 });
  });
});
