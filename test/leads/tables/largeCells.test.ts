import { expect } from "chai";
import fc from "fast-check";
import type { Connection } from "mysql2/promise";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { createTestDatabase, openSession, type TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { clearTables, expectUnchanged, readStates } from "../../support/leadStates.ts";
import { startOwnMariaDb } from "../../support/mariadb.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../../support/mover.ts";

const LIVE = "vicidial_list";
const ARCHIVED = "vicidial_list_archive";
const DELETE_ONLY = { insert: false, update: false, delete: true };
/** Packet limit in bytes. Tests insert larger cells through a session with a higher limit. */
const SMALL_PACKET = 65_536;
const LARGE_PACKET = 16_777_216;
const SIZES = [0, 1, 1000, SMALL_PACKET - 1, SMALL_PACKET, SMALL_PACKET + 1, 3 * SMALL_PACKET] as const;
const RUNS = 25;

const KINDS = [
  ["LONGTEXT CHARACTER SET latin1", "LONGTEXT CHARACTER SET latin1"],
  ["LONGTEXT CHARACTER SET utf8mb4", "LONGTEXT CHARACTER SET utf8mb4"],
  ["LONGTEXT CHARACTER SET latin1", "LONGTEXT CHARACTER SET utf8mb4"],
  ["LONGBLOB", "LONGBLOB"],
  ["LONGTEXT CHARACTER SET latin1", "LONGBLOB"],
] as const;

/** Endings that a careless comparison treats as equal. */
const ENDINGS = ["", "a", "A", " ", "  "] as const;

for (const engine of ["myisam", "innodb"] as const) {
  describe(`Cells larger than the server's packets, with ${engine}`, () => {
    let server: Awaited<ReturnType<typeof startOwnMariaDb>>;
    let database: TestDatabase;
    let mover: TestMover;
    /** Opens a session that keeps the large limit. */
    let operator: Connection;

    before(async () => {
      server = await startOwnMariaDb([`--max-allowed-packet=${LARGE_PACKET}`]);
      const { port } = server.server;
      database = await createTestDatabase({ engine, port });
      operator = await openSession(database);
      await operator.query("SET SESSION sql_mode = ''");
      await operator.query(`SET GLOBAL max_allowed_packet = ${SMALL_PACKET}`);
      mover = startMover(database);
    });

    after(async () => {
      await operator.end();
      await mover.close();
      await database.close();
      await server.server.stop();
      server.remove();
    });

    beforeEach(() => clearTables(database));

    async function withColumn(
      kinds: readonly [archived: string | null, live: string | null],
      use: () => Promise<void>,
    ): Promise<void> {
      const tables = [ARCHIVED, LIVE].flatMap((table, n) => (kinds[n] ? [{ table, kind: kinds[n] }] : []));
      for (const { table, kind } of tables)
        await operator.query(`ALTER TABLE ${table} ADD COLUMN notes ${kind}`);
      try {
        await use();
      } finally {
        for (const { table } of tables) await operator.query(`ALTER TABLE ${table} DROP COLUMN notes`);
      }
    }

    async function put(table: typeof LIVE | typeof ARCHIVED, size: number, ending: string): Promise<void> {
      await insertLeads(database, table, [1]);
      await operator.query(
        `UPDATE ${table} SET notes = CONCAT(REPEAT('x', ${size}), '${ending}'), modify_date = modify_date`,
      );
    }

    const hashes = async () => {
      const [rows] = await operator.query(
        `SELECT (SELECT MD5(notes) FROM ${ARCHIVED}) AS archived, (SELECT MD5(notes) FROM ${LIVE}) AS live`,
      );
      return rows;
    };

    it("keep a lead in the archive if the live table lacks their column", async () => {
      await withColumn(["LONGTEXT", null], async () => {
        await put(ARCHIVED, 2 * SMALL_PACKET, "");
        const before = await readStates(database);
        const fault = await faultOf(mover.move(orderFor(DEARCHIVE, [1])));
        expect(fault.code).to.equal("schema_drift");
        expect("detail" in fault && fault.detail).to.contain('"notes"');
        expectUnchanged(before, await readStates(database));
      });
    });

    for (const kinds of KINDS) {
      it(`are compared to their last byte: ${kinds.join(" and ")}`, async () => {
        const cell = fc.tuple(fc.constantFrom(...SIZES), fc.constantFrom(...ENDINGS));
        await withColumn(kinds, () =>
          fc.assert(
            fc.asyncProperty(cell, cell, fc.boolean(), async (archived, other, isSame) => {
              const live = isSame ? archived : other;
              await clearTables(database);
              await put(ARCHIVED, ...archived);
              await put(LIVE, ...live);
              const before = await hashes();
              const [size, ending] = archived;
              const areEqual = size === live[0] && ending === live[1];
              const direction = size % 2 === 0 ? DEARCHIVE : ARCHIVE;
              const told = await mover.move(orderFor(direction, [1], { flags: DELETE_ONLY }));
              expect(told.leads.map(({ outcome }) => outcome)).to.deep.equal([
                areEqual ? "deleted" : "kept_differs",
              ]);
              if (areEqual) return;
              expect(told.leads[0]?.differences.map(({ column }) => column)).to.deep.equal(["notes"]);
              expect(await hashes()).to.deep.equal(before);
            }),
            { numRuns: RUNS },
          ),
        );
      });

      it(`move completely: ${kinds.join(" to ")}`, async () => {
        await withColumn(kinds, async () => {
          await put(ARCHIVED, 3 * SMALL_PACKET, "é ");
          const told = await mover.move(orderFor(DEARCHIVE, [1]));
          expect(told.leads.map(({ outcome }) => outcome)).to.deep.equal(["moved"]);
          const [rows] = await operator.query(`SELECT RIGHT(CONVERT(notes USING utf8mb4), 1) = ' ' AS isWhole,
            CHAR_LENGTH(notes) >= ${3 * SMALL_PACKET + 2} AS isLong FROM ${LIVE}`);
          expect(rows).to.deep.equal([{ isWhole: 1, isLong: 1 }]);
        });
      });
    }
  });
}
