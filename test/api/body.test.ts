import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { MAX_LEAD_LIMIT } from "../../server/keys/keySettings.ts";
import { expectRefusalForm } from "../support/answers.ts";
import { DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, send } from "../support/client.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";

const LIMIT = 128 * 1024;
const BODY = JSON.stringify(fullMove([1]));

describe("The body of a request", () => {
  const setup = useApiSetup();

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  function sendBytes(body: Buffer | string, headers: Record<string, string>): Promise<Answer> {
    return send(setup().server.url + DEARCHIVE, {
      method: "POST",
      headers: { Authorization: `Key=${setup().key}`, ...headers },
      // Bytes, because fetch would add a Content-Type to a string.
      body: Buffer.from(body),
    });
  }

  async function expectMoved(answer: Answer): Promise<void> {
    expect(answer.status, answer.text).to.equal(200);
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1]);
  }

  for (const type of ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
    it(`is accepted as ${type}`, async () => expectMoved(await sendBytes(BODY, { "Content-Type": type })));

  for (const [encoding, pack] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["GZIP", gzipSync],
    ["x-gzip", gzipSync],
    ["X-GZip", gzipSync],
    ["Deflate", deflateSync],
    ["BR", brotliCompressSync],
    ["identity, gzip", gzipSync],
    ["identity", Buffer.from],
    ["IDENTITY", Buffer.from],
  ] as const) {
    it(`is accepted with the encoding ${encoding}`, async () => {
      const headers = { "Content-Type": "application/json", "Content-Encoding": encoding };
      await expectMoved(await sendBytes(pack(BODY), headers));
    });
  }

  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml", "jsonish"]) {
    it(`is refused as ${type}: 415`, async () => {
      const answer = await leavingLeadsUntouched(setup(), () => sendBytes(BODY, { "Content-Type": type }));
      expectRefusalForm(answer, 415);
    });
  }

  it("is refused without a Content-Type: 415", async () => {
    expectRefusalForm(await leavingLeadsUntouched(setup(), () => sendBytes(BODY, {})), 415);
  });

  it("is refused with an unknown encoding: 415", async () => {
    for (const encoding of ["zstd", "x-deflate", "compress", "gzip, gzip", "constructor"]) {
      const headers = { "Content-Type": "application/json", "Content-Encoding": encoding };
      expectRefusalForm(await sendBytes(BODY, headers), 415);
    }
  });

  it("is refused if it is declared as gzip but is not: 400", async () => {
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    expectRefusalForm(await sendBytes(BODY, headers), 400);
  });

  it("can be exactly as large as the limit", async () => {
    await expectMoved(await setup().dearchive(BODY.padEnd(LIMIT)));
  });

  it("can contain the largest batch that a key can allow, even indented", async () => {
    const ids = Array.from({ length: MAX_LEAD_LIMIT }, (_, n) => 4_000_000_000 + n);
    const { key } = await createKey(setup().database, { leadLimit: MAX_LEAD_LIMIT });
    const text = JSON.stringify(fullMove(ids), undefined, 4);
    const answer = await setup().dearchive(text, { Authorization: `Key=${key}` });
    expect(answer.body).to.deep.include({ message: "lead_ids does not exist", lead_errors: MAX_LEAD_LIMIT });
  });

  it("is refused one byte above the limit, with the limit in the message: 413", async () => {
    const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(BODY.padEnd(LIMIT + 1)));
    expect(expectRefusalForm(answer, 413)).to.include(String(LIMIT));
  });

  it("is refused if it decompresses to more than the limit: 413", async () => {
    const bomb = gzipSync(BODY.padEnd(500 * LIMIT));
    expect(bomb.length).to.be.below(LIMIT);
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    expectRefusalForm(await leavingLeadsUntouched(setup(), () => sendBytes(bomb, headers)), 413);
  });

  it("can repeat a field, and the last value counts", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [2]);
    const twice =
      '{"insert_leads":"no","insert_leads":true,"delete_leads":true,"delete_leads":false,"lead_ids":["x"],"lead_ids":[1]}';
    await expectMoved(await setup().dearchive(twice));
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([1, 2]);
  });

  it("can repeat a field whose name contains escapes, and the last value counts", async () => {
    const answer = await setup().dearchive(
      '{"insert_leads":true,"delete_leads":true,"lead_ids":[1],"lead\\u005fids":["last"]}',
    );
    expect(answer.body).to.deep.include({ lead_errors: 1, lead_ids: ["last"] });
  });

  it("can contain unknown fields", async () => {
    await expectMoved(
      await setup().dearchive({ ...fullMove([1]), update_leads: "no", dry_run: true, x: { y: [null] } }),
    );
  });
});
