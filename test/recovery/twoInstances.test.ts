import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import type { TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
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

interface Counts {
  readonly select_count: number;
  readonly insert_count: number;
  readonly delete_count: number;
}

function sumOf(all: readonly Counts[], count: keyof Counts): number {
  return all.reduce((sum, each) => sum + each[count], 0);
}

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

    /** Restores leads like an integrator: tries locked tables again, and sends leads again without those reported missing. */
    async function retry(url: string, ids: readonly number[]): Promise<readonly Counts[]> {
      if (ids.length === 0) return [];
      const answer = await post(url + DEARCHIVE, key, fullMove(ids));
      if (answer.status === 200) return [answer.body as Counts];
      // On a busy machine, a request can wait too long for the other ones.
      if (answer.text.includes("the lead tables are locked")) return retry(url, ids);
      expect(answer.body).to.include({ message: "lead_ids does not exist" });
      const { lead_ids } = answer.body as { lead_ids: readonly number[] };
      const missing = new Set(lead_ids);
      return retry(
        url,
        ids.filter((id) => !missing.has(id)),
      );
    }

    async function race(batchesOf: readonly (readonly (readonly number[])[])[]): Promise<void> {
      const before = await readStates(database);
      const told = await Promise.all(
        plugins.flatMap(({ url }, n) => (batchesOf[n] ?? []).map((ids) => retry(url, ids))),
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
