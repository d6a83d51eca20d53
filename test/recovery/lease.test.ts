import { expect } from "chai";
import sinon from "sinon";
import {
  allMoved,
  DEAD,
  type DeadInstance,
  onlyArchived,
  readBatch,
  setLease,
  startDeadInstance,
} from "../support/batches.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { clearTables, readStates } from "../support/leadStates.ts";
import { startMover, type TestMover, withMover } from "../support/mover.ts";

const DAY_MS = 86_400_000;
const IDS = [11, 12, 13];

describe("The lease of an open batch", () => {
  let database: TestDatabase;
  let dead: DeadInstance;
  let mover: TestMover;
  let batchId: number;

  before(async () => {
    database = await createTestDatabase();
    dead = startDeadInstance(database);
    mover = startMover(database);
  });

  after(async () => {
    await dead.close();
    await mover.close();
    await database.drop();
  });

  beforeEach(async () => {
    await clearTables(database);
    await insertLeads(database, "vicidial_list_archive", IDS);
    batchId = await dead.open(onlyArchived(IDS));
  });

  afterEach(() => {
    sinon.restore();
  });

  async function expectLeftAlone(): Promise<void> {
    const before = [await readBatch(database, batchId), await readStates(database)];
    expect(await mover.resumeAbandoned()).to.deep.equal([]);
    expect([await readBatch(database, batchId), await readStates(database)]).to.deep.equal(before);
  }

  async function expectFinished(): Promise<void> {
    const resumed = await mover.resumeAbandoned();
    expect(resumed.map((each) => each.batchId)).to.deep.equal([batchId]);
    const batch = await readBatch(database, batchId);
    expect(batch).to.include({ state: "done", insert_count: 3, delete_count: 3 });
    expect(batch.leads.map(({ lead_id, outcome }) => [lead_id, outcome])).to.deep.equal(
      IDS.map((id) => [id, "moved"]),
    );
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
  }

  it("keeps other instances from the batch until it expires", expectLeftAlone);

  it("continues when it is renewed in time", async () => {
    await setLease(database, batchId, -1);
    await dead.journal.renew(batchId);
    await expectLeftAlone();
  });

  it("lets another instance finish the batch once it has expired", async () => {
    await setLease(database, batchId, -1);
    await expectFinished();
  });

  it("counts as expired if a batch of an older version has none", async () => {
    await database.root("dearchive_batches").where({ id: batchId }).update({ lease_until: null });
    await expectFinished();
  });

  it("does not expire early if this machine's clock is a day ahead", async () => {
    sinon.useFakeTimers({ now: Date.now() + DAY_MS, toFake: ["Date"] });
    await expectLeftAlone();
  });

  it("expires on time even if this machine's clock is a day behind", async () => {
    await setLease(database, batchId, -1);
    sinon.useFakeTimers({ now: Date.now() - DAY_MS, toFake: ["Date"] });
    await expectFinished();
  });

  it("lets only one of two concurrent instances finish each batch", async () => {
    const more = Array.from({ length: 8 }, (_, n) => 100 + n);
    await insertLeads(database, "vicidial_list_archive", more);
    const batches = [batchId];
    for (const id of more) batches.push(await dead.open(onlyArchived([id])));
    for (const id of batches) await setLease(database, id, -1);
    const taken = await withMover(database, (other) =>
      Promise.all([mover.resumeAbandoned(), other.resumeAbandoned()]),
    );
    const finished = taken.flat().map((each) => each.batchId);
    expect(finished.sort((a, b) => a - b)).to.deep.equal(batches);
    for (const id of batches) expect(await readBatch(database, id)).to.include({ state: "done" });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([...IDS, ...more]);
    expect(await database.root("dearchive_batch_leads")).to.have.length(IDS.length + more.length);
  });

  it("keeps a slow owner that lost it from overwriting the record of the new owner", async () => {
    await setLease(database, batchId, -1);
    await mover.resumeAbandoned();
    const taken = await readBatch(database, batchId);
    await dead.journal.close(batchId, allMoved([11, 12]));
    await dead.journal.fail(batchId, "row_refused");
    await dead.journal.renew(batchId);
    expect(await readBatch(database, batchId)).to.deep.equal(taken);
  });

  it("keeps a slow owner that lost it from closing a batch that the new owner is working on", async () => {
    await database.root("dearchive_batches").where({ id: batchId }).update({ lease_owner: "taker/2" });
    const taken = await readBatch(database, batchId);
    await dead.journal.close(batchId, allMoved(IDS));
    await dead.journal.fail(batchId, "row_refused");
    expect(await readBatch(database, batchId)).to.deep.equal(taken);
    expect(taken.lease_owner).to.not.equal(DEAD);
  });
});
