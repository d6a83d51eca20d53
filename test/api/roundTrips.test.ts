import { expect } from "chai";
import { STORAGE_ENGINES } from "../../demo/defaults.ts";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { type RoundTrip, readRoundTrips } from "../support/generalLog.ts";
import { idsFrom } from "../support/leadIds.ts";

/** Reads the key and its user. */
const AUTHENTICATION = /dearchive_api_keys|vicidial_users/;
const RECORD = /INTO `?dearchive_batches/i;
/** Reads the leads, and takes the move lock. */
const LOOK = /SELECT s\.lead_id AS leadId, s\.list_id AS listId/;

/** Leaves out background work, such as that of runs, and the office hours rules, which are read once a second. */
function ofRequest(trips: readonly RoundTrip[]): readonly RoundTrip[] {
  const moving = new Set(
    trips.filter(({ text }) => RECORD.test(text) || LOOK.test(text)).map(({ connection }) => connection),
  );
  return trips.filter(({ connection, text }) => moving.has(connection) || AUTHENTICATION.test(text));
}

/** On MyISAM, statements for many leads are cut, so that the dialer waits less. */
const LIMITS = { innodb: { most: 4, leads: [1, 500] }, myisam: { most: 6, leads: [1] } };

for (const engine of STORAGE_ENGINES) {
  describe(`A request that meets nothing unusual, with ${engine}`, () => {
    const setup = useApiSetup({ engine });

    const { most, leads } = LIMITS[engine];
    for (const count of leads) {
      it(`needs at most ${most} round trips to the database to move ${count === 1 ? "one lead" : `${count} leads`}`, async () => {
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
        const texts = ours.map(({ text }) => text.slice(0, 200)).join("\n");
        expect(ours.length, texts).to.be.within(3, most);
        expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
      });
    }
  });
}
