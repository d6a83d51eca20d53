import { expect } from "chai";
import fc from "fast-check";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createBatchSearch } from "../../server/history/batchSearch.ts";
import { createLeadOutcomes } from "../../server/history/leadOutcomes.ts";
import { createActivityReader } from "../../server/leads/lookup/activity.ts";
import type { LeadSearch } from "../../server/leads/lookup/searchTerms.ts";
import { createTableSearch } from "../../server/leads/lookup/tableSearch.ts";
import type { Take } from "../../server/runs/runSource.ts";
import { createRunChunks } from "../../server/runs/store/runChunks.ts";
import { createRunProgress } from "../../server/runs/store/runProgress.ts";
import { type ClaimedRun, createRunQueue } from "../../server/runs/store/runQueue.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import type { CollectLimits } from "../../server/runs/work/collectLimits.ts";
import { createLeadCollector } from "../../server/runs/work/leadCollector.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";

const EVERY = { kind: "every" } as const;

describe("The search for a run's leads", () => {
  let database: TestDatabase;
  let db: Knex;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 3000));
    await database.root("vicidial_list_archive").whereRaw("lead_id % 3 = 0").update({ status: "SALE" });
    await database.root("vicidial_list_archive").whereRaw("lead_id % 7 = 0").update({ list_id: 2002 });
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  async function newRun(search: LeadSearch, take?: Take): Promise<number> {
    return createRunStore(db, EVERY_CUSTOMER).create({
      customer: "default",
      direction: "dearchive",
      user: "boss",
      requestId: "of-a-test",
      source: { kind: "search", search, take },
    });
  }

  /**
   * Finds the leads piece by piece, each piece by a new instance that takes over from a crashed one. A search for the oldest calls
   * starts again then, so one instance does all of it.
   */
  async function collectAll(search: LeadSearch, limits: CollectLimits, take?: Take) {
    const id = await newRun(search, take);
    const [queue, parts] = [createRunQueue(db, EVERY_CUSTOMER), createRunChunks(db, EVERY_CUSTOMER)];
    const collect = createLeadCollector({
      progress: createRunProgress(db),
      runs: createRunStore(db, EVERY_CUSTOMER),
      chunks: parts,
      limits,
      searches: {
        vicidial_list: createTableSearch(db, database.name, "vicidial_list"),
        vicidial_list_archive: createTableSearch(db, database.name, "vicidial_list_archive"),
      },
      batches: createBatchSearch(db, EVERY_CUSTOMER),
      leadOutcomes: createLeadOutcomes(db, EVERY_CUSTOMER),
      readActivity: createActivityReader(db, database.name),
    });
    let held: ClaimedRun | undefined;
    for (;;) {
      if (!take || !held) {
        await database.sql("UPDATE dearchive_runs SET lease_until = NULL WHERE id = ?", [id]);
        held = await queue.claim();
      } else held = await queue.renew(held);
      const claimed = held ?? expect.fail("nobody works on it");
      if (claimed.run.isCollected) {
        const leads: number[] = [];
        for (let part = 0; part < claimed.run.chunkCount; part += 1)
          leads.push(...((await parts.leadsOf(id, part))?.leadIds ?? []));
        await database.sql("DELETE FROM dearchive_runs");
        return { leads, run: claimed.run };
      }
      expect(await collect(claimed, EVERY)).to.equal(true);
    }
  }

  const found = (fits: (id: number) => boolean) => idsFrom(1, 3000).filter(fits);

  it("finds each lead once and in order, in one query or by id ranges, however often another instance takes over", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ looks: fc.constantFrom(1, 999, 10_000), stretch: fc.integer({ min: 100, max: 4000 }) }),
        fc.boolean(),
        async (sizes, isNarrow) => {
          const search = isNarrow ? { statuses: ["SALE"], listId: 2002 } : { statuses: ["SALE"] };
          const { leads, run } = await collectAll(search, {
            mostLeads: 100_000,
            milliseconds: 250,
            ...sizes,
          });
          expect(leads).to.deep.equal(found((id) => id % 3 === 0 && (!isNarrow || id % 7 === 0)));
          expect([run.leadCount, run.isCut]).to.deep.equal([leads.length, false]);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("takes the first leads when more match than a run can include, and marks the run as cut", async () => {
    for (const looks of [10_000, 1]) {
      const { leads, run } = await collectAll(
        { statuses: ["SALE"] },
        { mostLeads: 700, looks, stretch: 500, milliseconds: 250 },
      );
      expect(leads).to.deep.equal(found((id) => id % 3 === 0).slice(0, 700));
      expect(run.isCut, `looks: ${looks}`).to.equal(true);
    }
  });

  it("takes the leads with the oldest calls, never called ones first, whether or not one query can examine all", async () => {
    const { root } = database;
    const archive = () => root("vicidial_list_archive");
    await archive().update({ last_local_call_time: root.raw("'2024-06-01' - INTERVAL lead_id HOUR") });
    await archive().whereIn("lead_id", [30, 60]).update({ last_local_call_time: null });
    const take = { most: 6, order: "oldest_call" } as const;
    for (const sizes of [
      { looks: 10_000, stretch: 500, milliseconds: 250 },
      { looks: 1, stretch: 500, milliseconds: 0 },
    ]) {
      const { leads, run } = await collectAll({ statuses: ["SALE"] }, { mostLeads: 100_000, ...sizes }, take);
      expect(leads, `looks: ${sizes.looks}`).to.deep.equal([30, 60, 2991, 2994, 2997, 3000]);
      expect(run.isCut).to.equal(false);
    }
  });

  it("takes the first leads by id of a limited run, and does not call it cut", async () => {
    for (const looks of [10_000, 1]) {
      const { leads, run } = await collectAll(
        { statuses: ["SALE"] },
        { mostLeads: 100_000, looks, stretch: 500, milliseconds: 250 },
        { most: 600, order: "lead_id" },
      );
      expect(leads).to.deep.equal(found((id) => id % 3 === 0).slice(0, 600));
      expect(run.isCut, `looks: ${looks}`).to.equal(false);
    }
  });

  it("finds no leads when none match", async () => {
    const { leads, run } = await collectAll(
      { phone: "1" },
      { mostLeads: 10, looks: 10, stretch: 10, milliseconds: 250 },
    );
    expect([leads, run.chunkCount]).to.deep.equal([[], 0]);
  });

  it("appends nothing to a run that another instance has taken over", async () => {
    const id = await newRun({ statuses: ["SALE"] });
    const [queue, notes] = [createRunQueue(db, EVERY_CUSTOMER), createRunProgress(db)];
    const mine = (await queue.claim()) ?? expect.fail();
    await database.sql("UPDATE dearchive_runs SET lease_until = NULL WHERE id = ?", [id]);
    const theirs = (await queue.claim()) ?? expect.fail();
    const piece = { chunks: [{ leadIds: [1, 2] }], to: 2, isOver: false, isCut: false };
    expect(await notes.collect(mine, piece)).to.equal(false);
    expect(await createRunChunks(db, EVERY_CUSTOMER).leadsOf(id, 0)).to.equal(undefined);
    expect(await notes.collect(theirs, piece)).to.equal(true);
    expect(await notes.collect(theirs, piece), "the same once more").to.equal(false);
    const other = { leadId: 1, outcome: "not_found", detail: "", batchId: null } as const;
    await notes.recordOthers(mine, [other]);
    expect(
      (await createRunChunks(db, EVERY_CUSTOMER).read(id, 0))?.leads,
      "told by its former owner",
    ).to.deep.equal([]);
    await notes.recordOthers(theirs, [other]);
    expect((await createRunChunks(db, EVERY_CUSTOMER).read(id, 0))?.leads).to.deep.equal([other]);
    expect(await queue.renew(mine)).to.equal(undefined);
    expect((await createRunChunks(db, EVERY_CUSTOMER).leadsOf(id, 0))?.leadIds).to.deep.equal([1, 2]);
  });
});
