import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { bareWordsOf, sqlTextsIn } from "../support/sqlTexts.ts";

/**
 * Words that MySQL 8.0, 8.4 or 9.x reserve and MariaDB 10.11 does not, so statements with them pass on MariaDB.
 *
 * Source: "Keywords and Reserved Words" of the MySQL 8.0, 8.4 and 9.x reference manuals.
 */
const RESERVED = `CUBE CUME_DIST DENSE_RANK EMPTY EXTERNAL FIRST_VALUE FUNCTION GENERATED GET GROUPING GROUPS
  IO_AFTER_GTIDS IO_BEFORE_GTIDS JSON_TABLE LAG LAST_VALUE LATERAL LEAD LIBRARY MANUAL NTH_VALUE NTILE OF
  OPTIMIZER_COSTS PARALLEL PERCENT_RANK QUALIFY RANK ROW ROW_NUMBER SETS STORED SYSTEM TABLESAMPLE VIRTUAL WINDOW`;
const reserved = new Set(RESERVED.split(/\s+/));

/** The demo's own server is MariaDB. */
const DEMO = join("server", "cli", "demo");

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file))
    .filter((file) => !file.startsWith(DEMO));
}

const offences = (sql: string): readonly string[] => bareWordsOf(sql).filter((word) => reserved.has(word));

describe("The SQL of the plugin", () => {
  it("contains no unquoted word that MySQL 8 or 9 reserves", () => {
    const found = [...sources("server"), ...sources("migrations")].flatMap((file) =>
      sqlTextsIn(readFileSync(file, "utf8")).flatMap((sql) =>
        offences(sql).map((word) => `${file}: ${word} in ${sql.replaceAll(/\s+/g, " ").slice(0, 120)}`),
      ),
    );
    expect(found).to.deep.equal([]);
  });

  it("is found in every kind of string, and only its unquoted words are checked", () => {
    const source = [
      "const a = 'SELECT lead.id FROM x AS lead';",
      "const b = `SELECT $" + "{c.map((d) => `a AS rank`)} FROM t`; // SELECT 1 AS system",
      'const e = text.replace(/["`]/g, "") + "WHERE groups = 1";',
    ].join("\n");
    expect(sqlTextsIn(source).map(offences)).to.deep.equal([["LEAD", "LEAD"], [], ["RANK"], ["GROUPS"]]);
    const fine = "SELECT t.rank AS `rank`, 'lead', RANK() FROM s AS t WHERE t.system = 'row'";
    expect(offences(fine)).to.deep.equal([]);
  });
});
