import { expect } from "chai";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { insertLead, insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";

function success(selected: number, inserted: number, deleted: number): string {
  return `{"message":"lead_ids batch was successfully processed","select_count":${selected},"insert_count":${inserted},"delete_count":${deleted}}`;
}

describe("A request with insert_leads and delete_leads", () => {
  const setup = useApiSetup();

  async function idsInBoth() {
    const { database } = setup();
    return {
      live: await leadIdsIn(database, "vicidial_list"),
      archived: await leadIdsIn(database, "vicidial_list_archive"),
    };
  }

  it("moves leads byte by byte when both are true", async () => {
    const { database, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [11, 12, 13]);
    const before = await readLeads(database, "vicidial_list_archive");
    const answer = await dearchive({ insert_leads: true, delete_leads: true, lead_ids: [12, 11] });
    expect(answer.text).to.equal(success(2, 2, 2));
    expect(await idsInBoth()).to.deep.equal({ live: [11, 12], archived: [13] });
    const after = await readLeads(database, "vicidial_list");
    expect([after.get(11), after.get(12)]).to.deep.equal([before.get(11), before.get(12)]);
  });

  it("leaves the leads in the archive when only insert_leads is true", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [11]);
    const answer = await setup().dearchive({ insert_leads: true, delete_leads: false, lead_ids: [11] });
    expect(answer.text).to.equal(success(1, 1, 0));
    expect(await idsInBoth()).to.deep.equal({ live: [11], archived: [11] });
  });

  it("does not insert a lead that is already live", async () => {
    const { database, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [11, 12]);
    await insertLeads(database, "vicidial_list", [11]);
    const answer = await dearchive({ insert_leads: true, delete_leads: false, lead_ids: [11, 12] });
    expect(answer.text).to.equal(success(2, 1, 0));
    expect(await idsInBoth()).to.deep.equal({ live: [11, 12], archived: [11, 12] });
  });

  it("deletes only the archived leads with an equal live copy when only delete_leads is true", async () => {
    const { database, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [11, 12, 13]);
    await insertLeads(database, "vicidial_list", [11]);
    await insertLead(database, "vicidial_list", 12, { first_name: "ANN", phone_number: "5550000012" });
    const live = await readLeads(database, "vicidial_list");
    const answer = await dearchive({ insert_leads: false, delete_leads: true, lead_ids: [11, 12, 13] });
    expect(answer.text).to.equal(success(3, 0, 1));
    expect(await idsInBoth()).to.deep.equal({ live: [11, 12], archived: [12, 13] });
    expect(await readLeads(database, "vicidial_list")).to.deep.equal(live);
  });

  it("only counts when both are false", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [11, 12]);
    const answer = await leavingLeadsUntouched(setup(), () =>
      setup().dearchive({ insert_leads: false, delete_leads: false, lead_ids: [11, 12] }),
    );
    expect(answer.status).to.equal(200);
    expect(answer.text).to.equal(success(2, 0, 0));
  });

  it("keeps both copies of a lead when they differ", async () => {
    const { database, dearchive } = setup();
    await insertLead(database, "vicidial_list_archive", 11, { last_name: "Smith" });
    await insertLead(database, "vicidial_list", 11, { last_name: "Smith " });
    const answer = await leavingLeadsUntouched(setup(), () =>
      dearchive({ insert_leads: true, delete_leads: true, lead_ids: [11] }),
    );
    expect(answer.status).to.equal(200);
    expect(answer.text).to.equal(success(1, 0, 0));
  });
});
