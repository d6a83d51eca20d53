import { expect } from "chai";
import { expectCreated, runClient } from "../support/apiRuns.ts";
import { ARCHIVE, DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createKey, createUser, insertLead, leadIdsIn, readLeads } from "../support/factories.ts";
import { createLookupRequests } from "../support/lookups.ts";

/** Leads of the user's list, and of a list of another campaign. */
const LEADS = {
  vicidial_list_archive: { own: 1, other: 2 },
  vicidial_list: { own: 11, other: 12 },
} as const;
const OTHERS_PHONE = "5550000002";

describe("For a key whose user may access one campaign, leads of other campaigns", () => {
  const setup = useApiSetup();
  const { find, locate, call } = createLookupRequests(setup);
  let key = "";

  before(async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, campaign_id: "SALES", active: "Y" },
      { list_id: 1002, campaign_id: "CARE", active: "Y" },
    ]);
    await createUser(database, "sales", {}, " SALES -");
    const made = await createKey(database, {
      vicidialUser: "sales",
      scopes: ["read", "restore", "archive"],
    });
    key = made.key;
  });

  beforeEach(async () => {
    const { database } = setup();
    for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
      for (const [whose, id] of Object.entries(LEADS[table]))
        await insertLead(database, table, id, {
          list_id: whose === "own" ? 1001 : 1002,
          vendor_lead_code: "SAME",
          phone_number: `555${String(id).padStart(7, "0")}`,
        });
  });

  it("do not exist for requests that move leads, in either direction", async () => {
    for (const [path, table] of [
      [DEARCHIVE, "vicidial_list_archive"],
      [ARCHIVE, "vicidial_list"],
    ] as const) {
      const { own, other } = LEADS[table];
      const body = { ...fullMove([own, other]), update_leads: true };
      const answer = await leavingLeadsUntouched(setup(), () => post(setup().server.url + path, key, body));
      expect(answer.text, path).to.equal(
        `{"message":"lead_ids does not exist","lead_errors":1,"lead_count":1,"lead_ids":[${other}]}`,
      );
    }
  });

  it("are neither found nor located, and a phone call restores none of them", async () => {
    for (const query of ["vendor_lead_code=SAME", "status=NA", "lead_id=1&lead_id=2"]) {
      const { leads } = (await find(query, key)).body as { leads: { lead_id: number }[] };
      expect(
        leads.map(({ lead_id }) => lead_id),
        query,
      ).to.deep.equal([1]);
    }
    expect((await find("list_id=1002", key)).body).to.deep.equal({ leads: [], next: null });
    const { leads } = (await locate({ lead_ids: [1, 2, 11, 12] }, key)).body as {
      leads: { location: string }[];
    };
    expect(leads.map(({ location }) => location)).to.deep.equal(["archived", "neither", "live", "neither"]);
    expect((await locate({ vendor_lead_codes: ["SAME"] }, key)).body).to.deep.equal({
      leads: [{ vendor_lead_code: "SAME", location: "both", live_lead_ids: [11], archived_lead_ids: [1] }],
    });
    const caller = await createKey(setup().database, { vicidialUser: "sales", scopes: ["restore_by_phone"] });
    const answer = await leavingLeadsUntouched(setup(), () =>
      call(`phone_number=${OTHERS_PHONE}`, caller.key),
    );
    expect(answer.text).to.equal("none");
  });

  it("are not in runs, whether found by a search or named, and stay where they are", async () => {
    const { database } = setup();
    const runs = runClient(setup(), key);
    const states = async () => [
      (await readLeads(database, "vicidial_list_archive")).get(2),
      (await readLeads(database, "vicidial_list")).get(12),
    ];
    const before = await states();
    for (const direction of ["restore", "archive"] as const) {
      const found = expectCreated(
        await runs.create({ direction, search: { vendor_lead_code: "SAME" }, skip: [], start: true }),
      );
      // The archiving run finds the lead that the other one has restored.
      const moved = direction === "restore" ? 1 : 2;
      expect((await runs.until(found.id, "done")).leads, direction).to.include({ total: moved, moved });
    }
    for (const [direction, id] of [
      ["restore", 2],
      ["archive", 12],
    ] as const) {
      const named = expectCreated(await runs.create({ direction, lead_ids: [id] }));
      const ready = await runs.until(named.id, "ready");
      expect(ready.check.warnings, direction).to.deep.equal({ missing: 1 });
    }
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2, 11]);
    expect(await states()).to.deep.equal(before);
  });
});
