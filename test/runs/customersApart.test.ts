import { expect } from "chai";
import { EVERY_CUSTOMER, onlyCustomer } from "../../server/db/customerScope.ts";
import { createBatchStore } from "../../server/history/batchStore.ts";
import { createRunSearch } from "../../server/runs/store/runSearch.ts";
import { onlyArchived, setLease } from "../support/batches.ts";
import { startServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createRun, runToEnd } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

describe("Customers whose plugin tables share a database", () => {
  let home: TestDatabase;
  let other: TestDatabase;
  let server: Awaited<ReturnType<typeof startServer>>;
  const IDS = idsFrom(1, 5);

  before(async () => {
    home = await createTestDatabase();
    other = await createTestDatabase();
    for (const database of [home, other]) {
      await createUser(database, "boss");
      await insertLeads(database, "vicidial_list_archive", IDS);
    }
    const [customer] = home.config.customers;
    const customers = [customer, { ...customer, name: "other", vicidialDatabase: other.name }] as const;
    server = await startServer(home, { config: { ...home.config, customers, sharesDatabase: false } });
  });

  after(async () => {
    await server.close();
    await home.drop();
    await other.drop();
  });

  it("have runs that move only leads of their own Vicidial", async () => {
    const id = await createRun(home, IDS.slice(0, 2), { customer: "other" });
    expect((await runToEnd(home, id)).counts).to.deep.equal({ moved: 2 });
    expect(await leadIdsIn(other, "vicidial_list")).to.deep.equal([1, 2]);
    expect(await leadIdsIn(home, "vicidial_list")).to.deep.equal([]);
    const { runs } = await createRunSearch(home.root, onlyCustomer("default")).page({}, undefined, 10);
    expect(runs).to.deep.equal([]);
  });

  it("have batches that are finished in their own Vicidial after their instance crashed", async () => {
    const { batchId } = await createBatchStore(home.root, "dead/1/instance", EVERY_CUSTOMER).open({
      direction: "dearchive",
      flags: { insert: true, update: false, delete: true },
      actor: { customer: "other", keyId: null, vicidialUser: "boss", requestId: "of-the-dead" },
      found: onlyArchived([4, 5]),
    });
    await setLease(home, batchId, -1);
    expect(await createBatchStore(home.root, "one", onlyCustomer("default")).claimAbandoned()).to.equal(
      undefined,
    );
    await server.close();
    const [customer] = home.config.customers;
    const customers = [customer, { ...customer, name: "other", vicidialDatabase: other.name }] as const;
    server = await startServer(home, { config: { ...home.config, customers, sharesDatabase: false } });
    await until("it is finished", async () => (await leadIdsIn(other, "vicidial_list")).length === 4);
    expect(await leadIdsIn(home, "vicidial_list")).to.deep.equal([]);
  });
});
