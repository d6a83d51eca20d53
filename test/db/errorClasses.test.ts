import { readFileSync } from "node:fs";
import { expect } from "chai";
import { classOf, ERROR_CLASSES } from "../../server/db/errorClasses.ts";
import { readMariaDbErrors, readMySqlNames } from "../support/serverErrors.ts";

/** Meanings of a number on the other server. Statements that move leads cannot cause them. */
const CLASHES: Readonly<Record<number, string>> = {
  4025: "ER_INNODB_AUTOEXTEND_SIZE_OUT_OF_RANGE",
  4031: "ER_REFERENCED_TRG_DOES_NOT_EXIST",
  4047: "ER_WARN_SQL_AFTER_MTS_GAPS_GAP_NOT_CALCULATED",
  4139: "ER_BULK_LOAD_DATA_FAILED",
};

/** Errors that resemble a class, with the reason why no move can cause them. */
const UNRELATED: Readonly<Record<number, string>> = {
  1052: "the statements name each column with its table",
  1081: "of the server's start",
  1189: "of replication",
  1190: "of replication",
  1218: "of replication",
  1244: "of HELP",
  1251: "of signing in",
  1538: "of events",
  1560: "of SET in a trigger",
  1620: "of plugins",
  1621: "of SET",
  1686: "of SET in a trigger",
  1695: "of SET in a trigger",
  1765: "of SET in a trigger",
  1802: "of replication",
  1858: "of replication",
  1930: "of SET in a trigger",
  1954: "of SET in a trigger",
  1978: "of CREATE TABLE",
  3025: "a warning",
  3042: "of geometry functions",
  4192: "of replication",
};

const SQL_STATES = new Set(["08", "22", "23", "40", "70"]);
const SUSPECT =
  /read.?only|crashed|is corrupt|is full|out of (memory|resource)|too many (connections|active)|more than 'max_|exceeded the|killed|shutdown|restarting transaction|interrupted|communication packets|stored function.?(\/| or )trigger|has no partition|doesn't have this option|server is running with|refuses|from storage engine|impossible to write to binary log/i;

const classes = Object.entries(ERROR_CLASSES).flatMap(([name, errors]) =>
  Object.entries(errors).map(([errno, error]) => ({ name, errno: Number(errno), error })),
);

describe("The classes of database errors", () => {
  const mariaDb = readMariaDbErrors();
  const mySql = readMySqlNames();

  it("use one of the two servers' names for every number", () => {
    for (const { errno, error } of classes) {
      // Numbers of the client library and of storage engines are in neither list.
      if (/^(CR|HA_ERR)_/.test(error)) continue;
      expect([mariaDb.get(errno)?.name, mySql.get(errno)], String(errno)).to.include(error);
    }
  });

  it("contain each number once", () => {
    expect(new Set(classes.map(({ errno }) => errno)).size).to.equal(classes.length);
    for (const { errno, name } of classes) expect(classOf(errno)).to.equal(name);
  });

  it("cover every number that means something else on the other server", () => {
    const clashes = classes.flatMap(({ errno, error }) => {
      const others = [mariaDb.get(errno)?.name, mySql.get(errno)];
      const other = others.find((name) => name !== undefined && name !== error && !/UNUSED/.test(name));
      return other === undefined ? [] : [[errno, other]];
    });
    expect(Object.fromEntries(clashes)).to.deep.equal(CLASHES);
  });

  it("cover every error in the server's list that can stop a move", () => {
    const missing = [...mariaDb].filter(
      ([errno, { sqlState, text }]) =>
        (SQL_STATES.has(sqlState.slice(0, 2)) || SUSPECT.test(text)) &&
        classOf(errno) === undefined &&
        !(errno in UNRELATED),
    );
    expect(missing.map(([errno, { name, text }]) => `${errno} ${name}: ${text}`)).to.deep.equal([]);
  });

  it("are documented, number by number", () => {
    const page = readFileSync("docs/database-errors.md", "utf8");
    const printed = [...page.matchAll(/^## .*`(\w+)`$|^\| (\d+) \| `(\w+)` \| (.+) \|$/gm)];
    let section = "";
    const rows = printed.flatMap(([, name, errno, error, servers]) => {
      if (name !== undefined) section = name;
      return errno === undefined ? [] : [[section, Number(errno), error, servers]];
    });
    const serversOf = (errno: number, error: string) => {
      const known = [
        ...(mariaDb.get(errno)?.name === error ? ["MariaDB"] : []),
        ...(mySql.get(errno) === error ? ["MySQL"] : []),
      ];
      return known.length > 0 ? known.join(", ") : "client or engine";
    };
    const expected = classes.map(({ name, errno, error }) => [name, errno, error, serversOf(errno, error)]);
    expect(rows).to.deep.equal(expected);
  });
});
