import { expect } from "chai";
import fc from "fast-check";
import { DearchiveError } from "../../../server/errors.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertLeads } from "../../support/factories.ts";
import { clearTables, createPairedDatabase, ENGINE_PAIRS } from "../../support/leadStates.ts";
import { MOVE, orderFor, startMover, type TestMover } from "../../support/mover.ts";

const LIVE = "vicidial_list";
const ARCHIVED = "vicidial_list_archive";
const RUNS = 16;

/** All types of MariaDB 10.11 with extreme and similar-looking values as SQL. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  "TINYINT UNSIGNED": ["0", "255"],
  BIGINT: ["-9223372036854775808", "0", "9223372036854775807"],
  "DECIMAL(30,10)": ["0", "-0.0000000001", "12345678901234567890.0123456789"],
  FLOAT: ["0", "-1e-60", "16777216", "16777217", "0.1"],
  DOUBLE: ["0", "0.1", "0.1 + 0.2", "0.3", "-1e300"],
  "BIT(12)": ["b'0'", "b'1'", "b'110001'", "49"],
  DATE: ["'0000-00-00'", "'2024-00-00'", "'9999-12-31'"],
  "DATETIME(3)": ["'0000-00-00'", "'2024-03-31 02:30:00'", "'2024-03-31 02:30:00.001'"],
  "TIMESTAMP(6) NULL": ["'2024-10-27 00:30:00'", "'2024-10-27 00:30:00.000001'", "0"],
  "TIME(6)": ["'-838:59:59'", "'-00:00:00.000001'", "'00:00:00'"],
  YEAR: ["0", "2000", "1901"],
  "CHAR(5) CHARACTER SET latin1": ["''", "'Ann'", "'ANN'", "'é'", "'e'"],
  "VARCHAR(9)": ["''", "' '", "'ss'", "'ß'", "'Ann'", "'Ann '"],
  "TEXT CHARACTER SET utf16": ["''", "'a'", "'a '", "'A'"],
  "BINARY(4)": ["X'00'", "X'61'", "X'6100'", "X'20'"],
  "VARBINARY(9)": ["''", "X'00'", "X'6120'", "X'61'"],
  LONGBLOB: ["''", "X'00'", "REPEAT('x', 200000)", "CONCAT(REPEAT('x', 200000), ' ')"],
  "ENUM('a','')": ["''", "0", "'a'", "'off the list'"],
  "SET('a','b','')": ["''", "0", "'a'", "'b,a'", "4"],
  JSON: [`'{"a":1}'`, `'{"a": 1}'`, `'{"a":1.0}'`],
  UUID: ["'123e4567-e89b-12d3-a456-426655440000'", "'00000000-0000-0000-0000-000000000000'"],
  INET6: ["'::'", "'::1'", "'::ffff:1.2.3.4'"],
  POINT: ["POINT(0, 0)", "POINT(0.1, -1)"],
  "LINESTRING NULL": [
    "ST_GeomFromText('LINESTRING(0 0, 1 1)')",
    "ST_GeomFromText('LINESTRING(0 0, 1 1)', 4326)",
  ],
};

/** Obstacles that keep a lead from being copied unchanged. */
const OBSTACLES = {
  nothing: [],
  "a constraint": [`ALTER TABLE ${LIVE} ADD CONSTRAINT only_short CHECK (OCTET_LENGTH(extra) < 4)`],
  "a trigger": [`CREATE TRIGGER altering BEFORE INSERT ON ${LIVE} FOR EACH ROW SET NEW.extra = NULL`],
} as const;
const CLEAN_UP = [
  "DROP TRIGGER IF EXISTS altering",
  ...[LIVE, ARCHIVED].map((table) => `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS only_short`),
  ...[LIVE, ARCHIVED].map((table) => `ALTER TABLE ${table} DROP COLUMN IF EXISTS extra`),
];

interface Scene {
  readonly archived: string;
  readonly live: string | null;
  readonly direction: typeof DEARCHIVE;
  readonly flags: typeof MOVE;
}

function scenes(values: readonly string[]): fc.Arbitrary<Scene> {
  const value = fc.constantFrom(...values, "NULL");
  return fc.record({
    archived: value,
    live: fc.option(value, { nil: null }),
    direction: fc.constantFrom(DEARCHIVE, ARCHIVE),
    flags: fc.constantFrom(MOVE, { ...MOVE, delete: false }, { ...MOVE, insert: false }),
  });
}

for (const pair of ENGINE_PAIRS) {
  describe(`A column of any type, with ${pair.name}`, () => {
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

    /** Reads a cell independently of the engine: its bytes, its sign, and its position in a list. */
    async function cellIn(table: string, type: string): Promise<string | undefined> {
      const mark = /FLOAT|DOUBLE/.test(type) ? "ATAN2(extra, -1)" : /ENUM|SET/.test(type) ? "extra + 0" : "0";
      const bytes = type === "FLOAT" ? "extra + 0e0" : "extra";
      const rows = await database.sql<{ cell: string }>(
        `SELECT CONCAT_WS(' ', IFNULL(MD5(${bytes}), 'NULL'), ${mark}) AS cell FROM ${table}`,
      );
      return rows[0]?.cell;
    }

    async function put(table: typeof LIVE | typeof ARCHIVED, value: string | null): Promise<void> {
      if (value === null) return;
      await insertLeads(database, table, [1]);
      await database.sql(`UPDATE ${table} SET extra = ${value}, modify_date = modify_date`);
    }

    async function play(type: string, { archived, live, direction, flags }: Scene): Promise<void> {
      const [source, target] = [direction.source, direction.target];
      await clearTables(database);
      await put(source, archived);
      await put(target, live);
      const before = { source: await cellIn(source, type), target: await cellIn(target, type) };
      const told = await mover.move(orderFor(direction, [1], { flags })).catch((error: unknown) => {
        if (error instanceof DearchiveError && error.fault.code === "row_refused") return undefined;
        throw error;
      });
      const now = { source: await cellIn(source, type), target: await cellIn(target, type) };
      if (before.target !== undefined) expect(now.target).to.equal(before.target);
      else if (now.target !== undefined) expect(now.target).to.equal(before.source);
      if (now.source === undefined) expect(now.target).to.equal(before.source);
      else expect(now.source).to.equal(before.source);
      if (told === undefined) expect(now).to.deep.equal(before);
    }

    for (const [type, values] of Object.entries(TYPES)) {
      it(`never loses a lead's data: ${type}`, async () => {
        for (const obstacle of Object.values(OBSTACLES)) {
          for (const table of [LIVE, ARCHIVED])
            await database.sql(`ALTER TABLE ${table} ADD COLUMN extra ${type}`);
          try {
            await clearTables(database);
            for (const statement of obstacle) await database.sql(statement);
            await fc.assert(
              fc.asyncProperty(scenes(values), async (setup) => {
                // A trigger or constraint of the live table would also keep the test from inserting a row.
                await play(
                  type,
                  obstacle.length > 0 ? { ...setup, live: null, direction: DEARCHIVE } : setup,
                );
              }),
              { numRuns: obstacle.length > 0 ? RUNS / 8 : RUNS },
            );
          } finally {
            for (const statement of CLEAN_UP) await database.sql(statement);
          }
        }
      });
    }
  });
}
