import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, startServer } from "../support/client.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { recordedBatches } from "../support/history.ts";
import { storedIdempotencyRows, withIdempotencyKey } from "../support/idempotency.ts";
import { idsFrom } from "../support/leadIds.ts";
import { SAME_ENGINES } from "../support/leadStates.ts";
import { until } from "../support/waiting.ts";

const IDS = idsFrom(1, 50);

/** Checks that one request did the work and that all others got 409 or its result. */
function expectDoneOnce(answers: readonly Answer[]): void {
  const worked = answers.filter(
    ({ status, headers }) => status === 200 && headers.get("Idempotency-Replayed") === null,
  );
  expect(worked.map(({ body }) => body)).to.deep.equal([
    {
      message: "lead_ids batch was successfully processed",
      select_count: IDS.length,
      insert_count: IDS.length,
      delete_count: IDS.length,
    },
  ]);
  for (const { status, text } of answers) {
    expect(status, text).to.be.oneOf([200, 409]);
    if (status === 200) expect(text).to.equal(worked[0]?.text);
  }
}

for (const { name, live: engine } of SAME_ENGINES) {
  describe(`Equal requests with one Idempotency-Key, on ${name},`, () => {
    const setup = useApiSetup({ engine });

    beforeEach(async () => {
      const { database } = setup();
      for (const table of ["dearchive_batch_leads", "dearchive_batches", "dearchive_idempotency"])
        await database.root(table).delete();
      await insertLeads(database, "vicidial_list_archive", IDS);
    });

    async function callTen(urls: readonly string[], value: string): Promise<void> {
      const { database, key } = setup();
      const calls = idsFrom(0, 9).map((n) =>
        post((urls[n % urls.length] ?? "") + DEARCHIVE, key, fullMove(IDS), withIdempotencyKey(value)),
      );
      expectDoneOnce(await Promise.all(calls));
      expect(await recordedBatches(database)).to.have.length(1);
      expect(await storedIdempotencyRows(database)).to.have.length(1);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    }

    it("move the leads once when ten are sent at the same time", () => callTen([setup().server.url], "ten"));

    it("move the leads once when they are sent to two instances", async () => {
      const other = await startServer(setup().database);
      await callTen([setup().server.url, other.url], "two").finally(() => other.close());
    });
  });
}

describe("A stored result", () => {
  const setup = useApiSetup();
  const ago = (hours: number, value: string) =>
    setup().database.sql(
      "UPDATE dearchive_idempotency SET created_at = UTC_TIMESTAMP(3) - INTERVAL ? HOUR WHERE value_hash = UNHEX(SHA2(CONCAT(?, CHAR(0)), 256))",
      [hours, value],
    );

  it("is replayed for more than a day, and deleted after two days", async () => {
    const { database, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const kept = await dearchive(fullMove([1]), withIdempotencyKey("kept"));
    await dearchive(fullMove([2]), withIdempotencyKey("forgotten"));
    await ago(47, "kept");
    await ago(49, "forgotten");
    // An instance deletes expired results when it starts, and every hour.
    const other = await startServer(database);
    await until("one is forgotten", async () => (await storedIdempotencyRows(database)).length < 2).finally(
      () => other.close(),
    );
    expect((await dearchive(fullMove([1]), withIdempotencyKey("kept"))).text).to.equal(kept.text);
    const judgedAnew = await dearchive(fullMove([2]), withIdempotencyKey("forgotten"));
    expect(judgedAnew.body).to.have.property("message", "lead_ids does not exist");
  });
});
