import { expect } from "chai";
import { STORAGE_ENGINES } from "../../demo/defaults.ts";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { type Packet, readPackets } from "../support/packets.ts";

/** Reads the key and its user. */
const AUTHENTICATION = /dearchive_api_keys|vicidial_users/;
const RECORD = /INSERT INTO dearchive_batch/;

/** Leaves out background work, such as that of runs, and the office hours rules, which are read once a second. */
function packetsOfRequest(packets: readonly Packet[]): readonly Packet[] {
  const moving = new Set(packets.filter(({ text }) => RECORD.test(text)).map(({ connection }) => connection));
  return packets.filter(({ connection, text }) => moving.has(connection) || AUTHENTICATION.test(text));
}

/** With authentication, whose two queries depend on each other. */
const MOST = { myisam: 8, innodb: 6 };

for (const engine of STORAGE_ENGINES) {
  describe(`A request that meets nothing unusual, with ${engine}`, () => {
    const setup = useApiSetup({ engine });

    // A statement for 50 leads is never cut.
    for (const count of [1, 50]) {
      it(`needs at most ${MOST[engine]} round trips to the database to move ${count} leads`, async () => {
        const { database, dearchive } = setup();
        // The first request reads definitions and rules that the next ones know.
        await insertLeads(database, "vicidial_list_archive", [1]);
        expect((await dearchive(fullMove([1]))).status).to.equal(200);
        const ids = idsFrom(1001, 1000 + count);
        await insertLeads(database, "vicidial_list_archive", ids);

        const packets = await readPackets(database, async () => {
          expect((await dearchive(fullMove(ids))).body).to.include({ delete_count: count });
        });
        const ours = packetsOfRequest(packets);
        expect(ours.length, ours.map(({ text }) => text.slice(0, 60)).join("\n")).to.be.within(
          5,
          MOST[engine],
        );
      });
    }
  });
}
