import { expect } from "chai";
import { STORAGE_ENGINES } from "../../demo/defaults.ts";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { type RoundTrip, readRoundTrips } from "../support/generalLog.ts";
import { idsFrom } from "../support/leadIds.ts";

/** Reads the key and its user. */
const AUTHENTICATION = /dearchive_api_keys|vicidial_users/;
const RECORD = /INTO `?dearchive_batches/;
/** Reads the leads, and takes the move lock. */
const LOOK = /SELECT s\.lead_id AS leadId, s\.list_id AS listId/;

/** Leaves out background work, such as that of runs, and the office hours rules, which are read once a second. */
function ofRequest(trips: readonly RoundTrip[]): readonly RoundTrip[] {
  const moving = new Set(
    trips.filter(({ text }) => RECORD.test(text) || LOOK.test(text)).map(({ connection }) => connection),
  );
  return trips.filter(({ connection, text }) => moving.has(connection) || AUTHENTICATION.test(text));
}

const MOST = { innodb: 4, myisam: 6 };

for (const engine of STORAGE_ENGINES) {
  describe(`A request that meets nothing unusual, with ${engine}`, () => {
    const setup = useApiSetup({ engine });

    for (const count of [1, 500]) {
      it(`needs at most ${MOST[engine]} round trips to the database to move ${count} leads`, async () => {
        const { database, dearchive } = setup();
        // The first request reads definitions and rules that the next ones know.
        await insertLeads(database, "vicidial_list_archive", [1]);
        expect((await dearchive(fullMove([1]))).status).to.equal(200);
        const ids = idsFrom(1001, 1000 + count);
        await insertLeads(database, "vicidial_list_archive", ids);

        const trips = await readRoundTrips(database, async () => {
          expect((await dearchive(fullMove(ids))).body).to.include({ delete_count: count });
        });
        const ours = ofRequest(trips);
        expect(ours.length, ours.map(({ text }) => text.slice(0, 200)).join("\n")).to.be.within(
          3,
          MOST[engine],
        );
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
      });
    }
  });
}
