import { expect } from "chai";
import fc from "fast-check";
import { useApiSetup } from "../support/apiSetup.ts";
import type { Answer } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { createKey, createUser, insertLead, insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createLookupRequests } from "../support/lookups.ts";

interface Page {
  readonly leads: readonly (Readonly<Record<string, unknown>> & { readonly lead_id: number })[];
  readonly next: string | null;
}

const pageOf = ({ body }: Answer) => body as Page;
const idsOf = (answer: Answer) => pageOf(answer).leads.map(({ lead_id }) => lead_id);

describe("GET /vicidial/leads/archived", () => {
  const clock = createClock("2026-11-28T10:00:00Z");
  const setup = useApiSetup({ plugin: { clock: clock.read } });
  const { find } = createLookupRequests(setup);

  before(async () => {
    await setup()
      .database.root("vicidial_lists")
      .insert([
        { list_id: 1001, campaign_id: "SALES", active: "Y" },
        { list_id: 1002, campaign_id: "CARE", active: "Y" },
      ]);
  });

  beforeEach(async () => {
    const archived = (id: number, columns: object) =>
      insertLead(setup().database, "vicidial_list_archive", id, { ...columns });
    await archived(1, {
      vendor_lead_code: "A-1",
      source_id: "web",
      phone_number: "5550000001",
      status: "NA",
    });
    await archived(2, { vendor_lead_code: "A-2", list_id: 1002, phone_number: "5550000002", status: "B" });
    await archived(3, { vendor_lead_code: "A-1", list_id: 1002, phone_number: "5550000003", status: "B" });
    await archived(4, { entry_date: "2020-01-31 23:59:59", phone_number: "5550000001", source_id: "tv" });
    await insertLead(setup().database, "vicidial_list", 3, { list_id: 1002 });
  });

  it("returns each lead with its list, status, code, phone and dates, and whether it is also live", async () => {
    const answer = await find("lead_id=1&lead_id=3");
    expect(answer.status).to.equal(200);
    const [first, second] = pageOf(answer).leads;
    expect(first).to.deep.equal({
      lead_id: 1,
      list_id: 1001,
      status: "NA",
      vendor_lead_code: "A-1",
      source_id: "web",
      phone_code: "1",
      phone_number: "5550000001",
      entry_date: "2024-05-01 10:00:00",
      modify_date: "2024-06-01 11:30:00",
      last_local_call_time: "2024-06-01 06:30:00",
      called_count: 3,
      location: "archived",
    });
    expect(second).to.include({ lead_id: 3, list_id: 1002, location: "both" });
    expect(pageOf(answer).next).to.equal(null);
    expect(answer.headers.get("Cache-Control")).to.equal("no-store");
  });

  it("finds by every field, with several values of a field", async () => {
    const found: Readonly<Record<string, readonly number[]>> = {
      "vendor_lead_code=A-1": [1, 3],
      "vendor_lead_code=A-1&vendor_lead_code=A-2": [1, 2, 3],
      "phone_number=%2B555%200000001": [1, 4],
      "list_id=1002&status=B": [2, 3],
      "list_id=1001&list_id=1002&source_id=web&source_id=tv": [1, 4],
      "phone_number=5550000001&entry_to=2020-01-31": [4],
      "phone_number=5550000001&entry_from=2020-02-01": [1],
      "list_id=1001&called_from=2024-06-01&called_to=2024-06-01": [1, 4],
      "vendor_lead_code=nobody": [],
      "vendor_lead_code=%F0%9F%98%80&vendor_lead_code=A-2": [2],
    };
    for (const [query, ids] of Object.entries(found))
      expect(idsOf(await find(query)), query).to.deep.equal(ids);
  });

  it("gives pages that together hold each lead once", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsFrom(100, 120));
    const ids: number[] = [];
    let after = "";
    for (let pages = 0; pages < 9; pages++) {
      const answer = await find(`list_id=1001&list_id=1002&limit=5${after}`);
      expect(idsOf(answer)).to.have.length.lessThanOrEqual(5);
      ids.push(...idsOf(answer));
      const { next } = pageOf(answer);
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(ids).to.deep.equal([1, 2, 3, 4, ...idsFrom(100, 120)]);
  });

  it("answers 400 to a search that no index supports, and names the fields to add", async () => {
    for (const query of ["", "entry_from=2020-01-01", "entry_to=2020-01-01"]) {
      const answer = await find(query);
      expect(answer.status, query).to.equal(400);
      expect(answer.body).to.include({ type: "urn:vicidial-dearchive:problem:search_unindexed" });
      expect(answer.body)
        .to.have.property("indexed_fields")
        .that.includes.members(["lead_id", "phone_number", "vendor_lead_code", "list_id", "status"])
        .and.not.includes("entry_from");
    }
  });

  it("refuses unknown and invalid fields instead of finding more than was asked for", async () => {
    const mistakes: Readonly<Record<string, string>> = {
      "vendor_code=A-1": "vendor_code",
      "list_id=1001&state=IL": "state",
      "__proto__=1": "__proto__",
      "list_id=abc": "list_id",
      "status=": "status",
      "status=TOOLONG": "status",
      "phone_number=none": "phone_number",
      "status=NA&entry_from=2026-02-30": "entry_from",
      "status=NA&entry_from=2026-02-01&entry_from=2026-02-02": "entry_from",
      "status=NA&limit=0": "limit",
      "status=NA&limit=501": "limit",
      "status=NA&after=x": "after",
      [`${"status=A&".repeat(101)}`]: "status",
    };
    for (const [query, field] of Object.entries(mistakes)) {
      const answer = await find(query);
      expect(answer.status, query).to.equal(400);
      expect(answer.headers.get("Content-Type")).to.match(/^application\/problem\+json/);
      expect(answer.body, query).to.include({ field });
    }
  });

  it("answers any query with a described answer, never with an internal error", async () => {
    const name = fc.constantFrom(
      "lead_id",
      "status",
      "list_id",
      "vendor_lead_code",
      "phone_number",
      "after",
      "x",
    );
    const pairs = fc.array(fc.tuple(name, fc.string({ unit: "grapheme", maxLength: 8 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(pairs, async (fields) => {
        const answer = await find(new URLSearchParams(fields).toString());
        expect([200, 400], answer.text).to.include(answer.status);
      }),
      { numRuns: 60 },
    );
  });

  it("hides leads, and live copies, in lists of other campaigns", async () => {
    const { database } = setup();
    await createUser(database, "sales", {}, " SALES -");
    const { key } = await createKey(database, { vicidialUser: "sales", scopes: ["read"] });
    expect(idsOf(await find("vendor_lead_code=A-1&vendor_lead_code=A-2", key))).to.deep.equal([1]);
    expect(idsOf(await find("list_id=1002", key))).to.deep.equal([]);
    await insertLead(database, "vicidial_list", 1, { list_id: 1002 });
    expect(pageOf(await find("lead_id=1", key)).leads[0]).to.include({ location: "archived" });
    await createUser(database, "nothing", {}, " -");
    const none = await createKey(database, { vicidialUser: "nothing", scopes: ["read"] });
    expect(idsOf(await find("lead_id=1&lead_id=2", none.key))).to.deep.equal([]);
  });

  it("shows what the key's user may see in Vicidial: phones masked, other data left out, hidden columns unknown", async () => {
    const { database } = setup();
    const leadFor = async (user: string, columns: object) => {
      await createUser(database, user, { ...columns });
      const { key } = await createKey(database, { vicidialUser: user, scopes: ["read"] });
      return pageOf(await find("lead_id=1", key)).leads[0];
    };
    const masked = await leadFor("masked", { admin_hide_phone_data: "4_DIGITS" });
    expect(masked).to.include({ phone_number: "XXXXXX0001", vendor_lead_code: "A-1" });
    expect(await leadFor("blind", { admin_hide_lead_data: "1" })).to.deep.equal({
      lead_id: 1,
      list_id: 1001,
      status: "NA",
      location: "archived",
    });
    await database.root("system_settings").update({ label_vendor_lead_code: "---HIDE---" });
    try {
      expect(pageOf(await find("lead_id=1")).leads[0]).to.not.have.property("vendor_lead_code");
      const refused = await find("vendor_lead_code=A-1");
      expect(refused.body).to.include({ status: 400, field: "vendor_lead_code" });
      expect(JSON.stringify((await find("")).body)).to.not.include("vendor_lead_code");
    } finally {
      await database.root("system_settings").update({ label_vendor_lead_code: "" });
    }
  });

  it("needs a valid key with the scope read, and is open during office hours", async () => {
    const { database } = setup();
    expect((await find("lead_id=1", "vda_wrong")).status).to.equal(401);
    const { key } = await createKey(database, { scopes: ["restore", "archive", "restore_by_phone"] });
    const refused = await find("lead_id=1", key);
    expect(refused.status).to.equal(403);
    expect(refused.body).to.include({
      type: "urn:vicidial-dearchive:problem:scope_missing",
      title: "the api key does not have the scope read",
    });
    await saveRule(database, "daily all day");
    clock.advance(HOURS_HOLD_MS);
    expect((await find("lead_id=1")).status).to.equal(200);
    await removeRules(database);
    clock.advance(HOURS_HOLD_MS);
  });

  it("has a rate limit apart from that of moves", async () => {
    const { key } = await createKey(setup().database, { scopes: ["read", "restore"], rateLimit: 2 });
    expect((await find("lead_id=1", key)).headers.get("RateLimit")).to.match(/r=1;/);
    expect((await find("lead_id=1", key)).status).to.equal(200);
    const refused = await find("lead_id=1", key);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get("Retry-After"))).to.be.within(1, 60);
    const move = { insert_leads: true, delete_leads: true, lead_ids: [1] };
    expect((await setup().dearchive(move, { Authorization: `Key=${key}` })).status).to.equal(200);
    expect((await find("lead_id=1")).headers.get("RateLimit-Policy")).to.equal('"key";q=600;w=60');
  });
});
