import { expect } from "chai";
import sinon from "sinon";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { RESPONSE_FORMATS } from "../../server/keys/keySettings.ts";
import { DEARCHIVE, fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, startServer } from "../support/client.ts";
import { createKey, insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";

const HOUR_MS = 3_600_000;
const WORDS = /^too many requests: try again in (\d+) s$/;

/** Bodies of a rate limit refusal per dialect. */
const BODIES = {
  auto: (message: string) => ({ message, lead_errors: 0, lead_ids: [] }),
  current: (message: string) => ({ message, lead_errors: 0, lead_ids: [] }),
  http_code: (message: string) => ({ message, http_code: 429 }),
  status_code: (message: string) => ({ error: message, status_code: 429 }),
} as const;

describe("A key with a rate limit", () => {
  const setup = useApiSetup();

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  const keyWith = async (
    rateLimit: number | null,
    responseFormat: (typeof RESPONSE_FORMATS)[number] = "auto",
  ) => (await createKey(setup().database, { rateLimit, responseFormat })).key;
  const call = (key: string, ids: readonly unknown[] = [1]): Promise<Answer> =>
    post(setup().server.url + DEARCHIVE, key, fullMove(ids));

  it("sees in every response how many requests are left in the current window, and when it ends", async () => {
    const key = await keyWith(3);
    const answers = [await call(key), await call(key), await call(key, []), await call(key)];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 400, 400, 429]);
    for (const [n, { headers }] of answers.entries()) {
      expect(headers.get("RateLimit-Policy")).to.equal('"key";q=3;w=60');
      const [, left, seconds] = /^"key";r=(\d+);t=(\d+)$/.exec(headers.get("RateLimit") ?? "") ?? [];
      expect(Number(left)).to.equal(Math.max(0, 2 - n));
      expect(Number(seconds)).to.be.within(1, 60);
    }
  });

  for (const format of RESPONSE_FORMATS) {
    it(`gets 429 with Retry-After beyond its limit, in the ${format} format, and moves no leads`, async () => {
      const key = await keyWith(1, format);
      await call(key, []);
      const answer = await leavingLeadsUntouched(setup(), () => call(key));
      expect(answer.status).to.equal(429);
      const { message, error } = answer.body as { message?: string; error?: string };
      const words = message ?? error ?? "";
      expect(answer.body).to.deep.equal(BODIES[format](words));
      expect(WORDS.exec(words)?.[1]).to.equal(answer.headers.get("Retry-After"));
      expect(Number(answer.headers.get("Retry-After"))).to.be.within(1, 60);
    });
  }

  it("shares one limit across two instances, even for concurrent requests", async () => {
    const { database, server } = setup();
    const other = await startServer(database);
    const key = await keyWith(7);
    const urls = [server.url, other.url];
    const answers = await Promise.all(
      idsFrom(0, 19).map((n) => post((urls[n % 2] ?? "") + DEARCHIVE, key, fullMove([]))),
    ).finally(() => other.close());
    expect(answers.filter(({ status }) => status === 400)).to.have.length(7);
    expect(answers.filter(({ status }) => status === 429)).to.have.length(13);
  });

  it("can send requests again in the next minute", async () => {
    const { database } = setup();
    const key = await keyWith(1);
    await call(key, []);
    expect((await call(key)).status).to.equal(429);
    // `expire` is in milliseconds since 1970.
    await database.sql("UPDATE dearchive_rate_limits SET expire = expire - 60000");
    expect((await call(key)).status).to.equal(200);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
  });

  it("waits at most a minute, even if an instance's clock is two hours ahead", async () => {
    const key = await keyWith(1);
    const fast = sinon.useFakeTimers({ now: Date.now() + 2 * HOUR_MS, toFake: ["Date"] });
    const ahead = [await call(key, []), await call(key)];
    fast.restore();
    const answers = [...ahead, await call(key)];
    expect(answers.map(({ status }) => status)).to.deep.equal([400, 429, 429]);
    for (const { headers } of answers.slice(1))
      expect(Number(headers.get("Retry-After"))).to.be.within(1, 60);
  });

  it("is not locked out by a window that ends far in the future: the window is shortened and keeps its count", async () => {
    const { database } = setup();
    const { id, key } = await createKey(database, { rateLimit: 2 });
    await database.root("dearchive_rate_limits").insert({
      key: `key:${id}`,
      points: 1,
      expire: Date.now() + 2 * HOUR_MS,
    });
    expect((await call(key, [])).status).to.equal(400);
    const refused = await call(key);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get("Retry-After"))).to.be.within(1, 60);
  });

  it("does not use up another key's limit", async () => {
    const [key, other] = [await keyWith(1), await keyWith(1)];
    await call(key, []);
    expect((await call(key)).status).to.equal(429);
    expect((await call(other)).status).to.equal(200);
  });

  it("is not charged for requests without a valid key", async () => {
    const { database, server } = setup();
    const { id, key } = await createKey(database, { rateLimit: 1 });
    for (let n = 0; n < 5; n += 1) {
      expect((await call(makeApiKey())).status).to.equal(401);
      const elsewhere = await post(`${server.url + DEARCHIVE}/other`, key, fullMove([1]));
      expect(elsewhere.status).to.equal(401);
      expect(elsewhere.headers.get("RateLimit")).to.equal(null);
    }
    expect(
      await database.sql("SELECT * FROM dearchive_rate_limits WHERE `key` = ?", [`key:${id}`]),
    ).to.deep.equal([]);
    expect((await call(key)).status).to.equal(200);
  });

  it("is charged for requests that office hours or body validation refuse", async () => {
    const key = await keyWith(1);
    const refused = await post(setup().server.url + DEARCHIVE, key, "{");
    expect(refused.status).to.equal(500);
    expect((await call(key)).status).to.equal(429);
  });
});

describe("A key without a rate limit", () => {
  const setup = useApiSetup();

  it("never gets 429 and sees no RateLimit headers", async () => {
    const { dearchive } = setup();
    const answers = await Promise.all(idsFrom(1, 30).map(() => dearchive(fullMove([]))));
    for (const { status, headers } of answers) {
      expect(status).to.equal(400);
      for (const name of ["RateLimit", "RateLimit-Policy", "Retry-After"])
        expect(headers.get(name)).to.equal(null);
    }
  });
});
