import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { queryRows } from "../../server/db/sql.ts";
import type { BatchFilter } from "../../server/history/batchFilter.ts";
import { type BatchSearch, type Cursor, createBatchSearch } from "../../server/history/batchSearch.ts";
import type { MoveFlags } from "../../server/leads/move/outcome.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

const NO_DELETE: MoveFlags = { insert: true, update: false, delete: false };
const NO_INSERT: MoveFlags = { insert: false, update: false, delete: true };
const UPDATE: MoveFlags = { insert: true, update: true, delete: false };

describe("The history search", () => {
  let database: TestDatabase;
  let db: Knex;
  let search: BatchSearch;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    search = createBatchSearch(db, EVERY_CUSTOMER);
  });

  beforeEach(async () => {
    await database.sql("TRUNCATE TABLE dearchive_batches");
    await database.sql("TRUNCATE TABLE dearchive_batch_leads");
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  async function idsOf(filter: BatchFilter, cursor?: Cursor): Promise<readonly number[]> {
    return (await search.page(filter, cursor, 50)).batches.map((batch) => batch.id);
  }

  it("finds batches by each filter, and by all filters together", async () => {
    const one = await recordBatch(db, {
      leads: [leadResult("moved", 1), leadResult("kept_differs", 2)],
      actor: { keyId: 7, vicidialUser: "ann", customer: "acme" },
      startedAt: "2026-11-20 08:00:00.000",
    });
    const two = await recordBatch(db, {
      leads: [leadResult("moved", 2)],
      direction: "archive",
      actor: { keyId: null, vicidialUser: "ann" },
      startedAt: "2026-11-21 08:00:00.000",
    });
    const three = await recordBatch(db, {
      leads: [leadResult("deleted", 3)],
      actor: { keyId: 7, vicidialUser: "bob" },
      startedAt: "2026-11-22 08:00:00.000",
    });
    const at = (text: string) => new Date(`${text}Z`);
    for (const [filter, expected] of [
      [{}, [three, two, one]],
      [{ keyId: 7 }, [three, one]],
      [{ keyId: null }, [two]],
      [{ user: "ann" }, [two, one]],
      [{ customer: "acme" }, [one]],
      [{ direction: "archive" }, [two]],
      [{ leadId: 2 }, [two, one]],
      [{ leadId: 99 }, []],
      [{ from: at("2026-11-21T08:00") }, [three, two]],
      [{ to: at("2026-11-21T08:00") }, [one]],
      [{ from: at("2026-11-23T08:00") }, []],
      [{ to: at("2026-11-19T08:00") }, []],
      [{ outcome: "kept_in_archive" }, [one]],
      [{ user: "ann", keyId: 7, leadId: 2, outcome: "moved", to: at("2026-11-21T00:00") }, [one]],
      [{ user: "bob", leadId: 2 }, []],
    ] as const satisfies readonly (readonly [BatchFilter, readonly number[]])[])
      expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal(expected);
  });

  it("finds a batch by each outcome of its leads, and by no other", async () => {
    const record = async (leads: Parameters<typeof recordBatch>[1]["leads"], flags?: MoveFlags) => ({
      id: await recordBatch(db, { leads, ...(flags && { flags }) }),
      outcomes: leads.map(({ outcome }) => outcome),
    });
    const recorded = [
      await record([leadResult("moved", 1), leadResult("deleted", 2), leadResult("kept_differs", 3)]),
      await record([leadResult("moved", 1)]),
      await record([leadResult("deleted", 1)]),
      await record([leadResult("kept_differs", 1), leadResult("kept_not_in_target", 2)], NO_INSERT),
      await record([leadResult("inserted", 1)], NO_DELETE),
      await record([leadResult("inserted", 1), leadResult("counted", 2)], NO_DELETE),
      await record([leadResult("updated", 1)], UPDATE),
    ];
    for (const outcome of [
      "moved",
      "deleted",
      "kept_differs",
      "kept_not_in_target",
      "inserted",
      "counted",
      "updated",
    ] as const) {
      const expected = recorded.filter(({ outcomes }) => outcomes.includes(outcome)).map(({ id }) => id);
      expect(await idsOf({ outcome }), outcome).to.deep.equal(expected.reverse());
    }
  });

  it("finds open batches and failed batches", async () => {
    const [open = 0, failed = 0] = [
      await recordBatch(db, { leads: [leadResult("moved", 1)] }),
      await recordBatch(db, { leads: [leadResult("moved", 1)] }),
    ];
    await db("dearchive_batches").where({ id: open }).update({ state: "open", outcomes: null });
    await db("dearchive_batches").where({ id: failed }).update({ state: "failed", outcomes: null });
    expect(await idsOf({ outcome: "open" })).to.deep.equal([open]);
    expect(await idsOf({ outcome: "failed" })).to.deep.equal([failed]);
    expect(await idsOf({ outcome: "kept_in_archive" })).to.deep.equal([]);
  });

  it("pages forward and back without skipping or repeating a batch while others arrive", async () => {
    const record = () => recordBatch(db, { leads: [leadResult("moved", 1)] });
    const recorded: number[] = [];
    for (let n = 0; n < 7; n += 1) recorded.unshift(await record());
    const seen: number[] = [];
    let cursor: Cursor | undefined;
    let back: Cursor | null = null;
    do {
      const page = await search.page({ user: "apiuser" }, cursor, 3);
      seen.push(...page.batches.map((batch) => batch.id));
      back = page.newer;
      cursor = page.older ?? undefined;
      await record();
    } while (cursor);
    expect(seen).to.deep.equal(recorded);
    const way: number[] = [];
    for (; back; ) {
      const page = await search.page({ user: "apiuser" }, back, 3);
      way.unshift(...page.batches.map((batch) => batch.id));
      back = page.newer;
    }
    expect(way.slice(-6)).to.deep.equal(recorded.slice(0, 6));
    expect(new Set(way).size).to.equal(way.length);
  });

  describe("in a very large history", () => {
    const BATCHES = 60_000;
    /** Rows that the server may read: a page examines its rows twice, to find their end and to read them. */
    const MOST_READS = 25_000;
    let alone: Knex;

    beforeEach(async () => {
      await database.sql(
        `INSERT INTO dearchive_batches (customer, direction, key_id, vicidial_user, request_id, insert_leads, update_leads,
           delete_leads, state, leads, outcomes, select_count, insert_count, delete_count, started_at)
         SELECT 'default', 'dearchive', 1 + seq % 3, 'apiuser', 'many', 1, 0, 1, 'done', '', 1 + 8 * (seq % 2), 5, 5, 5,
           '2026-01-01' + INTERVAL seq MINUTE FROM seq_1_to_${BATCHES}`,
      );
      await database.sql("ANALYZE TABLE dearchive_batches");
      // A single session, so that its counters cover all queries.
      alone = connectTo({ config: { ...database.config, poolSize: 1 } });
    });

    afterEach(() => alone.destroy());

    async function readsOf(filter: BatchFilter, cursor?: Cursor): Promise<number> {
      const read = async () => {
        const rows = await queryRows<{ Value: string }>(alone, "SHOW SESSION STATUS LIKE 'Handler_read%'");
        return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
      };
      const before = await read();
      const overhead = (await read()) - before;
      const start = await read();
      await createBatchSearch(alone, EVERY_CUSTOMER).page(filter, cursor, 50);
      return (await read()) - start - overhead;
    }

    it("reads little more than the rows of a page if an index covers the filter", async () => {
      const from = new Date("2026-01-20T00:00Z");
      const [{ middle = 0 } = {}] = await database.sql<{ middle: number }>(
        "SELECT MAX(id) - 30000 AS middle FROM dearchive_batches",
      );
      for (const filter of [
        {},
        { keyId: 2 },
        { keyId: 99 },
        { user: "nobody" },
        { outcome: "open" },
        { outcome: "kept_in_archive" },
        { outcome: "moved" },
        { outcome: "updated" },
        { leadId: 5 },
        { from, to: new Date("2026-01-21T00:00Z") },
      ] as const satisfies readonly BatchFilter[]) {
        for (const cursor of [undefined, { before: middle }, { after: middle }])
          expect(await readsOf(filter, cursor), JSON.stringify({ filter, cursor })).to.be.lessThan(300);
      }
    });

    it("reads a limited number of batches if no index covers the filter, and returns where to continue", async () => {
      for (const filter of [
        { direction: "archive" },
        { keyId: 2, customer: "acme" },
        { outcome: "deleted", user: "apiuser" },
        { outcome: "moved", direction: "archive" },
      ] as const satisfies readonly BatchFilter[])
        expect(await readsOf(filter), JSON.stringify(filter)).to.be.lessThan(MOST_READS);

      const oldest = await recordOldest();
      let page = await search.page({ direction: "archive" }, undefined, 50);
      for (let pages = 0; pages < 20 && page.isUnfinished && page.older; pages += 1) {
        expect(page.batches).to.deep.equal([]);
        page = await search.page({ direction: "archive" }, page.older, 50);
      }
      expect(page.batches.map(({ id }) => id)).to.deep.equal([oldest]);
      expect(page.isUnfinished).to.equal(false);
    });

    it("reads no more for a list with a run of 100,000 batches in it, which takes one row", async () => {
      const [{ last = 0 } = {}] = await database.sql<{ last: number }>(
        "SELECT MAX(id) AS last FROM dearchive_batches",
      );
      await database.sql(
        `INSERT INTO dearchive_batches (customer, direction, key_id, vicidial_user, request_id, insert_leads, update_leads,
           delete_leads, state, leads, outcomes, select_count, insert_count, delete_count, started_at, run_id, is_listed)
         SELECT 'default', 'dearchive', NULL, IF(seq % 2, 'boss', 'apiuser'), 'run-7', 1, 0, 1, 'done', '', 1, 5, 5, 5,
           '2026-06-01' + INTERVAL seq SECOND, 7, seq = 1 FROM seq_1_to_100000`,
      );
      await database.sql("ANALYZE TABLE dearchive_batches");
      for (const filter of [
        { isListed: true },
        { isListed: true, user: "apiuser" },
        { isListed: true, user: "boss" },
        { isListed: true, keyId: null },
        { isListed: true, customer: "default" },
        { runId: 7 },
      ] as const satisfies readonly BatchFilter[])
        for (const cursor of [undefined, { before: last + 50_000 }])
          expect(await readsOf(filter, cursor), JSON.stringify({ filter, cursor })).to.be.lessThan(300);
      const { batches } = await search.page({ isListed: true }, undefined, 3);
      expect(batches.map(({ id, runId }) => [id, runId])).to.deep.equal([
        [batches[0]?.id, 7],
        [last, null],
        [last - 1, null],
      ]);
    });

    /** Gives the oldest batch the other direction. */
    async function recordOldest(): Promise<number> {
      const [{ id = 0 } = {}] = await database.sql<{ id: number }>(
        "SELECT MIN(id) AS id FROM dearchive_batches",
      );
      await db("dearchive_batches").where({ id }).update({ direction: "archive" });
      return id;
    }
  });
});
