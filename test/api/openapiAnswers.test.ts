import { expect } from "chai";
import { RESPONSE_FORMATS } from "../../server/keys/keySettings.ts";
import { type Description, expectDescribed, readDescription } from "../support/apiDescription.ts";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, send, startServer } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { withAccount } from "../support/database.ts";
import { createKey } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { putMixedLeads, withIdempotencyKey } from "../support/idempotency.ts";
import { holdTable, untilLockWait } from "../support/waiting.ts";

/** Operations that move leads, by path. */
const OPERATIONS = {
  "/vicidial/leads/dearchive": "dearchiveLeads",
  "/vicidial/leads/dearchive/default": "dearchiveLeadsOfCustomer",
  "/vicidial/leads/archive": "archiveLeads",
  "/vicidial/lead/dearchive": "dearchiveLeadsOlder",
  "/vicidial/lead/archive/default": "archiveLeadsOlderOfCustomer",
} as const;

const move = (ids: readonly unknown[]) => ({ ...fullMove(ids), update_leads: true });

for (const [path, operation] of Object.entries(OPERATIONS)) {
  describe(`The OpenAPI document describes the response of ${path}`, () => {
    const clock = createClock("2026-11-23T10:00:00Z");
    const setup = useApiSetup({
      plugin: { clock: clock.read },
      config: { bodyLimitBytes: 20_000, lockWaitSeconds: 10 },
    });
    let description: Description;
    let ids: readonly number[];

    before(async () => {
      description = await readDescription(setup().server.url);
    });

    beforeEach(async () => {
      const { database } = setup();
      ids = await putMixedLeads(database);
      // Put the leads into the operation's source table.
      if (path.includes("/archive"))
        await database.sql("INSERT IGNORE INTO vicidial_list SELECT * FROM vicidial_list_archive");
    });

    const isOlder = path.startsWith("/vicidial/lead/");
    const call = (body: unknown, headers: Record<string, string> = {}, key = setup().key) =>
      post(setup().server.url + path, key, body, headers);

    /** Checks the status of the current format only, because the older formats have their own codes. */
    function expectAnswer(status: number, answer: Answer): void {
      if (!isOlder || status === 200) expect(answer.status, answer.text).to.equal(status);
      else expect(answer.status, answer.text).to.be.greaterThanOrEqual(400);
      expectDescribed(description, operation, answer);
    }

    async function expectRefusal(
      status: number,
      refused: (headers: Record<string, string>) => Promise<Answer>,
    ): Promise<void> {
      expectAnswer(status, await refused({}));
      expectAnswer(status, await refused({ Accept: "application/problem+json" }));
    }

    it("to a successful request: plain, as a dry run, with results per lead, and replayed", async () => {
      const counting = { insert_leads: false, update_leads: false, delete_leads: false, lead_ids: ids };
      for (const headers of [{}, withIdempotencyKey(operation), withIdempotencyKey(operation)])
        expectAnswer(200, await call(counting, headers));
      for (const wish of [
        "handling=dry-run",
        "return=representation, handling=dry-run",
        "return=representation",
      ])
        expectAnswer(200, await call(move(ids), { Prefer: wish }));
    });

    it("to every kind of invalid body", async () => {
      for (const wrong of [[], ["1", null, {}, 1.5], [1, 1], [404]])
        await expectRefusal(400, (headers) => call(move(wrong), headers));
      await expectRefusal(400, (headers) => call({}, headers));
    });

    it("to an invalid key", () => expectRefusal(401, (headers) => call(move(ids), headers, "none")));

    it("during office hours", async () => {
      await saveRule(setup().database, "daily 09:00-11:00");
      clock.advance(HOURS_HOLD_MS);
      try {
        await expectRefusal(403, (headers) => call(move(ids), headers));
      } finally {
        await removeRules(setup().database);
        clock.advance(HOURS_HOLD_MS);
      }
    });

    it("to an Idempotency-Key that is in progress or already used", async () => {
      const { database } = setup();
      const lock = await holdTable(database, "vicidial_list_archive");
      const first = call(move([13]), withIdempotencyKey("described"));
      await untilLockWait(database);
      try {
        await expectRefusal(409, (headers) => call(move([13]), withIdempotencyKey("described", headers)));
      } finally {
        await lock.release();
      }
      expectAnswer(200, await first);
      await expectRefusal(422, (headers) => call(move([404]), withIdempotencyKey("described", headers)));
    });

    it("to a body that is too large, has the wrong type or is not JSON", async () => {
      await expectRefusal(413, (headers) => call(`{"x":"${"x".repeat(20_000)}"}`, headers));
      await expectRefusal(415, (headers) => call("x", { ...headers, "Content-Type": "text/plain" }));
      await expectRefusal(500, (headers) => call("{", headers));
    });

    it("to a key with a rate limit, below and above the limit", async () => {
      const { key } = await createKey(setup().database, { rateLimit: 2 });
      expectAnswer(200, await call(move(ids), {}, key));
      expectAnswer(400, await call(move([]), {}, key));
      await expectRefusal(429, (headers) => call(move(ids), headers, key));
    });

    for (const responseFormat of RESPONSE_FORMATS)
      it(`to a key with the response format ${responseFormat}`, async () => {
        const { database } = setup();
        const { key } = await createKey(database, { responseFormat });
        const refused = [[], ["1", null, {}, [1.5]], [1, 1], [404]].map(move);
        for (const body of [move(ids), ...refused, {}, "{", `"${"x".repeat(20_000)}"`])
          for (const headers of [{}, { Accept: "application/problem+json" }])
            expectDescribed(description, operation, await call(body, headers, key));
        await saveRule(database, "daily 09:00-11:00");
        clock.advance(HOURS_HOLD_MS);
        try {
          expectDescribed(description, operation, await call(move(ids), {}, key));
        } finally {
          await removeRules(database);
          clock.advance(HOURS_HOLD_MS);
        }
      });

    it("to an unexpected error", async () => {
      const { database } = setup();
      await database.sql("RENAME TABLE vicidial_users TO taken_away");
      try {
        await expectRefusal(500, (headers) => call(move(ids), headers));
      } finally {
        await database.sql("RENAME TABLE taken_away TO vicidial_users");
      }
    });
  });
}

describe("The OpenAPI document describes the responses of the monitoring endpoints", () => {
  const setup = useApiSetup();
  const PATHS = {
    health: "health",
    ready: "health/ready",
    live: "health/live",
    metrics: "metrics",
    describe: "openapi.json",
  };

  it("locally, through a proxy, and while the database is down", async () => {
    const { database, server } = setup();
    const description = await readDescription(server.url);
    const dead = await startServer(database, { config: withAccount(database.config, { port: 1 }) });
    try {
      for (const { url } of [server, dead])
        for (const [operation, path] of Object.entries(PATHS))
          for (const headers of [{}, { "X-Forwarded-For": "198.51.100.1" }])
            expectDescribed(
              description,
              operation,
              await send(`${url}/vicidial/dearchive/${path}`, { headers }),
            );
    } finally {
      await dead.close();
    }
  });
});
