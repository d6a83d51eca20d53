import { expect } from "chai";
import type { MoveFlags } from "../../../server/leads/move/outcome.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads, leadIdsIn } from "../../support/factories.ts";
import { recordedBatches } from "../../support/history.ts";
import {
  clearTables,
  createPairedDatabase,
  ENGINE_PAIRS,
  expectUnchanged,
  readStates,
} from "../../support/leadStates.ts";
import { faultOf, MOVE, orderFor, startMover, type TestMover } from "../../support/mover.ts";

const LIVE = "vicidial_list";
const ARCHIVED = "vicidial_list_archive";
const INSERT_ONLY: MoveFlags = { insert: true, update: false, delete: false };

interface Alteration {
  readonly title: string;
  readonly column: string;
  /** Statements that make the live table alter inserted rows. */
  readonly setUp: readonly string[];
  readonly cleanUp: readonly string[];
}

function extra(title: string, archived: string, live: string, value: string): Alteration {
  return {
    title,
    column: "extra",
    setUp: [
      `ALTER TABLE ${ARCHIVED} ADD COLUMN extra ${archived}`,
      `ALTER TABLE ${LIVE} ADD COLUMN extra ${live}`,
      `UPDATE ${ARCHIVED} SET extra = ${value}, modify_date = modify_date`,
    ],
    cleanUp: [`ALTER TABLE ${ARCHIVED} DROP COLUMN extra`, `ALTER TABLE ${LIVE} DROP COLUMN extra`],
  };
}

const ALTERATIONS: readonly Alteration[] = [
  {
    title: "a trigger that changes a status",
    column: "status",
    setUp: [
      `UPDATE ${ARCHIVED} SET status = 'DNC', modify_date = modify_date WHERE lead_id = 2`,
      `CREATE TRIGGER altering BEFORE INSERT ON ${LIVE} FOR EACH ROW
         SET NEW.status = IF(NEW.status = 'DNC', 'NEW', NEW.status)`,
    ],
    cleanUp: ["DROP TRIGGER altering"],
  },
  extra("a DECIMAL with fewer digits", "DECIMAL(10,4)", "DECIMAL(10,2)", "1.2345"),
  extra("a DATETIME without fractions", "DATETIME(6)", "DATETIME", "'2024-01-01 10:00:00.5'"),
  extra("a SET in another order", "SET('a','b')", "SET('b','a')", "'a,b'"),
  extra("a time stamp that cannot be NULL", "TIMESTAMP NULL", "TIMESTAMP NOT NULL DEFAULT NOW()", "NULL"),
  extra("a CHAR that drops trailing spaces", "VARCHAR(9)", "CHAR(9)", "'Ann  '"),
  extra("a column that the live table computes", "INT", "INT AS (called_count + 100) STORED", "5"),
];

for (const pair of ENGINE_PAIRS) {
  describe(`A copy that the target table alters, with ${pair.name}`, () => {
    let database: TestDatabase;
    let mover: TestMover;

    before(async () => {
      database = await createPairedDatabase(pair);
      mover = startMover(database);
    });

    after(async () => {
      await mover.close();
      await database.drop();
    });

    beforeEach(async () => {
      await clearTables(database);
      await insertLeads(database, ARCHIVED, [1, 2]);
    });

    for (const { title, column, setUp, cleanUp } of ALTERATIONS) {
      for (const flags of [MOVE, INSERT_ONLY]) {
        const asked = flags.delete ? "a move" : "an insert";
        it(`is removed again, with an error that names the column, on ${asked}: ${title}`, async () => {
          for (const statement of setUp) await database.sql(statement);
          try {
            const before = await readStates(database);
            const fault = await faultOf(mover.move(orderFor(DEARCHIVE, [1, 2], { flags })));
            expect(fault.code).to.equal("row_refused");
            expect("detail" in fault && fault.detail)
              .to.contain(`"${column}"`)
              .and.contain("2");
            expectUnchanged(before, await readStates(database));
            const states = (await recordedBatches(database)).map(({ state }) => state);
            expect(states.filter((state) => state !== "failed")).to.deep.equal([]);
          } finally {
            for (const statement of cleanUp) await database.sql(statement);
          }
        });
      }
    }

    it("is refused when archiving, too", async () => {
      await database.sql(
        `CREATE TRIGGER altering BEFORE INSERT ON ${ARCHIVED} FOR EACH ROW SET NEW.comments = 'archived'`,
      );
      try {
        await insertLeads(database, LIVE, [3]);
        const before = await readStates(database);
        const fault = await faultOf(mover.move(orderFor(ARCHIVE, [3])));
        expect("detail" in fault && fault.detail)
          .to.contain('"comments"')
          .and.contain("3");
        expectUnchanged(before, await readStates(database));
      } finally {
        await database.sql("DROP TRIGGER altering");
      }
    });

    it("is kept if the trigger alters nothing", async () => {
      await database.sql(
        `CREATE TRIGGER altering BEFORE INSERT ON ${LIVE} FOR EACH ROW SET NEW.status = NEW.status`,
      );
      try {
        expect(await mover.move(orderFor(DEARCHIVE, [1, 2]))).to.include({ insertCount: 2, deleteCount: 2 });
        expect(await leadIdsIn(database, LIVE)).to.deep.equal([1, 2]);
      } finally {
        await database.sql("DROP TRIGGER altering");
      }
    });

    it("keeps the lead in the archive if an update is altered", async () => {
      await insertLeads(database, LIVE, [1]);
      await database.sql(`UPDATE ${LIVE} SET comments = 'new', modify_date = modify_date`);
      await database.sql(
        `CREATE TRIGGER altering BEFORE UPDATE ON ${ARCHIVED} FOR EACH ROW SET NEW.comments = 'old'`,
      );
      try {
        const before = await readStates(database);
        for (const isDeleting of [true, false]) {
          const flags = { insert: true, update: true, delete: isDeleting };
          const told = await mover.move(orderFor(ARCHIVE, [1], { flags })).catch((error: unknown) => error);
          const outcomes =
            told instanceof Error ? ["refused"] : told && JSON.stringify(told).match(/kept_differs|refused/g);
          expect(outcomes).to.deep.equal([told instanceof Error ? "refused" : "kept_differs"]);
        }
        expect((await readStates(database)).vicidial_list).to.deep.equal(before.vicidial_list);
      } finally {
        await database.sql("DROP TRIGGER altering");
      }
    });
  });
}
