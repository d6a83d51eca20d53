import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { post, send } from "../support/client.ts";
import { insertLeads } from "../support/factories.ts";

const MEGABYTE = 1024 * 1024;
/** Memory growth of the test process that is treated as noise. */
const NOISE = 200 * MEGABYTE;

describe("A hostile request", () => {
  const setup = useApiSetup();
  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1, 2, 3]));

  it("gets a clear answer and changes nothing when it is damaged at random positions", async () => {
    const good = JSON.stringify(fullMove([1, 2, 3]));
    const broken = fc
      .tuple(fc.nat(good.length - 1), fc.nat(5), fc.string({ unit: "grapheme", maxLength: 4 }))
      .map(([at, cut, text]) => good.slice(0, at) + text + good.slice(at + cut))
      .filter((text) => text !== good);
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const answer = await setup().dearchive(text, { Prefer: "handling=dry-run" });
        expect(answer.status).to.be.oneOf([200, 400, 500]);
        expect(answer.body).to.have.property("message").that.is.a("string");
        if (answer.status === 500) expect(answer.text).to.match(/line \d+, position \d+|nested too deeply/);
      }),
      { numRuns: 150 },
    );
    expect(await setup().database.root("vicidial_list")).to.have.length(0);
  });

  it("gets a clear answer when it is random JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), async (text) => {
        const answer = await setup().dearchive(text);
        expect(answer.status).to.equal(400);
        expect(answer.text).to.include("insert_leads must be a boolean value");
      }),
      { numRuns: 80 },
    );
  });

  const bodies: Readonly<
    Record<
      string,
      { body: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string>; status: number }
    >
  > = {
    "ten megabytes": { body: `{"lead_ids":[${"1,".repeat(5 * MEGABYTE)}1]}`, status: 413 },
    "a megabyte of wrong ids": {
      body: `{"insert_leads":true,"delete_leads":true,"lead_ids":[${'"",'.repeat(MEGABYTE / 3)}1]}`,
      status: 413,
    },
    "a small body that unpacks to a hundred megabytes": {
      body: Uint8Array.from(gzipSync(Buffer.alloc(100 * MEGABYTE, 32))),
      headers: { "Content-Encoding": "gzip" },
      status: 413,
    },
    "an encoding that does not match the body": {
      body: "not gzip",
      headers: { "Content-Encoding": "gzip" },
      status: 400,
    },
    "an unknown encoding": { body: "{}", headers: { "Content-Encoding": "zstd-9" }, status: 415 },
    "a form": { body: "a=1", headers: { "Content-Type": "application/x-www-form-urlencoded" }, status: 415 },
    "bytes that are not UTF-8": { body: Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]), status: 500 },
    "numbers of a thousand digits": {
      body: `{"insert_leads":true,"delete_leads":true,"lead_ids":[${"9".repeat(1000)}]}`,
      status: 400,
    },
    "lists nested sixty thousand deep": {
      body: `{"insert_leads":true,"delete_leads":true,"lead_ids":[${"[".repeat(60_000)}${"]".repeat(60_000)}]}`,
      status: 400,
    },
  };
  for (const [what, { body, headers, status }] of Object.entries(bodies)) {
    it(`is answered with ${status} when it is ${what}`, async () => {
      const { server, key } = setup();
      const answer = await leavingLeadsUntouched(setup(), () =>
        send(server.url + DEARCHIVE, {
          method: "POST",
          headers: { Authorization: `Key=${key}`, "Content-Type": "application/json", ...headers },
          body,
        }),
      );
      expect(answer.status, answer.text.slice(0, 200)).to.equal(status);
      expect(answer.body).to.have.property("message");
    });
  }

  it("does not delay other requests while a thousand wrong keys are tried", async () => {
    const { server } = setup();
    const memory = process.memoryUsage().rss;
    const wrong = Array.from({ length: 1000 }, (_, n) =>
      post(server.url + DEARCHIVE, n % 2 ? makeApiKey() : `vda_${n}`, {}),
    );
    const right = await setup().dearchive(fullMove([1, 2, 3]));
    expect(right.status).to.equal(200);
    for (const answer of await Promise.all(wrong)) expect(answer.status).to.equal(401);
    expect(process.memoryUsage().rss - memory).to.be.below(NOISE);
  });

  it("does not delay other requests while some send one byte at a time", async () => {
    const { server, key } = setup();
    const slow = Array.from({ length: 50 }, () => {
      const call = request(server.url + DEARCHIVE, {
        method: "POST",
        headers: {
          Authorization: `Key=${key}`,
          "Content-Type": "application/json",
          "Content-Length": "1000",
        },
      });
      call.on("error", () => undefined);
      call.write("{");
      return call;
    });
    const right = await setup().dearchive(fullMove([1, 2, 3]));
    for (const call of slow) call.destroy();
    expect(right.status).to.equal(200);
  });

  it("changes nothing when its sender disconnects in the middle of the body", async () => {
    const { server, key } = setup();
    await leavingLeadsUntouched(setup(), async () => {
      const call = request(server.url + DEARCHIVE, {
        method: "POST",
        headers: { Authorization: `Key=${key}`, "Content-Type": "application/json", "Content-Length": "500" },
      });
      const gone = new Promise((done) => call.on("error", done));
      call.write(JSON.stringify(fullMove([1, 2, 3])));
      setTimeout(() => call.destroy(new Error("gone")), 50);
      await gone;
    });
    expect((await setup().dearchive(fullMove([1]))).status).to.equal(200);
  });
});
