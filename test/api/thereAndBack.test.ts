import { expect } from "chai";
import fc from "fast-check";
import { anyLead } from "../support/anyLead.ts";
import { ARCHIVE, DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post, startServer, type TestServer } from "../support/client.ts";
import type { TestDatabase } from "../support/database.ts";
import { createUserWithKey } from "../support/killPoints.ts";
import {
  clearTables,
  createPairedDatabase,
  ENGINE_PAIRS,
  putRows,
  readStates,
} from "../support/leadStates.ts";

const leads = fc.uniqueArray(fc.tuple(fc.constantFrom(0, 1, 2, 77, 4_294_967_295), anyLead("utf8mb4")), {
  minLength: 1,
  maxLength: 5,
  selector: ([id]) => id,
});

for (const pair of ENGINE_PAIRS) {
  describe(`Leads that are archived and restored, on ${pair.name},`, () => {
    let database: TestDatabase;
    let server: TestServer;
    let key: string;

    before(async () => {
      database = await createPairedDatabase(pair);
      key = await createUserWithKey(database);
      server = await startServer(database);
    });

    after(async () => {
      await server.close();
      await database.drop();
    });

    it("are unchanged byte for byte, for any data", async () => {
      await fc.assert(
        fc.asyncProperty(leads, async (rows) => {
          await clearTables(database);
          await putRows(
            database,
            "vicidial_list",
            rows.map(([lead_id, row]) => ({ ...row, lead_id })),
          );
          const before = await readStates(database);
          const ids = rows.map(([id]) => id);
          const there = await post(server.url + ARCHIVE, key, { ...fullMove(ids), update_leads: false });
          expect(there.body, there.text).to.include({ insert_count: ids.length, delete_count: ids.length });
          const archived = await readStates(database);
          expect(archived.vicidial_list_archive).to.deep.equal(before.vicidial_list);
          expect(archived.vicidial_list.size).to.equal(0);

          const back = await post(server.url + DEARCHIVE, key, fullMove(ids));
          expect(back.body, back.text).to.include({ insert_count: ids.length, delete_count: ids.length });
          expect(await readStates(database)).to.deep.equal(before);
        }),
        { numRuns: 25 },
      );
    });
  });
}
