import { expect } from "chai";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { clearTables, expectUnchanged, readStates } from "../../support/leadStates.ts";
import { faultOf, orderFor, startMover, type TestMover } from "../../support/mover.ts";

const LIVE = "vicidial_list";
const ARCHIVED = "vicidial_list_archive";
const DELETE_ONLY = { insert: false, update: false, delete: true };

interface Unequal {
  readonly title: string;
  readonly archived: readonly [kind: string, value: string];
  readonly live: readonly [kind: string, value: string];
}

/** Values that a lax comparison treats as equal. */
const UNEQUAL: readonly Unequal[] = [
  {
    title: "a byte that its character set does not define, and a question mark",
    archived: ["VARCHAR(9) CHARACTER SET cp1251", "X'98'"],
    live: ["VARCHAR(9) CHARACTER SET utf8mb4", "X'3F'"],
  },
  {
    title: "such a byte, and a question mark in a third character set",
    archived: ["VARCHAR(9) CHARACTER SET cp1251", "X'98'"],
    live: ["VARCHAR(9) CHARACTER SET latin1", "X'3F'"],
  },
  {
    title: "broken UTF-8, and a question mark in a wider character set",
    archived: ["VARCHAR(9) CHARACTER SET ascii", "X'C3A9'"],
    live: ["VARCHAR(9) CHARACTER SET utf8mb4", "X'3F3F'"],
  },
  {
    title: "a DOUBLE, and a FLOAT that only prints the same",
    archived: ["DOUBLE", "16777200"],
    live: ["FLOAT", "16777201"],
  },
  {
    title: "a FLOAT, and a text that only looks the same",
    archived: ["FLOAT", "16777216"],
    live: ["VARCHAR(20)", "'16777200'"],
  },
  {
    title: "a FLOAT, and an integer that only prints the same",
    archived: ["FLOAT", "16777216"],
    live: ["INT", "16777200"],
  },
  {
    title: "a FLOAT of 0, and a negative FLOAT that underflowed to -0",
    archived: ["FLOAT", "-1e-60"],
    live: ["FLOAT", "0"],
  },
  {
    title: "a value that is not in the ENUM list, and an empty value that is",
    archived: ["ENUM('a','')", "'off the list'"],
    live: ["ENUM('a','')", "''"],
  },
  {
    title: "such values, in ENUMs with different lists",
    archived: ["ENUM('a','')", "'off the list'"],
    live: ["ENUM('','b')", "''"],
  },
  {
    title: "an empty SET, and a SET of the empty text",
    archived: ["SET('a','')", "0"],
    live: ["SET('a','')", "2"],
  },
  { title: "YEAR 0 and 2000", archived: ["YEAR", "0"], live: ["YEAR", "2000"] },
  { title: "BINARY of two widths", archived: ["BINARY(4)", "'a'"], live: ["BINARY(5)", "'a'"] },
  {
    title: "texts with and without a trailing space",
    archived: ["TEXT CHARACTER SET latin1", "'a '"],
    live: ["TEXT CHARACTER SET latin1", "'a'"],
  },
  { title: "microseconds", archived: ["TIME(6)", "'10:00:00.000001'"], live: ["TIME(6)", "'10:00:00'"] },
  { title: "two addresses", archived: ["INET6", "'::1'"], live: ["INET6", "'::2'"] },
];

const EQUAL: readonly Unequal[] = [
  {
    title: "UTF-8 of three and of four bytes",
    archived: ["VARCHAR(9) CHARACTER SET utf8mb3", "'é山'"],
    live: ["VARCHAR(9) CHARACTER SET utf8mb4", "'é山'"],
  },
  {
    title: "the same letter in two old character sets",
    archived: ["VARCHAR(9) CHARACTER SET cp1251", "'Ж'"],
    live: ["VARCHAR(9) CHARACTER SET koi8r", "'Ж'"],
  },
  {
    title: "NULL and NULL",
    archived: ["VARCHAR(9) CHARACTER SET cp1251", "NULL"],
    live: ["CHAR(9)", "NULL"],
  },
  { title: "a FLOAT and a DOUBLE", archived: ["FLOAT", "0.5"], live: ["DOUBLE", "0.5"] },
  {
    title: "the same choice in lists with different orders",
    archived: ["ENUM('a','b')", "'b'"],
    live: ["ENUM('b','a')", "'b'"],
  },
  { title: "values that are in neither list", archived: ["ENUM('a')", "'x'"], live: ["ENUM('b')", "'x'"] },
  { title: "numbers of two widths", archived: ["BIT(8)", "b'101'"], live: ["BIT(20)", "b'101'"] },
  {
    title: "a text and the same bytes",
    archived: ["VARCHAR(9) CHARACTER SET latin1", "'é'"],
    live: ["VARBINARY(9)", "X'E9'"],
  },
  {
    title: "two UUIDs",
    archived: ["UUID", "'123e4567-e89b-12d3-a456-426655440000'"],
    live: ["UUID", "'123e4567-e89b-12d3-a456-426655440000'"],
  },
  { title: "points", archived: ["POINT", "POINT(1, 0.1)"], live: ["POINT", "POINT(1, 0.1)"] },
  { title: "JSON", archived: ["JSON", `'{"a": 1.0}'`], live: ["JSON", `'{"a": 1.0}'`] },
  { title: "a FLOAT and a FLOAT", archived: ["FLOAT", "0.1"], live: ["FLOAT", "0.1"] },
];

