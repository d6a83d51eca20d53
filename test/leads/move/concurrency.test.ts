import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ARCHIVE, DEARCHIVE, type Direction } from "../../../server/leads/tables/direction.ts";
import { type Caller, moveInChunks, total } from "../../support/callers.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import {
  clearTables,
  createPairedDatabase,
  ENGINE_PAIRS,
  expectNothingAltered,
  expectNothingLost,
  readStates,
} from "../../support/leadStates.ts";
import { orderFor, startMover, type TestMover } from "../../support/mover.ts";
import { startWriter } from "../../support/writer.ts";

const CALLERS = 20;
/** Long enough for all callers in turn, even on a busy machine. */
const PATIENT = { lockWaitSeconds: 60, retryPolicy: { triesMs: 90_000, answerMs: 100_000 } };
const LEADS = Array.from({ length: 120 }, (_, n) => n + 1);
/** Each caller requests 30 leads, and about five callers request each lead. */
const WANTED = Array.from({ length: CALLERS }, (_, n) =>
  Array.from({ length: 30 }, (_, k) => LEADS[(n * 6 + k) % LEADS.length] ?? 0),
);

describe("A plugin with many concurrent callers", () => {
  for (const pair of ENGINE_PAIRS) {
    describe(`with ${pair.name}`, () => {
      let database: TestDatabase;
      let instances: readonly [TestMover, TestMover];

      before(async () => {
        database = await createPairedDatabase(pair);
        instances = [startMover(database, PATIENT), startMover(database, PATIENT)];
      });

      after(async () => {
        for (const instance of instances) await instance.close();
        await database.drop();
      });

      beforeEach(() => clearTables(database));

      function callersOn(movers: readonly TestMover[], directions: readonly Direction[]): Promise<Caller[]> {
        return Promise.all(
          WANTED.map((ids, n) => {
            const mover = movers[n % movers.length] ?? instances[0];
            return moveInChunks(mover, directions[n % directions.length] ?? DEARCHIVE, ids);
          }),
        );
      }

      for (const count of [1, 2]) {
        it(`moves each lead once, across ${count} instance(s)`, async () => {
          await insertLeads(database, "vicidial_list_archive", LEADS);
          const before = await readStates(database);
          const callers = await callersOn(instances.slice(0, count), [DEARCHIVE]);

          expect(callers.flatMap(({ refusals }) => refusals)).to.deep.equal([]);
          expect(total(callers, "insertCount")).to.equal(LEADS.length);
          expect(total(callers, "deleteCount")).to.equal(LEADS.length);
          const after = await readStates(database);
          expect(after.vicidial_list).to.deep.equal(before.vicidial_list_archive);
          expect(after.vicidial_list_archive.size).to.equal(0);

          const moved = (await recordedBatches(database)).flatMap(({ leads }) => leads);
          expect(moved.map(({ leadId }) => leadId)).to.have.members(LEADS);
          expect(moved.map(({ outcome }) => outcome)).to.not.include("kept_differs");
        });
      }

      it("loses nothing when leads are archived and dearchived at the same time", async () => {
        const [live, archived] = [LEADS.slice(0, 60), LEADS.slice(60)];
        await insertLeads(database, "vicidial_list", live);
        await insertLeads(database, "vicidial_list_archive", archived);
        const before = await readStates(database);
        const callers = await callersOn(instances, [DEARCHIVE, ARCHIVE, ARCHIVE]);

        expect(callers.flatMap(({ refusals }) => refusals)).to.deep.equal([]);
        const after = await readStates(database);
        expectNothingLost(before, after);
        expectNothingAltered(before, after);
        expect(after.vicidial_list.size + after.vicidial_list_archive.size).to.equal(LEADS.length);
      });

      it("lets another instance start only after everything is committed", async () => {
        await insertLeads(database, "vicidial_list_archive", [1, 2]);
        const texts: string[] = [];
        const note = ({ sql }: { sql: string }) => texts.push(sql);
        const [{ db, move }] = instances;
        db.on("query", note);
        await move(orderFor(DEARCHIVE, [1, 2])).finally(() => db.off("query", note));

        const afterDelete = texts.slice(texts.findIndex((text) => text.startsWith("DELETE")));
        const committed = afterDelete.findIndex((text) => text.startsWith("COMMIT"));
        const released = afterDelete.findIndex((text) => text.includes("RELEASE_LOCK"));
        expect(committed).to.be.greaterThan(0);
        if (released >= 0) expect(released, "the place of RELEASE_LOCK").to.be.greaterThan(committed);
      });

      for (const direction of [DEARCHIVE, ARCHIVE]) {
        it(`keeps every change that the dialer makes to a live lead during ${direction.name}`, async () => {
          await insertLeads(database, direction.source, LEADS);
          const writer = await startWriter(database, LEADS);
          // Spreads the changes before, during and after the moves.
          await sleep(20);
          const callers = await callersOn(instances, [direction]);
          const changes = await writer.stop();

          expect(callers.flatMap(({ refusals }) => refusals)).to.deep.equal([]);
          const live = await writer.countsIn("vicidial_list");
          const archived = await writer.countsIn("vicidial_list_archive");
          for (const leadId of LEADS) {
            // The dialer works with the live row; without one, the archived row is the lead.
            const count = live.get(leadId) ?? archived.get(leadId);
            expect(count, `changes of lead ${leadId}`).to.equal(changes.get(leadId) ?? 0);
          }
          expect([...changes.values()].length).to.be.greaterThan(0);
        });
      }
    });
  }
});
