import { expect } from "chai";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { type ApiSetup, DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { storedIdempotencyRows, withIdempotencyKey } from "../support/idempotency.ts";
import { holdTable } from "../support/waiting.ts";

describe("The Idempotency-Key of a refused request", () => {
  const clock = createClock("2026-11-23T10:00:00Z");
  const setup = useApiSetup({ plugin: { clock: clock.read }, config: { lockWaitSeconds: 1 } });

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  /** Gets a request refused and checks that its Idempotency-Key can be used again. */
  async function expectUsable(
    value: string,
    status: number,
    refuse: (setup: ApiSetup) => Promise<Answer>,
  ): Promise<void> {
    const { database, dearchive } = setup();
    expect((await refuse(setup())).status).to.equal(status);
    const later = await dearchive(fullMove([1]), withIdempotencyKey(value));
    expect(later.status, later.text).to.equal(200);
    expect(later.headers.get("Idempotency-Replayed")).to.equal(null);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
  }

  it("can be reused after a wrong API key", () =>
    expectUsable("a", 401, ({ server }) =>
      post(server.url + DEARCHIVE, makeApiKey(), fullMove([1]), withIdempotencyKey("a")),
    ));

  it("can be reused after office hours", () =>
    expectUsable("b", 403, async ({ database, dearchive }) => {
      await saveRule(database, "daily all day");
      clock.advance(HOURS_HOLD_MS);
      const answer = await dearchive(fullMove([1]), withIdempotencyKey("b"));
      await removeRules(database);
      clock.advance(HOURS_HOLD_MS);
      return answer;
    }));

  it("can be reused after an invalid body", () =>
    expectUsable("c", 400, ({ dearchive }) => dearchive(fullMove(["1"]), withIdempotencyKey("c"))));

  it("can be reused after a body that is not JSON", () =>
    expectUsable("d", 500, ({ dearchive }) => dearchive("{", withIdempotencyKey("d"))));

  it("can be reused after leads that do not exist", () =>
    expectUsable("e", 400, ({ dearchive }) => dearchive(fullMove([1, 99]), withIdempotencyKey("e"))));

  it("can be reused after a lock timeout", () =>
    expectUsable("f", 500, async ({ database, dearchive }) => {
      const lock = await holdTable(database, "vicidial_list_archive");
      return dearchive(fullMove([1]), withIdempotencyKey("f")).finally(() => lock.release());
    }));

  it("can be reused for the same request once a missing lead exists", async () => {
    const { database, dearchive } = setup();
    expect((await dearchive(fullMove([1, 2]), withIdempotencyKey("g"))).status).to.equal(400);
    await insertLeads(database, "vicidial_list_archive", [2]);
    expect((await dearchive(fullMove([1, 2]), withIdempotencyKey("g"))).status).to.equal(200);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
  });

  it("is not stored", async () => {
    const { database, dearchive } = setup();
    const before = await storedIdempotencyRows(database);
    for (const ids of [[], [1, 1], [99], ["x"]]) await dearchive(fullMove(ids), withIdempotencyKey("h"));
    expect(await storedIdempotencyRows(database)).to.deep.equal(before);
  });
});
