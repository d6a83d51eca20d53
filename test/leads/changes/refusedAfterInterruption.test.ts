import { expect } from "chai";
import { DearchiveError } from "../../../server/errors.ts";
import { DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { killSessions } from "../../support/connectionKiller.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { expireBatchLeases } from "../../support/killPoints.ts";
import {
  clearTables,
  createPairedDatabase,
  type LeadStates,
  readStates,
  SAME_ENGINES,
} from "../../support/leadStates.ts";
import { orderFor, withMover } from "../../support/mover.ts";

const IDS = [1, 2, 3];
const AT = new Date("2026-01-15T12:00:00Z");
const ORDER = orderFor(DEARCHIVE, IDS, {
  changes: { kind: "set", changes: { rank: 7, resetsCount: true }, at: AT },
});
/** More uses of the journal than a batch has. */
const MOST_USES = 20;

for (const pair of SAME_ENGINES) {
  describe(`A new value that the live table refuses after an interruption, on ${pair.name}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await createPairedDatabase(pair);
    });

    after(() => database.drop());

    /** Moves with an instance that dies at the n-th use of its journal. Returns whether it got that far. */
    async function moveUntilDeath(n: number): Promise<boolean> {
      let uses = 0;
      const dying = {
        async beforeJournal() {
          uses += 1;
          if (uses < n) return;
          if (uses === n) await killSessions(database);
          throw new DearchiveError({ code: "connection_lost" });
        },
      };
      await withMover(
        database,
        (mover) =>
          mover.move(ORDER).catch((error: unknown) => {
            if (!(error instanceof DearchiveError)) throw error;
          }),
        dying,
      );
      await expireBatchLeases(database);
      return uses >= n;
    }

    async function putLeads(): Promise<LeadStates> {
      await clearTables(database);
      await insertLeads(database, "vicidial_list_archive", IDS);
      return readStates(database);
    }

    /** Finishes the batch of the dead instance while the live table refuses the new value of lead 3. */
    async function resumeRefused(): Promise<void> {
      await database.sql(
        `CREATE TRIGGER refuse BEFORE UPDATE ON vicidial_list FOR EACH ROW
         IF NEW.rank = 7 AND NEW.lead_id = 3 THEN SIGNAL SQLSTATE '45000'; END IF`,
      );
      await withMover(database, (mover) => mover.resumeAbandoned()).finally(() =>
        database.sql("DROP TRIGGER refuse"),
      );
      const open = await database.root("dearchive_batches").where({ state: "open" });
      expect(open, "open batches").to.deep.equal([]);
    }

    const endings =
      pair.live === "myisam"
        ? ["archived, 0 changed", "live, 0 changed", "live, 3 changed"]
        : ["archived, 0 changed"];
    it(`leaves the leads of the batch whole, and records which are changed: ${endings.join("; ")}`, async () => {
      const { vicidial_list_archive: original } = await putLeads();
      await withMover(database, (mover) => mover.move(ORDER));
      const { vicidial_list: changed } = await readStates(database);
      const found = new Set<string>();
      for (let n = 1; n < MOST_USES; n += 1) {
        await putLeads();
        if (!(await moveUntilDeath(n))) break;
        await resumeRefused();
        const { vicidial_list: live, vicidial_list_archive: archived } = await readStates(database);
        const done = await database.root("dearchive_lead_changes").where({ is_done: 1 });
        expect([live, archived], `the tables after a death at ${n}`).to.deep.equal(
          live.size === 0 ? [new Map(), original] : [done.length === 0 ? original : changed, new Map()],
        );
        found.add(`${live.size === 0 ? "archived" : "live"}, ${done.length} changed`);
      }
      expect([...found]).to.have.members(endings);
    });
  });
}
