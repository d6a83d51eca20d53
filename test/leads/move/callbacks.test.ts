import { expect } from "chai";
import { createCallbacks } from "../../../server/leads/move/callbacks.ts";
import { CALLBACK_TABLES, callbackIds, putCallback, readCallbacks } from "../../support/callbacks.ts";
import { connectTo } from "../../support/database.ts";
import { ENGINE_PAIRS } from "../../support/leadStates.ts";
import { faultOf } from "../../support/mover.ts";
import { useDatabase } from "../../support/ownDatabase.ts";

const [LIVE, ARCHIVE] = CALLBACK_TABLES;

for (const { name, live, archive } of ENGINE_PAIRS) {
  describe(`Callbacks of restored leads, on ${name}`, () => {
    const own = useDatabase({ engine: live });
    const callbacks = () => createCallbacks(own().db, own().database.name);

    before(async () => {
      await own().database.sql(`ALTER TABLE ${ARCHIVE} ENGINE=${archive}`);
    });

    beforeEach(async () => {
      for (const table of CALLBACK_TABLES) await own().database.root(table).delete();
    });

    it("are restored unchanged and removed from the archive", async () => {
      const { database } = own();
      await putCallback(database, ARCHIVE, 11, 1);
      await putCallback(database, ARCHIVE, 12, 1, { status: "ACTIVE", comments: null });
      await putCallback(database, ARCHIVE, 13, 2, { status: "TFHCCL", callback_time: "0000-00-00 00:00:00" });
      await putCallback(database, ARCHIVE, 14, 3);
      const before = await readCallbacks(database);
      expect(await callbacks().archivedOf([1, 2, 9])).to.have.members([1, 2]);
      expect(await callbacks().restore([1, 2, 9])).to.equal(3);
      const after = await readCallbacks(database);
      expect(callbackIds(after)).to.deep.equal({ live: [11, 12, 13], archived: [14] });
      for (const [id, row] of after.live) expect(row).to.equal(before.archived.get(id));
      expect(await callbacks().archivedOf([1, 2, 9])).to.deep.equal([]);
    });

    it("are restored once, even if requested repeatedly", async () => {
      const { database } = own();
      await putCallback(database, ARCHIVE, 11, 1);
      expect(await callbacks().restore([1])).to.equal(1);
      const once = await readCallbacks(database);
      expect(await callbacks().restore([1])).to.equal(0);
      expect(await callbacks().restore([])).to.equal(0);
      expect(await readCallbacks(database)).to.deep.equal(once);
    });

    it("stay in the archive if they were already completed or cancelled", async () => {
      const { database } = own();
      for (const [n, status] of ["INACTIVE", "DEAD", "", null].entries())
        await putCallback(database, ARCHIVE, 11 + n, 1, { status });
      await putCallback(database, ARCHIVE, 20, 1);
      expect(await callbacks().restore([1])).to.equal(1);
      expect(callbackIds(await readCallbacks(database))).to.deep.equal({
        live: [20],
        archived: [11, 12, 13, 14],
      });
      expect(await callbacks().archivedOf([1])).to.deep.equal([]);
    });

    it("stay in the archive if the lead has another open callback by now", async () => {
      const { database } = own();
      await putCallback(database, ARCHIVE, 11, 1);
      await putCallback(database, LIVE, 21, 1, { status: "ACTIVE" });
      await putCallback(database, ARCHIVE, 12, 2);
      await putCallback(database, LIVE, 22, 2, { status: "INACTIVE" });
      expect(await callbacks().archivedOf([1, 2])).to.deep.equal([2]);
      expect(await callbacks().restore([1, 2])).to.equal(1);
      expect(callbackIds(await readCallbacks(database))).to.deep.equal({
        live: [12, 21, 22],
        archived: [11],
      });
    });

    it("are finished after a failure half way, without duplicates", async () => {
      const { database } = own();
      for (const table of CALLBACK_TABLES) await putCallback(database, table, 11, 1);
      await putCallback(database, ARCHIVE, 12, 2);
      const before = await readCallbacks(database);
      expect(await callbacks().archivedOf([1, 2])).to.deep.equal([2]);
      expect(await callbacks().restore([1, 2])).to.equal(2);
      const after = await readCallbacks(database);
      expect(callbackIds(after)).to.deep.equal({ live: [11, 12], archived: [] });
      expect(after.live.get(11)).to.equal(before.archived.get(11));
    });

    it("stay in the archive unchanged if another callback has their id by now", async () => {
      const { database } = own();
      await putCallback(database, ARCHIVE, 11, 1, { comments: "Ann" });
      await putCallback(database, LIVE, 11, 7, { comments: "of another agent" });
      await putCallback(database, ARCHIVE, 12, 2, { comments: "Ann" });
      await putCallback(database, LIVE, 12, 2, { comments: "ANN" });
      await putCallback(database, ARCHIVE, 13, 3, { comments: "" });
      await putCallback(database, LIVE, 13, 3, { comments: null, status: "INACTIVE" });
      const before = await readCallbacks(database);
      expect(await callbacks().restore([1, 2, 3])).to.equal(0);
      expect(await readCallbacks(database)).to.deep.equal(before);
    });

    /** Returns the work's error while callbacks with that id cannot be inserted or deleted. */
    async function whileRefused(
      statement: "INSERT ON vicidial_callbacks" | "DELETE ON vicidial_callbacks_archive",
      callbackId: number,
      work: () => Promise<unknown>,
    ): Promise<unknown> {
      const { database } = own();
      const row = statement.startsWith("INSERT") ? "NEW" : "OLD";
      await database.sql(`CREATE TRIGGER refusal BEFORE ${statement} FOR EACH ROW
        IF ${row}.callback_id = ${callbackId} THEN SIGNAL SQLSTATE '45000'; END IF`);
      const failed = await work().then(
        () => "nothing",
        (error) => error.code,
      );
      await database.sql("DROP TRIGGER refusal");
      return failed;
    }

    for (const statement of ["INSERT ON vicidial_callbacks", "DELETE ON vicidial_callbacks_archive"] as const)
      it(`are all kept if an ${statement} fails half way, and are restored on the next try`, async () => {
        const { database } = own();
        for (const [id, leadId] of [
          [11, 1],
          [12, 1],
          [13, 1],
          [14, 2],
        ] as const)
          await putCallback(database, ARCHIVE, id, leadId);
        const before = await readCallbacks(database);
        expect(await whileRefused(statement, 12, () => callbacks().restore([1, 2]))).to.equal(
          "ER_SIGNAL_EXCEPTION",
        );
        const amid = await readCallbacks(database);
        for (const [id, row] of before.archived)
          expect([amid.live.get(id), amid.archived.get(id)], `callback ${id}`).to.include(row);
        await callbacks().restore([1, 2]);
        const after = await readCallbacks(database);
        expect(callbackIds(after)).to.deep.equal({ live: [11, 12, 13, 14], archived: [] });
        for (const [id, row] of after.live) expect(row).to.equal(before.archived.get(id));
      });
  });

  describe(`Callbacks of restored leads, in tables with different columns, on ${name}`, () => {
    const own = useDatabase({ engine: live });
    const callbacks = () => createCallbacks(own().db, own().database.name);

    before(async () => {
      const { database } = own();
      await database.sql(
        `ALTER TABLE ${ARCHIVE} ENGINE=${archive}, ADD COLUMN email_alert VARCHAR(9) DEFAULT ''`,
      );
    });

    it("stay in the archive if the live table lacks a column for their data", async () => {
      const { database } = own();
      await putCallback(database, ARCHIVE, 11, 1, { email_alert: "sent" });
      await putCallback(database, ARCHIVE, 12, 2, { email_alert: "" });
      await putCallback(database, ARCHIVE, 13, 3, { email_alert: null });
      const before = await readCallbacks(database);
      expect(await callbacks().restore([1, 2, 3])).to.equal(1);
      const after = await readCallbacks(database);
      for (const id of [11, 13]) expect(after.archived.get(id)).to.equal(before.archived.get(id));
      expect(after.archived.has(12)).to.equal(false);
      expect([...after.live.keys()]).to.include(12);
      expect(await callbacks().restore([1, 2, 3])).to.equal(0);
      expect(await readCallbacks(database)).to.deep.equal(after);
    });

    it("stay in the archive, with a reported reason, if a column cannot be copied", async () => {
      const { database } = own();
      await putCallback(database, ARCHIVE, 21, 4);
      await database.sql(`ALTER TABLE ${LIVE} MODIFY callback_time TIMESTAMP NULL`);
      const before = await readCallbacks(database);
      const fault = await faultOf(callbacks().restore([4]));
      expect(fault.code).to.equal("schema_drift");
      expect("detail" in fault && fault.detail).to.contain('"callback_time"');
      expect(await readCallbacks(database)).to.deep.equal(before);
    });
  });
}

describe("Callbacks of restored leads", () => {
  const own = useDatabase();

  it("stay unchanged, without an endless wait, while another session locks their tables", async () => {
    const { database } = own();
    await putCallback(database, ARCHIVE, 11, 1);
    const before = await readCallbacks(database);
    const db = connectTo({ config: { ...database.config, lockWaitSeconds: 1 } });
    const failed = await database.root.transaction(async (session) => {
      await session.raw(`LOCK TABLES ${LIVE} WRITE, ${ARCHIVE} WRITE`);
      const outcome = await createCallbacks(db, database.name)
        .restore([1])
        .catch((error) => error.code);
      await session.raw("UNLOCK TABLES");
      return outcome;
    });
    await db.destroy();
    expect(failed).to.equal("ER_LOCK_WAIT_TIMEOUT");
    expect(await readCallbacks(database)).to.deep.equal(before);
  });
});
