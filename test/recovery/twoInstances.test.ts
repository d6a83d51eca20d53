import { expect } from "chai";
import type { TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
import { restoreLikeAnIntegrator, sumOf } from "../support/integrator.ts";
import {
  createUserWithKey,
  expectHistoryMatchesTables,
  expectLeadsSafe,
  killProcess,
} from "../support/killPoints.ts";
import { chunksOf, idsFrom } from "../support/leadIds.ts";
import { clearTables, createPairedDatabase, ENGINE_PAIRS, readStates } from "../support/leadStates.ts";
import { type Standalone, startStandalone } from "../support/standalone.ts";

const IDS = idsFrom(1, 1200);

for (const pair of ENGINE_PAIRS) {
  describe(`Two plugins on one database, on ${pair.name}`, () => {
    const file = useFiles();
    let database: TestDatabase;
    let key: string;
    let plugins: readonly Standalone[];

    before(async () => {
      database = await createPairedDatabase(pair);
      key = await createUserWithKey(database);
      plugins = await Promise.all([startStandalone(database, file), startStandalone(database, file)]);
    });

    after(async () => {
      await Promise.all(plugins.map(killProcess));
      await database.drop();
    });

    beforeEach(async () => {
      await clearTables(database);
      await insertLeads(database, "vicidial_list_archive", IDS);
    });

    async function race(batchesOf: readonly (readonly (readonly number[])[])[]): Promise<void> {
      const before = await readStates(database);
      const told = await Promise.all(
        plugins.flatMap(({ url }, n) =>
          (batchesOf[n] ?? []).map((ids) => restoreLikeAnIntegrator(url, key, ids)),
        ),
      );
      const counts = told.flat();
      expect(sumOf(counts, "select_count")).to.equal(IDS.length);
      expect(sumOf(counts, "insert_count")).to.equal(IDS.length);
      expect(sumOf(counts, "delete_count")).to.equal(IDS.length);
      const after = await expectLeadsSafe(database, before);
      expect([...after.vicidial_list.keys()]).to.deep.equal(IDS);
      await expectHistoryMatchesTables(database);
    }

    it("restore each lead once when both get requests for the same batches at the same time", async () => {
      const batches = chunksOf(100, IDS);
      await race([batches, batches]);
    });

    it("restore each lead once when their batches overlap", async () => {
      await race([chunksOf(100, IDS), chunksOf(70, IDS.toReversed())]);
    });
  });
}
