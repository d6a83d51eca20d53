import { expect } from "chai";
import { createDearchiveClient } from "../../client/index.ts";
import { clientWithoutPauses, errorOf, idsUpTo, useClientSetup } from "../support/clientSetup.ts";
import { insertLead, insertLeads } from "../support/factories.ts";

describe("The client's look-ups", () => {
  const setup = useClientSetup();
  const client = () => createDearchiveClient({ url: setup().server.url, apiKey: setup().key });

  async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
    const all: T[] = [];
    for await (const item of items) all.push(item);
    return all;
  }

  it("find archived leads, page by page, with several values of a field", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(12));
    await database.root("vicidial_list_archive").where("lead_id", ">", 9).update({ status: "SALE" });
    const search = { listId: 1001, status: ["NA", "B"], entryFrom: "2024-05-01" };
    const leads = await collected(client().find(search, { pageSize: 4 }));
    expect(leads.map(({ leadId }) => leadId)).to.deep.equal(idsUpTo(9));
    expect(leads[0]).to.include({ status: "NA", location: "archived", entryDate: "2024-05-01 10:00:00" });
  });

  it("ask for a page only when it is needed", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(9));
    const { find } = createDearchiveClient({ url: setup().proxy.url, apiKey: setup().key });
    for await (const { leadId } of find({ listId: 1001 }, { pageSize: 2 })) if (leadId === 3) break;
    expect(setup().proxy.seen).to.have.length(2);
  });

  it("locate any number of leads by id or vendor code", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(600));
    await insertLead(database, "vicidial_list", 700, { vendor_lead_code: "A-7" });
    const located = await client().locate({ leadIds: [...idsUpTo(600), 700, 999] });
    expect(located).to.have.length(602);
    expect(located[599]).to.deep.equal({
      leadId: 600,
      location: "archived",
      liveListId: null,
      archivedListId: 1001,
    });
    expect(located.slice(600).map(({ location }) => location)).to.deep.equal(["live", "neither"]);
    expect(await client().locate({ vendorLeadCodes: ["A-7"] })).to.deep.equal([
      { vendorLeadCode: "A-7", location: "live", liveLeadIds: [700], archivedLeadIds: [] },
    ]);
  });

  it("retry what passes, and name why a look-up is refused", async () => {
    const { find, locate, pauses } = clientWithoutPauses(setup());
    setup().proxy.plan("drop");
    expect(await locate({ leadIds: [1] })).to.have.length(1);
    expect(pauses).to.have.length(1);
    const refused = await errorOf(collected(find({ entryFrom: "2024-05-01" })));
    expect(refused).to.include({ code: "search_unindexed", status: 400 });
  });
});
