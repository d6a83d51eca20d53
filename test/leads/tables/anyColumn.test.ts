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
const RUNS = 8;
/** Leads that are moved by one request. */
const LEAD_IDS = [1, 2, 3, 4] as const;

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

/** Obstacles that keep a lead from being copied unchanged: how each is set up and removed. */
const OBSTACLES = [
  [
    `ALTER TABLE ${LIVE} ADD CONSTRAINT only_short CHECK (OCTET_LENGTH(extra) < 4)`,
    `ALTER TABLE ${LIVE} DROP CONSTRAINT only_short`,
  ],
  [
    `CREATE TRIGGER altering BEFORE INSERT ON ${LIVE} FOR EACH ROW SET NEW.extra = NULL`,
    "DROP TRIGGER altering",
  ],
] as const;

/** A lead's cells before the move, as SQL; null without a row. */
interface Placed {
  readonly source: string;
  readonly target: string | null;
}

interface Scene {
  readonly leads: readonly Placed[];
  readonly direction: typeof DEARCHIVE;
  readonly flags: typeof MOVE;
}

function scenes(values: readonly string[]): fc.Arbitrary<Scene> {
  const value = fc.constantFrom(...values, "NULL");
  return fc.record({
    leads: fc.array(fc.record({ source: value, target: fc.option(value, { nil: null }) }), {
      minLength: 1,
      maxLength: LEAD_IDS.length,
    }),
    direction: fc.constantFrom(DEARCHIVE, ARCHIVE),
    flags: fc.constantFrom(MOVE, { ...MOVE, delete: false }, { ...MOVE, insert: false }),
  });
}

/** Returns the first lead, only in the source. */
function onlySource({ leads }: Scene): readonly Placed[] {
  return leads.slice(0, 1).map(({ source }) => ({ source, target: null }));
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

    /** Reads the cells of a table independently of the engine: bytes, sign, and position in a list, by lead id. */
    async function cellsIn(table: string, type: string): Promise<ReadonlyMap<number, string>> {
      const mark = /FLOAT|DOUBLE/.test(type) ? "ATAN2(extra, -1)" : /ENUM|SET/.test(type) ? "extra + 0" : "0";
      const bytes = type === "FLOAT" ? "extra + 0e0" : "extra";
      const rows = await database.sql<{ id: number; cell: string }>(
        `SELECT lead_id AS id, CONCAT_WS(' ', IFNULL(MD5(${bytes}), 'NULL'), ${mark}) AS cell FROM ${table}`,
      );
      return new Map(rows.map(({ id, cell }) => [id, cell]));
    }

    async function cellsOf({ source, target }: typeof DEARCHIVE, type: string) {
      return { source: await cellsIn(source, type), target: await cellsIn(target, type) };
    }

    async function put(table: typeof LIVE | typeof ARCHIVED, cells: readonly (string | null)[]) {
      const placed = LEAD_IDS.flatMap((leadId, n) => (cells[n] ? [{ leadId, cell: cells[n] }] : []));
      if (placed.length === 0) return;
      await insertLeads(
        database,
        table,
        placed.map(({ leadId }) => leadId),
      );
      const updates = placed.map(
        ({ leadId, cell }) =>
          `UPDATE ${table} SET extra = ${cell}, modify_date = modify_date WHERE lead_id = ${leadId}`,
      );
      await database.sql(updates.join(";"));
    }

    async function play(type: string, { leads, direction, flags }: Scene): Promise<void> {
      await clearTables(database);
      await put(
        direction.source,
        leads.map(({ source }) => source),
      );
      await put(
        direction.target,
        leads.map(({ target }) => target),
      );
      const before = await cellsOf(direction, type);
      const ids = LEAD_IDS.slice(0, leads.length);
      const told = await mover.move(orderFor(direction, ids, { flags })).catch((error: unknown) => {
        if (error instanceof DearchiveError && error.fault.code === "row_refused") return undefined;
        throw error;
      });
      const now = await cellsOf(direction, type);
      for (const id of ids) {
        const [original, copy] = [before.source.get(id), now.target.get(id)];
        if (before.target.has(id)) expect(copy).to.equal(before.target.get(id));
        else if (copy !== undefined) expect(copy).to.equal(original);
        if (now.source.has(id)) expect(now.source.get(id)).to.equal(original);
        else expect(copy).to.equal(original);
      }
      if (told === undefined) expect(now).to.deep.equal(before);
    }

    for (const [type, values] of Object.entries(TYPES)) {
      it(`never loses a lead's data: ${type}`, async () => {
        for (const table of [LIVE, ARCHIVED])
          await database.sql(`ALTER TABLE ${table} ADD COLUMN extra ${type}`);
        try {
          await fc.assert(
            fc.asyncProperty(scenes(values), (setup) => play(type, setup)),
            { numRuns: RUNS },
          );
          for (const [build, remove] of OBSTACLES) {
            await clearTables(database);
            await database.sql(build);
            // A trigger or constraint of the live table would also keep the test from inserting a row.
            const blocked = scenes(values).map((setup) => ({
              ...setup,
              leads: onlySource(setup),
              direction: DEARCHIVE,
            }));
            try {
              await fc.assert(
                fc.asyncProperty(blocked, (setup) => play(type, setup)),
                { numRuns: RUNS / 4 },
              );
            } finally {
              await database.sql(remove);
            }
          }
        } finally {
          for (const table of [LIVE, ARCHIVED])
            await database.sql(`ALTER TABLE ${table} DROP COLUMN IF EXISTS extra`);
        }
      });
    }
  });
}