for (const engine of ["myisam", "innodb"] as const) {
  describe(`A column with different types in the two tables, with ${engine}`, () => {
    let database: TestDatabase;
    let mover: TestMover;

    before(async () => {
      database = await createTestDatabase({ engine });
      mover = startMover(database);
    });

    after(async () => {
      await mover.close();
      await database.drop();
    });

    beforeEach(() => clearTables(database));

    afterEach(async () => {
      for (const table of [LIVE, ARCHIVED]) await database.sql(`ALTER TABLE ${table} DROP COLUMN extra`);
    });

    /** Archives lead 1, optionally with a live copy that is equal except for a column of different types. */
    async function put(kinds: { archived: string; live: string }, archived: string, live?: string) {
      await database.sql(`ALTER TABLE ${ARCHIVED} ADD COLUMN extra ${kinds.archived}`);
      await database.sql(`ALTER TABLE ${LIVE} ADD COLUMN extra ${kinds.live}`);
      await insertLeads(database, ARCHIVED, [1]);
      await database.sql(`UPDATE ${ARCHIVED} SET extra = ${archived}, modify_date = modify_date`);
      if (live === undefined) return;
      await insertLeads(database, LIVE, [1]);
      await database.sql(`UPDATE ${LIVE} SET extra = ${live}, modify_date = modify_date`);
    }

    async function expectRefused(): Promise<void> {
      const before = await readStates(database);
      for (const direction of [DEARCHIVE, ARCHIVE]) {
        if (direction === ARCHIVE) await insertLeads(database, LIVE, [2]);
        const fault = await faultOf(mover.move(orderFor(direction, [direction === ARCHIVE ? 2 : 1])));
        expect(fault.code).to.equal("schema_drift");
        expect("detail" in fault && fault.detail).to.contain('"extra"');
      }
      await database.sql(`DELETE FROM ${LIVE} WHERE lead_id = 2`);
      expectUnchanged(before, await readStates(database));
    }

    for (const { title, archived, live } of UNEQUAL) {
      it(`keeps a lead whose live copy is not equal: ${title}`, async () => {
        await put({ archived: archived[0], live: live[0] }, archived[1], live[1]);
        const before = await readStates(database);
        for (const direction of [DEARCHIVE, ARCHIVE]) {
          const { leads } = await mover.move(orderFor(direction, [1], { flags: DELETE_ONLY }));
          expect(leads.map(({ outcome }) => outcome)).to.deep.equal(["kept_differs"]);
          expect(leads[0]?.differences.map(({ column }) => column)).to.deep.equal(["extra"]);
        }
        expectUnchanged(before, await readStates(database));
      });
    }

    for (const { title, archived, live } of EQUAL) {
      it(`lets the move delete a lead whose live copy is equal: ${title}`, async () => {
        await put({ archived: archived[0], live: live[0] }, archived[1], live[1]);
        const { leads } = await mover.move(orderFor(DEARCHIVE, [1], { flags: DELETE_ONLY }));
        expect(leads.map(({ outcome }) => outcome)).to.deep.equal(["deleted"]);
      });
    }

    for (const other of ["DATETIME", "DATE", "VARCHAR(20)"]) {
      it(`is refused as TIMESTAMP and ${other}, because one is an instant and the other local time`, async () => {
        await put({ archived: other, live: "TIMESTAMP NULL" }, "'2024-07-01 12:00:00'");
        await expectRefused();
      });
    }
  });
}
