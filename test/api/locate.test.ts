import { expect } from "chai";
import fc from "fast-check";
import { useApiSetup } from "../support/apiSetup.ts";
import type { Answer } from "../support/client.ts";
import { createKey, createUser, insertLead, insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createLookupRequests } from "../support/lookups.ts";

const leadsOf = ({ body }: Answer) =>
  (body as { readonly leads: readonly Readonly<Record<string, unknown>>[] }).leads;

describe("POST /vicidial/leads/locate", () => {
  const setup = useApiSetup();
  const { locate } = createLookupRequests(setup);

  before(async () => {
    await setup()
      .database.root("vicidial_lists")
      .insert({ list_id: 1001, campaign_id: "SALES", active: "Y" });
    await createUser(setup().database, "sales", {}, " SALES -");
  });

  beforeEach(async () => {
    const { database } = setup();
    await insertLead(database, "vicidial_list", 1, { vendor_lead_code: "LIVE" });
    await insertLead(database, "vicidial_list_archive", 2, { vendor_lead_code: "OLD", list_id: 1002 });
    await insertLead(database, "vicidial_list_archive", 3, { vendor_lead_code: "TWIN", list_id: 1002 });
    await insertLead(database, "vicidial_list", 3, { vendor_lead_code: "TWIN" });
    await insertLead(database, "vicidial_list", 4, { vendor_lead_code: "OLD" });
  });

  it("tells for each id, in the order sent, whether it is live, archived, both or neither", async () => {
    const answer = await locate({ lead_ids: [4000, 3, 2, 1] });
    expect(answer.status).to.equal(200);
    expect(leadsOf(answer)).to.deep.equal([
      { lead_id: 4000, location: "neither", live_list_id: null, archived_list_id: null },
      { lead_id: 3, location: "both", live_list_id: 1001, archived_list_id: 1002 },
      { lead_id: 2, location: "archived", live_list_id: null, archived_list_id: 1002 },
      { lead_id: 1, location: "live", live_list_id: 1001, archived_list_id: null },
    ]);
  });

  it("tells the same for vendor codes, with the ids of their leads", async () => {
    const codes = ["OLD", "LIVE", "TWIN", "nobody", "😀", "OLD"];
    const found = (code: string, location: string, live: number[], archived: number[]) => ({
      vendor_lead_code: code,
      location,
      live_lead_ids: live,
      archived_lead_ids: archived,
    });
    expect(leadsOf(await locate({ vendor_lead_codes: codes }))).to.deep.equal([
      found("OLD", "both", [4], [2]),
      found("LIVE", "live", [1], []),
      found("TWIN", "both", [3], [3]),
      found("nobody", "neither", [], []),
      found("😀", "neither", [], []),
    ]);
  });

  it("leaves out the ids of a code that is a placeholder", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsFrom(5000, 6001));
    await database.sql("UPDATE vicidial_list_archive SET vendor_lead_code = 'X' WHERE lead_id >= 5000");
    expect(leadsOf(await locate({ vendor_lead_codes: ["X"] }))[0]).to.deep.include({
      location: "archived",
      archived_lead_ids: [],
      too_many: true,
    });
  });

  it("treats rows in lists of other campaigns as not there", async () => {
    const { key } = await createKey(setup().database, { vicidialUser: "sales", scopes: ["read"] });
    const places = leadsOf(await locate({ lead_ids: [1, 2, 3] }, key)).map(({ location }) => location);
    expect(places).to.deep.equal(["live", "neither", "live"]);
    const [old] = leadsOf(await locate({ vendor_lead_codes: ["OLD"] }, key));
    expect(old).to.deep.include({ location: "live", archived_lead_ids: [] });
  });

  it("takes 500 leads and refuses more, with the reason as a problem", async () => {
    expect(leadsOf(await locate({ lead_ids: idsFrom(1, 500) }))).to.have.length(500);
    const codes = idsFrom(1, 501).map(String);
    expect(leadsOf(await locate({ vendor_lead_codes: codes.slice(1) }))).to.have.length(500);
    const refused: readonly (readonly [unknown, string])[] = [
      [{ lead_ids: idsFrom(1, 501) }, "ids_over_limit"],
      [{ vendor_lead_codes: codes }, "search_invalid"],
      [{ vendor_lead_codes: [""] }, "search_invalid"],
      [{ vendor_lead_codes: [1] }, "search_invalid"],
      [{ vendor_lead_codes: "A" }, "search_invalid"],
      [{ lead_ids: [1], vendor_lead_codes: ["A"] }, "search_invalid"],
      [{ lead_ids: [1, 1] }, "ids_duplicate"],
      [{ lead_ids: ["1"] }, "ids_not_integer"],
      [{}, "ids_empty"],
      ["{", "body_malformed"],
    ];
    for (const [body, code] of refused) {
      const answer = await locate(body);
      expect(answer.status, code).to.equal(400);
      expect(answer.body).to.include({ type: `urn:vicidial-dearchive:problem:${code}`, status: 400 });
    }
    const text = await locate("x", undefined, { "Content-Type": "text/plain" });
    expect(text.status).to.equal(415);
  });

  it("answers any JSON with a described answer, never with an internal error", async () => {
    const field = fc.constantFrom("lead_ids", "vendor_lead_codes", "x");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }), async (body) => {
        expect([200, 400]).to.include((await locate(body)).status);
      }),
      { numRuns: 60 },
    );
  });

  it("needs a key with the scope read", async () => {
    const { key } = await createKey(setup().database, { scopes: ["restore"] });
    expect((await locate({ lead_ids: [1] }, key)).status).to.equal(403);
    expect((await locate({ lead_ids: [1] }, "vda_wrong")).status).to.equal(401);
  });
});
