import { expect } from "chai";
import type { KeyScope } from "../../server/keys/keySettings.ts";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { send } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { createKey, createUser, insertLead, leadIdsIn } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { createMemoryLog } from "../support/log.ts";
import { BY_PHONE, createLookupRequests } from "../support/lookups.ts";
import { until } from "../support/waiting.ts";

const PHONE = "3125550188";

describe("GET /vicidial/leads/restore-by-phone", () => {
  const clock = createClock("2026-11-28T10:00:00Z");
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { clock: clock.read, logger: log.logger } });
  const { call, callWithHeader } = createLookupRequests(setup);
  let key = "";
  let keyId = 0;

  before(async () => {
    const made = await createKey(setup().database, { scopes: ["restore_by_phone"] });
    key = made.key;
    keyId = made.id;
    await setup()
      .database.root("vicidial_lists")
      .insert({ list_id: 1001, campaign_id: "SALES", active: "Y" });
  });

  const archived = (id: number, columns: object = {}) =>
    insertLead(setup().database, "vicidial_list_archive", id, { phone_number: PHONE, ...columns });
  const live = (id: number, columns: object = {}) =>
    insertLead(setup().database, "vicidial_list", id, { phone_number: PHONE, ...columns });

  it("restores the newest archived lead of the number, once, and records it like any restore", async () => {
    const { database } = setup();
    await archived(7);
    await archived(9);
    await archived(8, { phone_number: "3125550189" });
    const first = await call(`phone_number=${PHONE}`, key);
    expect([first.status, first.text]).to.deep.equal([200, "restored"]);
    expect(first.headers.get("Cache-Control")).to.equal("no-store");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([9]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([7, 8]);
    const again = await leavingLeadsUntouched(setup(), () => call(`phone_number=${PHONE}`, key));
    expect([again.status, again.text]).to.deep.equal([200, "live"]);
    const [batch] = await database.sql("SELECT * FROM dearchive_batches ORDER BY id DESC LIMIT 1");
    expect(batch).to.include({
      direction: "dearchive",
      key_id: keyId,
      vicidial_user: "apiuser",
      insert_count: 1,
    });
  });

  it("does nothing for a live number, an unknown one, and a call without a number", async () => {
    await archived(7);
    await live(8);
    await archived(9, { phone_number: "3125550189" });
    const answers: Readonly<Record<string, string>> = {
      [`phone_number=${PHONE}`]: "live",
      "phone_number=3125550000": "none",
      "phone_number=": "none",
      "phone_number=anonymous": "none",
      "phone_number=12": "none",
      "phone_number=1234567890123456789": "none",
      "": "none",
      "phone_number=3125550189%27%20OR%201=1": "none",
    };
    for (const [query, text] of Object.entries(answers)) {
      const answer = await leavingLeadsUntouched(setup(), () => call(query, key));
      expect([answer.status, answer.text], query).to.deep.equal([200, text]);
    }
  });

  it("reads the number as Vicidial sends it, with its plus sign and spaces", async () => {
    await archived(7, { phone_number: "493012345678" });
    expect((await call("phone_number=+49%2030%2012345678", key)).text).to.equal("restored");
  });

  it("does not count the live lead that Vicidial made for the call", async () => {
    const { database } = setup();
    await archived(7);
    await live(8);
    expect((await call(`phone_number=${PHONE}&lead_id=8`, key)).text).to.equal("restored");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([7, 8]);
  });

  it("restores one lead for two calls at the same moment", async () => {
    const { database } = setup();
    await archived(7);
    const answers = await Promise.all([1, 2].map(() => call(`phone_number=${PHONE}`, key)));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(answers.map(({ text }) => text)).to.include("restored");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([7]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
  });

  it("restores only leads in lists of the user's campaigns, and tells nothing about others", async () => {
    const { database } = setup();
    await createUser(database, "sales", {}, " SALES -");
    const sales = await createKey(database, { vicidialUser: "sales", scopes: ["restore_by_phone"] });
    await archived(7, { list_id: 1002 });
    expect((await call(`phone_number=${PHONE}`, sales.key)).text).to.equal("none");
    await archived(6, { list_id: 1001 });
    expect((await call(`phone_number=${PHONE}`, sales.key)).text).to.equal("restored");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([6]);
    await database.root("vicidial_list").update({ list_id: 1002 });
    expect((await call(`phone_number=${PHONE}`, sales.key)).text).to.equal("none");
  });

  it("takes a key in the URL only if it can do nothing else, and any key with the scope in a header", async () => {
    await archived(7);
    const made = async (...scopes: KeyScope[]) => (await createKey(setup().database, { scopes })).key;
    const both = await made("restore_by_phone", "restore");
    const refusals: readonly (readonly [string, number, string])[] = [
      [both, 403, "key_in_url"],
      [await made("restore"), 403, "scope_missing"],
      [await made("read"), 403, "scope_missing"],
      ["vda_wrong", 401, "unauthenticated"],
      ["", 401, "unauthenticated"],
    ];
    for (const [secret, status, word] of refusals) {
      const answer = await leavingLeadsUntouched(setup(), () => call(`phone_number=${PHONE}`, secret));
      expect([answer.status, answer.text]).to.deep.equal([status, word]);
    }
    expect((await callWithHeader(`phone_number=${PHONE}`, both)).text).to.equal("restored");
  });

  it("obeys office hours and the key's rate limit, and never answers with a digit, which Vicidial takes for a match", async () => {
    const { database } = setup();
    await archived(7);
    await saveRule(database, "daily all day");
    clock.advance(HOURS_HOLD_MS);
    const blocked = await leavingLeadsUntouched(setup(), () => call(`phone_number=${PHONE}`, key));
    expect([blocked.status, blocked.text]).to.deep.equal([403, "office_hours"]);
    await removeRules(database);
    clock.advance(HOURS_HOLD_MS);
    const limited = await createKey(database, { scopes: ["restore_by_phone"], rateLimit: 1 });
    await call("phone_number=3125550000", limited.key);
    const refused = await leavingLeadsUntouched(setup(), () => call(`phone_number=${PHONE}`, limited.key));
    expect([refused.status, refused.text]).to.deep.equal([429, "rate_limited"]);
    await database.sql("RENAME TABLE vicidial_users TO taken_away");
    try {
      const failed = await call(`phone_number=${PHONE}`, key);
      expect(failed.status).to.be.greaterThanOrEqual(500);
      expect(failed.text).to.match(/^\D+$/);
    } finally {
      await database.sql("RENAME TABLE taken_away TO vicidial_users");
    }
  });

  it("changes nothing for a HEAD request", async () => {
    await archived(7);
    const url = `${setup().server.url}${BY_PHONE}?key=${key}&phone_number=${PHONE}`;
    const answer = await leavingLeadsUntouched(setup(), () => send(url, { method: "HEAD" }));
    expect(answer.status).to.equal(405);
  });

  it("keeps the key in the URL and the number out of every log", async () => {
    const { database } = setup();
    await archived(7);
    const answer = await call(`phone_number=${PHONE}`, key);
    const requestId = answer.headers.get("X-Request-Id") ?? "";
    await until("the request is in both logs of the database", async () => {
      const rows = await database.sql("SELECT * FROM dearchive_requests WHERE request_id = ?", [requestId]);
      const calls = await database.sql("SELECT * FROM vicidial_api_log WHERE data LIKE ?", [
        `%${requestId}%`,
      ]);
      return rows.length === 1 && calls.length === 1;
    });
    const tables = ["dearchive_requests", "vicidial_api_log", "vicidial_api_urls", "dearchive_batches"];
    const rows = await Promise.all(tables.map((table) => database.sql(`SELECT * FROM ${table}`)));
    const everything = JSON.stringify(rows) + log.text();
    expect(everything).to.include(requestId).and.include("lead_restore_phone");
    expect(everything).to.not.include(key.slice(12)).and.not.include(PHONE);
  });
});
