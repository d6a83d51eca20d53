import { expect } from "chai";
import { readRetryAfter } from "../../client/answer.ts";
import { createDearchiveClient } from "../../client/index.ts";
import { RESPONSE_FORMATS } from "../../server/keys/keySettings.ts";
import { clientWithoutPauses, errorOf, expectLive, useClientSetup } from "../support/clientSetup.ts";
import { createKey, insertLead, insertLeads } from "../support/factories.ts";
import type { ProxyFault } from "../support/faultyProxy.ts";

describe("The client, when a request is refused", () => {
  const setup = useClientSetup();

  for (const responseFormat of RESPONSE_FORMATS) {
    it(`reads every answer to a key with the format ${responseFormat}`, async () => {
      const { database } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const { key } = await createKey(database, { responseFormat, leadLimit: 2 });
      const client = clientWithoutPauses({ ...setup(), key });
      const missing = await errorOf(client.dearchive([1, 2]));
      expect(missing).to.deep.include({ code: "ids_missing", leadIds: [2] });
      expect(missing.message).to.equal("ids_missing: lead_ids does not exist");
      expect(await errorOf(client.archive([1, 2, 3]))).to.include({
        code: "ids_over_limit",
        message: "ids_over_limit: lead_ids cannot exceed 2 values",
      });
      expect(await client.dearchive([1])).to.include({ inserted: 1, deleted: 1 });
      expect(client.pauses).to.deep.equal([]);
      await expectLive(setup(), [1]);
    });
  }

  it("does not retry with an invalid key", async () => {
    const error = await errorOf(clientWithoutPauses({ ...setup(), key: "vda_nothing" }).dearchive([1]));
    expect(error).to.include({ code: "unauthenticated", status: 401 });
    expect(error).to.deep.include({ leadIds: [] });
    expect(setup().proxy.seen).to.have.length(1);
  });

  it("does not retry a move that would lose data", async () => {
    const { database } = setup();
    await database.root.raw("ALTER TABLE vicidial_list_archive ADD COLUMN shoe_size VARCHAR(4) DEFAULT ''");
    await insertLead(database, "vicidial_list_archive", 1, { shoe_size: "44" });
    const client = clientWithoutPauses(setup());
    const error = await errorOf(client.dearchive([1]));
    await database.root.raw("ALTER TABLE vicidial_list_archive DROP COLUMN shoe_size");
    expect(error).to.include({ code: "schema_drift", status: 500 });
    expect(client.pauses).to.deep.equal([]);
  });

  it("rejects an id that is no integer without sending it", async () => {
    for (const id of [1.5, Number.NaN, 2 ** 60])
      expect(await errorOf(clientWithoutPauses(setup()).dearchive([id]))).to.include({
        code: "invalid_lead_id",
      });
    expect(setup().proxy.seen).to.deep.equal([]);
  });

  const answers: Readonly<Record<string, readonly [ProxyFault, object]>> = {
    "a redirect, and names its target": [
      { status: 301, headers: { Location: "https://elsewhere.example/" } },
      {
        code: "refused",
        message: "refused: HTTP 301: the server redirects to https://elsewhere.example/; use that as url",
      },
    ],
    "a 403 that is not about office hours": [
      { status: 403, headers: { "Retry-After": "9" } },
      { code: "refused" },
    ],
    "an error code that is newer than the client": [
      { status: 400, body: '{"type":"urn:vicidial-dearchive:problem:brand_new","title":"something new"}' },
      { code: "refused", message: "refused: something new" },
    ],
  };
  for (const [name, [answer, expected]] of Object.entries(answers)) {
    it(`gives up after ${name}`, async () => {
      setup().proxy.plan(answer);
      expect(await errorOf(clientWithoutPauses(setup()).dearchive([1]))).to.include(expected);
      expect(setup().proxy.seen).to.have.length(1);
    });
  }

  it("reports an answer that does not come from this API", async () => {
    setup().proxy.plan({ status: 200, body: '{"message":"lead_ids batch was successfully processed"}' });
    const error = await errorOf(clientWithoutPauses(setup(), { attempts: 1 }).dearchive([1]));
    expect(error).to.include({ code: "bad_answer", status: 200 });
  });

  it("reads Retry-After in seconds and as a date", () => {
    const now = Date.parse("2026-11-23T09:00:00Z");
    expect(readRetryAfter("120", now)).to.equal(120);
    expect(readRetryAfter("Mon, 23 Nov 2026 09:02:00 GMT", now)).to.equal(120);
    expect(readRetryAfter("Mon, 23 Nov 2026 08:00:00 GMT", now)).to.equal(0);
    expect(readRetryAfter("soon", now)).to.equal(undefined);
    expect(readRetryAfter(null, now)).to.equal(undefined);
  });

  it("rejects invalid options when it is created", () => {
    const options = { url: "http://127.0.0.1:1", apiKey: "vda_x" };
    expect(() => createDearchiveClient({ ...options, url: "dialer" })).to.throw(TypeError);
    expect(() => createDearchiveClient({ ...options, apiKey: "two\nlines" })).to.throw(TypeError);
    expect(() => createDearchiveClient({ ...options, batchSize: 0 })).to.throw(RangeError, "batchSize");
    expect(() => createDearchiveClient({ ...options, attempts: 1.5 })).to.throw(RangeError, "attempts");
  });
});
