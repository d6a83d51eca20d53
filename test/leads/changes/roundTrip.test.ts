import { expect } from "chai";
import fc from "fast-check";
import { DearchiveError } from "../../../server/errors.ts";
import type { BatchChanges } from "../../../server/leads/changes/changedLead.ts";
import { columnsOf, type LeadChanges } from "../../../server/leads/changes/leadChanges.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { anyLead } from "../../support/anyLead.ts";
import { killSessions, startConnectionKiller } from "../../support/connectionKiller.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { expireBatchLeases } from "../../support/killPoints.ts";
import { idsFrom } from "../../support/leadIds.ts";
import {
  clearTables,
  createPairedDatabase,
  differingColumns,
  ENGINE_PAIRS,
  type LeadStates,
  putRows,
  readStates,
} from "../../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover, withMover } from "../../support/mover.ts";

const RUNS = 12;
const LEAD_IDS = [0, 1, 2, 3, 77, 4_294_967_295] as const;
const AT = new Date("2026-01-15T12:00:00Z");
const EVERYTHING: LeadChanges = {
  listId: "2002",
  status: "NEW",
  resetsCalled: true,
  resetsCount: true,
  rank: 7,
  owner: "bob",
  correctsOffset: true,
};

const anyChanges: fc.Arbitrary<LeadChanges> = fc
  .record(
    {
      listId: fc.constantFrom("1001", "2002", "9007199254740993"),
      status: fc.constantFrom("NEW", "ann", "É"),
      resetsCalled: fc.constant(true as const),
      resetsCount: fc.constant(true as const),
      rank: fc.constantFrom(-5, 0, 7),
      owner: fc.constantFrom("", "Ann", "Ann ", "é"),
      correctsOffset: fc.constant(true as const),
    },
    { requiredKeys: [] },
  )
  .filter((changes) => Object.keys(changes).length > 0);

const setting = (changes: LeadChanges): { readonly changes: BatchChanges } => ({
  changes: { kind: "set", changes, at: AT },
});

