import { expect } from "chai";
import { DearchiveError, type FaultCode } from "../../../server/errors.ts";
import { ARCHIVE, DEARCHIVE, type Direction } from "../../../server/leads/tables/direction.ts";
import { killSessions, startConnectionKiller } from "../../support/connectionKiller.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import {
  clearTables,
  createPairedDatabase,
  ENGINE_PAIRS,
  expectNothingAltered,
  expectNothingLost,
  expectUnchanged,
  readStates,
} from "../../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover, withMover } from "../../support/mover.ts";

const LEADS = Array.from({ length: 240 }, (_, n) => n + 1);
/**
 * Keeps a row in each lead table. MyISAM inserts into an empty table without updating its indexes and builds them afterwards: if
 * killed in between, the table counts as damaged until it is opened again.
 */
const BYSTANDER = 1_000_000;
const BATCH = 6;
const BATCHES = Array.from({ length: LEADS.length / BATCH }, (_, n) =>
  LEADS.slice(n * BATCH, (n + 1) * BATCH),
);
/** Errors that a caller may get when the connection breaks. `ids_missing` follows an earlier attempt that succeeded. */
const CLEAR: readonly FaultCode[] = ["connection_lost", "tables_locked", "ids_missing"];
/** Moves are retried this long. Hundreds of connections are killed in this time. */
const RETRY_POLICY = { triesMs: 3_000, answerMs: 22_000 };

function faultCodes(told: PromiseSettledResult<unknown>): readonly FaultCode[] {
  if (told.status === "fulfilled") return [];
  if (told.reason instanceof DearchiveError) return [told.reason.fault.code];
  throw told.reason;
}

describe("Connections that are killed at random moments", () => {
  for (const pair of ENGINE_PAIRS) {
    describe(`with ${pair.name}`, () => {
      let database: TestDatabase;
      let mover: TestMover;

      before(async () => {
        database = await createPairedDatabase(pair);
        mover = startMover(database, { retryPolicy: RETRY_POLICY });
      });

      after(async () => {
        await mover.close();
        await database.drop();
      });

      beforeEach(() => clearTables(database));

      function settleAll(direction: Direction) {
        return Promise.allSettled(BATCHES.map((ids) => mover.move(orderFor(direction, ids))));
      }

      for (const how of ["CONNECTION", "QUERY"] as const) {
        for (const direction of [DEARCHIVE, ARCHIVE]) {
          it(`lose no lead: KILL ${how} during ${direction.name}, then the same requests again`, async () => {
            await insertLeads(database, direction.source, LEADS);
            await insertLeads(database, direction.target, [BYSTANDER]);
            const before = await readStates(database);
            const connectionKiller = startConnectionKiller(database, how);
            const told = await settleAll(direction);
            const kills = await connectionKiller.stop();
            const codes = told.flatMap(faultCodes);

            expect(kills).to.be.greaterThan(0);
            expect(CLEAR).to.include.members(codes);
            const interrupted = await readStates(database);
            expectNothingLost(before, interrupted);
            expectNothingAltered(before, interrupted);

            await settleAll(direction);
            const left = (await readStates(database))[direction.source];
            for (const leadId of left.keys()) await mover.move(orderFor(direction, [leadId]));
            const after = await readStates(database);
            const all = new Map([...before[direction.source], ...before[direction.target]]);
            expect(after[direction.target]).to.deep.equal(all);
            expect(after[direction.source].size).to.equal(0);
          });
        }
      }

      if (pair.live === "myisam" || pair.archive === "myisam") {
        it("leave a batch that can be finished if they break between the delete and its record", async () => {
          await insertLeads(database, "vicidial_list_archive", [1, 2]);
          const before = await readStates(database);
          let kills = 0;
          const onClosing = async () => {
            if (kills === 0) await killSessions(database);
            kills += 1;
          };
          const result = await withMover(database, ({ move }) => move(orderFor(DEARCHIVE, [1, 2])), {
            onClosing,
          });
          expect(result).to.include({ selectCount: 2, insertCount: 2, deleteCount: 2 });
          const after = await readStates(database);
          expect(after.vicidial_list).to.deep.equal(before.vicidial_list_archive);
          expect(after.vicidial_list_archive.size).to.equal(0);
          const [batch, ...others] = await recordedBatches(database);
          expect(batch).to.include({ state: "done" });
          expect(batch?.leads.map(({ outcome }) => outcome)).to.deep.equal(["moved", "moved"]);
          expect(others).to.deep.equal([]);
        });
      }

      if (pair.live === "innodb" && pair.archive === "innodb") {
        it("leave neither a move nor a record if they break just before the commit", async () => {
          await insertLeads(database, "vicidial_list_archive", [1, 2]);
          const before = await readStates(database);
          const fault = await withMover(database, ({ move }) => faultOf(move(orderFor(DEARCHIVE, [1, 2]))), {
            onRecorded: () => killSessions(database),
          });
          expect(fault.code).to.equal("connection_lost");
          expectUnchanged(before, await readStates(database));
          expect(await recordedBatches(database)).to.deep.equal([]);
        });

        it("leave a record of exactly the leads that were moved", async () => {
          await insertLeads(database, "vicidial_list_archive", LEADS);
          const connectionKiller = startConnectionKiller(database, "CONNECTION");
          await settleAll(DEARCHIVE);
          await connectionKiller.stop();
          const recorded = (await recordedBatches(database)).flatMap(({ leads }) => leads);
          const { vicidial_list: live } = await readStates(database);
          expect(recorded.map(({ leadId }) => leadId)).to.have.members([...live.keys()]);
        });
      }
    });
  }
});
