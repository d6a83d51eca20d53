import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../server/leads/tables/direction.ts";
import {
  type DeadInstance,
  onlyArchived,
  readBatch,
  setLease,
  startDeadInstance,
} from "../support/batches.ts";
import { killSessions } from "../support/connectionKiller.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { findProblems } from "../support/doctor.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import { recordedBatches } from "../support/history.ts";
import { clearTables } from "../support/leadStates.ts";
import { orderFor, withMover } from "../support/mover.ts";

describe("An open batch that another instance takes over", () => {
  let database: TestDatabase;
  let dead: DeadInstance;

  before(async () => {
    database = await createTestDatabase();
    dead = startDeadInstance(database);
  });

  after(async () => {
    await dead.close();
    await database.drop();
  });

  beforeEach(() => clearTables(database));

  async function abandon(ids: readonly number[]): Promise<number> {
    const batchId = await dead.open(onlyArchived(ids));
    await setLease(database, batchId, -1);
    return batchId;
  }

  const resume = () => withMover(database, (mover) => mover.resumeAbandoned());

  it("is not repeated by its first owner, which reports the other instance's result", async () => {
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    let taken = false;
    const result = await withMover(database, ({ move }) => move(orderFor(DEARCHIVE, [1, 2])), {
      async onClosing() {
        if (taken) return;
        taken = true;
        await killSessions(database);
        await database.sql("UPDATE dearchive_batches SET lease_until = NULL");
        expect(await resume()).to.have.length(1);
        // Another user archives one of them at once.
        await withMover(database, (other) => other.move(orderFor(ARCHIVE, [2])));
      },
    });
    expect(result).to.include({ selectCount: 2, insertCount: 2, deleteCount: 2 });
    expect(result.leads.map(({ outcome }) => outcome)).to.deep.equal(["moved", "moved"]);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([2]);
    expect((await recordedBatches(database)).map(({ state }) => state)).to.deep.equal(["done", "done"]);
  });

  it("leaves other open batches to free instances while it is being finished", async () => {
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const [first, second] = [await abandon([1]), await abandon([2])];
    const others: (string | null)[] = [];
    await withMover(database, (mover) => mover.resumeAbandoned(), {
      async onClosing() {
        const open = await database.root("dearchive_batches").where({ state: "open" });
        others.push(...open.map(({ lease_owner }) => lease_owner));
      },
    });
    expect(others.filter((owner) => owner === "dead/1/instance")).to.have.length(1);
    for (const id of [first, second])
      expect(await readBatch(database, id)).to.include({ state: "done", error_code: null });
  });

  it("does not block other batches if its record is unreadable, and the doctor reports it", async () => {
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const [broken, sound] = [await abandon([1]), await abandon([2])];
    await database.root("dearchive_batches").where({ id: broken }).update({ leads: '{"twins":[' });
    await resume();
    expect(await readBatch(database, sound)).to.include({ state: "done" });
    expect(await readBatch(database, broken)).to.include({ state: "open" });
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1]);
    const [finding, ...more] = await findProblems(database);
    expect(more).to.deep.equal([]);
    expect(finding).to.include({ check: "open batches", level: "warning" });
    expect(finding?.message).to.contain(`Batch ${broken} `);
  });

  it("stops at a permanently refused lead, and records earlier leads as moved and that lead as kept", async () => {
    await insertLeads(database, "vicidial_list", [1]);
    await insertLead(database, "vicidial_list", 9, { phone_number: "77" });
    await insertLead(database, "vicidial_list_archive", 2, { phone_number: "77" });
    await insertLeads(database, "vicidial_list_archive", [3]);
    await database.sql("ALTER TABLE vicidial_list ADD UNIQUE INDEX one_phone (phone_number)");
    const batchId = await abandon([1, 2, 3]);
    try {
      await resume();
      const { leads, ...batch } = await readBatch(database, batchId);
      expect(batch).to.include({ state: "done", error_code: null, delete_count: 1 });
      expect(leads.map(({ outcome }) => outcome)).to.deep.equal([
        "moved",
        "kept_not_in_target",
        "kept_not_in_target",
      ]);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 9]);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([2, 3]);
      expect(await findProblems(database)).to.deep.equal([]);
    } finally {
      await database.sql("ALTER TABLE vicidial_list DROP INDEX one_phone");
    }
  });
});
