import { expect } from "chai";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { expectFixed, expectHealthy, findProblems, runFixes } from "../support/doctor.ts";
import { insertLead } from "../support/factories.ts";
import { readStates } from "../support/leadStates.ts";

const LIVE = "vicidial_list";
const ARCHIVE = "vicidial_list_archive";

/** Differences after an upgrade of only one table, with the doctor's message. */
const DRIFTS: Readonly<Record<string, readonly [sql: string, message: RegExp]>> = {
  "a column that only the live table has": [
    `ALTER TABLE ${LIVE} ADD COLUMN extra VARCHAR(20) NOT NULL DEFAULT 'x' AFTER last_name`,
    /^vicidial_list_archive lacks "extra"/,
  ],
  "a column that only the archive has": [
    `ALTER TABLE ${ARCHIVE} ADD COLUMN extra INT UNSIGNED DEFAULT 7 FIRST`,
    /^vicidial_list lacks "extra"/,
  ],
  "a missing column with an odd default": [
    `ALTER TABLE ${LIVE} ADD COLUMN \`we\`\`ird, name\` VARCHAR(40) DEFAULT 'it''s, "odd" \\\\ ? \`x\`,' COMMENT 'a, ''b'' ?' AFTER state`,
    /^vicidial_list_archive lacks "we`ird, name"/,
  ],
  "a missing column that is an enum": [
    `ALTER TABLE ${LIVE} ADD COLUMN kind ENUM('a','b,c','it''s') NOT NULL DEFAULT 'b,c'`,
    /lacks "kind"/,
  ],
  "a missing column of another character set": [
    `ALTER TABLE ${LIVE} ADD COLUMN extra VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin`,
    /lacks "extra"/,
  ],
  "a missing column with an automatic timestamp": [
    `ALTER TABLE ${LIVE} ADD COLUMN seen TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP`,
    /lacks "seen"/,
  ],
  "a missing column that is computed": [
    `ALTER TABLE ${LIVE} ADD COLUMN full_name VARCHAR(61) AS (CONCAT(first_name, ' ', last_name)) VIRTUAL`,
    /lacks "full_name"/,
  ],
  "a missing column without a default": [
    `ALTER TABLE ${ARCHIVE} DROP COLUMN phone_number`,
    /lacks "phone_number"/,
  ],
  "a type that is narrower in the archive": [
    `ALTER TABLE ${ARCHIVE} MODIFY first_name VARCHAR(10)`,
    /^"first_name" is varchar\(30\) .* in vicidial_list and varchar\(10\) .* in vicidial_list_archive/,
  ],
  "a type that is narrower in the live table": [
    `ALTER TABLE ${LIVE} MODIFY comments VARCHAR(100)`,
    /^"comments"/,
  ],
  "a number that is narrower in the archive": [
    `ALTER TABLE ${ARCHIVE} MODIFY list_id INT NOT NULL`,
    /^"list_id"/,
  ],
  "an enum with an additional value": [
    `ALTER TABLE ${LIVE} MODIFY gender ENUM('M','F','U','X') DEFAULT 'U'`,
    /^"gender"/,
  ],
  "a lead_id of another size": [
    `ALTER TABLE ${LIVE} MODIFY lead_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT`,
    /^"lead_id"/,
  ],
  "NULL in the archive where the live table has NOT NULL": [
    `ALTER TABLE ${ARCHIVE} MODIFY entry_list_id BIGINT(14) UNSIGNED DEFAULT 0`,
    /^"entry_list_id" is bigint\(14\) unsigned NOT NULL in vicidial_list and bigint\(14\) unsigned in/,
  ],
  "NOT NULL in the archive where the live table has NULL": [
    `ALTER TABLE ${ARCHIVE} MODIFY city VARCHAR(50) NOT NULL DEFAULT ''`,
    /^"city"/,
  ],
  "local time where the live table has an instant": [
    `ALTER TABLE ${ARCHIVE} MODIFY modify_date DATETIME`,
    /^"modify_date" is timestamp .* and datetime .*: a TIMESTAMP is an instant.*\. Every move is refused/,
  ],
  "a column of another character set": [
    `ALTER TABLE ${ARCHIVE} MODIFY last_name VARCHAR(30) CHARACTER SET latin1`,
    /^"last_name" is varchar\(30\) utf8mb4 in vicidial_list and varchar\(30\) latin1 in/,
  ],
};

/** Archived values that the changed live column cannot store. */
const TOO_MUCH: Readonly<Record<string, readonly [sql: string, column: string, value: string | null]>> = {
  "a longer text": [`ALTER TABLE ${LIVE} MODIFY first_name VARCHAR(5)`, "first_name", "Alexander"],
  "a larger number": [
    `ALTER TABLE ${LIVE} MODIFY called_count TINYINT UNSIGNED DEFAULT 0`,
    "called_count",
    "999",
  ],
  "a value that the enum lacks": [
    `ALTER TABLE ${LIVE} MODIFY gender ENUM('M','U') DEFAULT 'U'`,
    "gender",
    "F",
  ],
  "NULL in a NOT NULL column": [`ALTER TABLE ${LIVE} MODIFY city VARCHAR(50) NOT NULL`, "city", null],
  "a character outside the character set": [
    `ALTER TABLE ${LIVE} MODIFY last_name VARCHAR(30) CHARACTER SET latin1`,
    "last_name",
    "Łukasz 山",
  ],
};

describe("The doctor's findings about differing lead tables", () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  for (const [what, [sql, message]] of Object.entries(DRIFTS)) {
    it(`finds ${what}, and prints the fix`, async () => {
      await database.root.raw(sql.replaceAll("?", "\\?"));
      await database.sql(`INSERT INTO ${ARCHIVE} (lead_id) VALUES (1), (2)`);
      await expectFixed(database, "columns", message);
    });
  }

  it("finds all differences at once, and prints fixes for all of them", async () => {
    for (const sql of [
      `ALTER TABLE ${LIVE} ADD COLUMN one INT AFTER title, ADD COLUMN two INT AFTER one`,
      `ALTER TABLE ${ARCHIVE} ADD COLUMN three INT, MODIFY owner VARCHAR(5), DROP COLUMN status, DROP COLUMN user`,
    ])
      await database.sql(sql);
    const found = await findProblems(database);
    expect(found).to.have.length(6);
    await runFixes(database, found);
    await expectHealthy(database);
    const columns = await database.sql<{ names: string }>(
      `SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) AS names FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name IN ('${LIVE}', '${ARCHIVE}') GROUP BY table_name`,
    );
    expect(columns[0]).to.deep.equal(columns[1]);
  });

  it("preserves zero dates and unlisted enum values when its fixes are applied", async () => {
    await insertLead(database, ARCHIVE, 1, { date_of_birth: "0000-00-00", gender: "not on the list" });
    await database.sql(`ALTER TABLE ${ARCHIVE} MODIFY first_name VARCHAR(10)`);
    const before = await readStates(database);
    await expectFixed(database, "columns", /first_name/);
    expect(await readStates(database)).to.deep.equal(before);
  });

  for (const [what, [sql, column, value]] of Object.entries(TOO_MUCH)) {
    it(`never suggests a fix that truncates an archived lead with ${what}, even on a lax server`, async () => {
      await insertLead(database, ARCHIVE, 1, { [column]: value });
      await database.sql(sql);
      const before = await readStates(database);
      const found = await findProblems(database);
      expect(found.map(({ check }) => check)).to.deep.equal(["columns"]);
      await runFixes(database, found).catch(() => undefined);
      expect(await readStates(database)).to.deep.equal(before);
    });
  }
});