for (const [index, pair] of ENGINE_PAIRS.entries()) {
  describe(`Changes of restored leads, with ${pair.name}`, () => {
    let database: TestDatabase;
    let mover: TestMover;

    before(async () => {
      const charset = index % 2 === 0 ? "utf8mb4" : "latin1";
      database = await createPairedDatabase(pair, { charset });
      mover = startMover(database);
      await database.root("vicidial_phone_codes").insert(
        [0, 1].map((country_code) => ({
          country_code,
          areacode: "*",
          state: "",
          GMT_offset: "-3",
          DST_range: "",
        })),
      );
    });

    after(async () => {
      await mover.close();
      await database.drop();
    });

    beforeEach(() => clearTables(database));

    async function lastBatch(): Promise<number> {
      const [batch] = await database.root("dearchive_batches").orderBy("id", "desc").limit(1);
      return batch?.id ?? 0;
    }

    const undoing = async (): Promise<{ readonly changes: BatchChanges }> => ({
      changes: { kind: "revert", batchId: await lastBatch() },
    });

    /** Expects the columns that changes set, and no other, to have changed. */
    function expectOnlyChanged(original: string | undefined, now: string | undefined, changes: LeadChanges) {
      expect(columnsOf(changes)).to.include.members(differingColumns(original ?? "", now ?? ""));
    }

    it("set what was asked for and nothing else in leads that were archived before, and their undo returns every byte", async () => {
      const leads = fc.uniqueArray(
        fc.tuple(fc.constantFrom(...LEAD_IDS), anyLead(index % 2 === 0 ? "utf8mb4" : "latin1")),
        { minLength: 1, selector: ([leadId]) => leadId },
      );
      await fc.assert(
        fc.asyncProperty(leads, anyChanges, async (rows, changes) => {
          await clearTables(database);
          await putRows(
            database,
            "vicidial_list",
            rows.map(([leadId, row]) => ({ ...row, lead_id: leadId })),
          );
          const original = (await readStates(database)).vicidial_list;
          const ids = rows.map(([leadId]) => leadId);
          await mover.move(orderFor(ARCHIVE, ids));
          const before = await readStates(database);
          expect(before.vicidial_list_archive).to.deep.equal(original);
          await mover.move(orderFor(DEARCHIVE, ids, setting(changes)));
          const live = (await readStates(database)).vicidial_list;
          expect([...live.keys()]).to.have.members(ids);
          for (const id of ids)
            expectOnlyChanged(before.vicidial_list_archive.get(id), live.get(id), changes);
          const [row] = await database.root("vicidial_list").where({ lead_id: ids[0] });
          const [list] = await database.sql<{ id: string }>(
            "SELECT CONVERT(list_id, CHAR) AS id FROM vicidial_list WHERE lead_id = ?",
            [ids[0] ?? 0],
          );
          if (changes.listId) expect(list?.id).to.equal(changes.listId);
          if (changes.status) expect(row?.status).to.equal(changes.status);
          if (changes.owner !== undefined) expect(row?.owner).to.equal(changes.owner);
          if (changes.resetsCalled) expect(row?.called_since_last_reset).to.equal("N");

          await mover.move(orderFor(ARCHIVE, ids, await undoing()));
          expect(await readStates(database)).to.deep.equal(before);
          // Undoing the undo restores the leads with their changes.
          await mover.move(orderFor(DEARCHIVE, ids, await undoing()));
          expect((await readStates(database)).vicidial_list).to.deep.equal(live);
        }),
        { numRuns: RUNS },
      );
    });

    it("leave a lead alone that was live already or that changed meanwhile", async () => {
      await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
      await insertLeads(database, "vicidial_list", [2]);
      await database.root("vicidial_list_archive").where({ lead_id: 3 }).update({ status: "NEW" });
      const result = await mover.move(orderFor(DEARCHIVE, [1, 2, 3], setting({ status: "NEW", rank: 7 })));
      expect(result.leads.map(({ outcome }) => outcome)).to.deep.equal(["moved", "deleted", "moved"]);
      const rows = await database.root("vicidial_list").orderBy("lead_id");
      expect(rows.map(({ status, rank }) => [status, rank])).to.deep.equal([
        ["NEW", 7],
        ["NA", 0],
        ["NEW", 7],
      ]);
      const recorded = await database.root("dearchive_lead_changes").orderBy("lead_id");
      expect(recorded.map(({ lead_id, is_done }) => [lead_id, is_done])).to.deep.equal([
        [1, 1],
        [3, 1],
      ]);

      await database.sql(
        "UPDATE vicidial_list SET status = 'SALE', modify_date = modify_date WHERE lead_id = 1",
      );
      await mover.move(orderFor(ARCHIVE, [1, 3], await undoing()));
      const archived = await database.root("vicidial_list_archive").orderBy("lead_id");
      expect(archived.map(({ lead_id, status, rank }) => [lead_id, status, rank])).to.deep.equal([
        [1, "SALE", 7],
        [3, "NEW", 0],
      ]);
    });

    it("are given back to a lead that an undo cannot archive", async () => {
      await insertLeads(database, "vicidial_list_archive", [1, 2]);
      await mover.move(orderFor(DEARCHIVE, [1, 2], setting(EVERYTHING)));
      const live = (await readStates(database)).vicidial_list;
      await insertLeads(database, "vicidial_list_archive", [2]);
      const undo = await undoing();
      await mover.move(orderFor(ARCHIVE, [1, 2], undo));
      const { vicidial_list: left } = await readStates(database);
      expect([...left.entries()]).to.deep.equal([...live.entries()].filter(([id]) => id === 2));
    });

    it("leave a batch in the archive as it was if the live table refuses a new value", async () => {
      await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
      await database.sql(
        "UPDATE vicidial_list_archive SET called_count = lead_id, modify_date = modify_date",
      );
      const before = await readStates(database);
      await database.sql(
        `CREATE TRIGGER refuse BEFORE UPDATE ON vicidial_list FOR EACH ROW
         IF NEW.rank = 7 AND NEW.lead_id = 3 THEN SIGNAL SQLSTATE '45000'; END IF`,
      );
      const fault = await faultOf(
        mover.move(orderFor(DEARCHIVE, [1, 2, 3], setting({ rank: 7, resetsCount: true }))),
      ).finally(() => database.sql("DROP TRIGGER refuse"));
      expect(fault.code).to.equal("row_refused");
      if (fault.code === "row_refused") expect(fault.leads?.map(({ leadId }) => leadId)).to.deep.equal([3]);
      expect(await readStates(database)).to.deep.equal(before);
      const done = await database.root("dearchive_lead_changes").where({ is_done: 1 });
      expect(done).to.deep.equal([]);
    });

    /** Expects each lead to be in the archive as it was, or live with all of its changes. */
    function expectSettled(archived: LeadStates, live: ReadonlyMap<number, string>, now: LeadStates): void {
      for (const [id, original] of archived.vicidial_list_archive) {
        const [there, here] = [now.vicidial_list_archive.get(id), now.vicidial_list.get(id)];
        expect([there === undefined, here === undefined], `the tables of lead ${id}`).to.deep.equal(
          here === undefined ? [false, true] : [true, false],
        );
        if (here === undefined) expect(there).to.equal(original);
        else expect(here).to.equal(live.get(id));
      }
    }

    /** Moves with an instance that dies at the n-th use of its journal. Returns whether it got that far. */
    async function moveUntilDeath(n: number, order: Parameters<TestMover["move"]>[0]): Promise<boolean> {
      let uses = 0;
      const dying = startMover(database, {
        async beforeJournal() {
          uses += 1;
          if (uses < n) return;
          if (uses === n) await killSessions(database);
          throw new DearchiveError({ code: "connection_lost" });
        },
      });
      await dying.move(order).catch((error: unknown) => {
        if (!(error instanceof DearchiveError)) throw error;
      });
      await dying.close();
      await expireBatchLeases(database);
      return uses >= n;
    }

    it("are made or undone as a whole, at whatever moment an instance dies", async () => {
      const ids = [1, 2, 3];
      await insertLeads(database, "vicidial_list_archive", ids);
      const archived = await readStates(database);
      const restore = orderFor(DEARCHIVE, ids, setting(EVERYTHING));
      await mover.move(restore);
      const live = (await readStates(database)).vicidial_list;
      await mover.move(orderFor(ARCHIVE, ids, await undoing()));
      expect(await readStates(database)).to.deep.equal(archived);

      for (let n = 1, isDead = true; isDead; n += 1) {
        isDead = await moveUntilDeath(n, restore);
        const torn = await readStates(database);
        for (const id of ids) {
          const [there, here] = [torn.vicidial_list_archive.get(id), torn.vicidial_list.get(id)];
          expect([there, here], `lead ${id} after a death at ${n}`).to.deep.oneOf([
            [archived.vicidial_list_archive.get(id), undefined],
            [archived.vicidial_list_archive.get(id), archived.vicidial_list_archive.get(id)],
            [undefined, archived.vicidial_list_archive.get(id)],
            [undefined, live.get(id)],
          ]);
        }
        await withMover(database, (other) => other.resumeAbandoned());
        expectSettled(archived, live, await readStates(database));
        const left = (await readStates(database)).vicidial_list_archive;
        if (left.size > 0) await mover.move(orderFor(DEARCHIVE, [...left.keys()], setting(EVERYTHING)));
        expect((await readStates(database)).vicidial_list).to.deep.equal(live);
        const undo = orderFor(ARCHIVE, ids, await undoing());
        const isUndoDead = await moveUntilDeath(n, undo);
        await withMover(database, (other) => other.resumeAbandoned());
        expectSettled(archived, live, await readStates(database));
        const still = (await readStates(database)).vicidial_list;
        if (still.size > 0) await mover.move(orderFor(ARCHIVE, [...still.keys()], undo));
        expect(await readStates(database)).to.deep.equal(archived);
        isDead ||= isUndoDead;
      }
    });

    if (pair.live === "myisam" && pair.archive === "myisam")
      it("are made or undone as a whole, while connections are killed at random moments", async () => {
        const ids = idsFrom(1, 60);
        await insertLeads(database, "vicidial_list_archive", ids);
        await insertLeads(database, "vicidial_list", [1_000_000]);
        const archived = await readStates(database);
        const hasty = startMover(database, { retryPolicy: { triesMs: 1000, answerMs: 5000 } });
        const killer = startConnectionKiller(database, "CONNECTION");
        const moves = [0, 1, 2, 3].map((n) =>
          hasty.move(orderFor(DEARCHIVE, ids.slice(n * 15, (n + 1) * 15), setting(EVERYTHING))),
        );
        await Promise.allSettled(moves);
        await killer.stop();
        await hasty.close();
        await expireBatchLeases(database);
        await withMover(database, (other) => other.resumeAbandoned());
        const now = await readStates(database);
        for (const id of ids) {
          const [there, here] = [now.vicidial_list_archive.get(id), now.vicidial_list.get(id)];
          expect([there === undefined, here === undefined], `lead ${id}`).to.not.deep.equal([true, true]);
          if (here === undefined) expect(there).to.equal(archived.vicidial_list_archive.get(id));
          else if (there === undefined)
            expect(differingColumns(archived.vicidial_list_archive.get(id) ?? "", here)).to.have.members([
              ...columnsOf(EVERYTHING),
            ]);
        }
      });
  });
}
