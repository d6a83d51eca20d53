import { expect } from "chai";
import type { Connection } from "mysql2/promise";
import mysql from "mysql2/promise";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { examineAll, type Finding, worst } from "../../server/doctor/index.ts";
import type { TestDatabase } from "./database.ts";
import { HOST, ROOT_PASSWORD } from "./mariadb.ts";

/** Runs the doctor with the plugin's own account. Returns every finding. */
export async function examine(
  database: TestDatabase,
  duplicatesBudgetMs = 5000,
  childTables: readonly string[] = [],
): Promise<readonly Finding[]> {
  const [{ account, vicidialDatabase, ownDatabase }] = database.config.customers;
  const db = connect({ ...database.config, account, database: ownDatabase });
  const options = {
    db,
    vicidialDatabase,
    scope: EVERY_CUSTOMER,
    ownDatabase,
    childTables,
    now: new Date(),
    duplicatesBudgetMs,
  };
  return examineAll(options).finally(() => db.destroy());
}

/** Returns the findings that are warnings or errors. */
export async function findProblems(
  database: TestDatabase,
  childTables: readonly string[] = [],
): Promise<readonly Finding[]> {
  return (await examine(database, undefined, childTables)).filter(({ level }) => level !== "ok");
}

export async function expectHealthy(database: TestDatabase): Promise<void> {
  expect(await findProblems(database)).to.deep.equal([]);
  expect(worst(await examine(database))).to.equal("ok");
}

/** Opens a connection of root, like an operator's client. */
async function connectAsOperator(database: TestDatabase): Promise<Connection> {
  const { port } = database.config.customers[0].account;
  const connection = await mysql.createConnection({
    host: HOST,
    port,
    user: "root",
    password: ROOT_PASSWORD,
  });
  // Without strict mode, as on most Vicidial servers: ALTER TABLE truncates values there.
  await connection.query("SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'");
  return connection;
}

/** Runs the findings' suggested SQL as root, line by line. */
export async function runFixes(database: TestDatabase, findings: readonly Finding[]): Promise<void> {
  const operator = await connectAsOperator(database);
  try {
    for (const line of findings.flatMap(({ fix }) => fix)) await operator.query(line);
  } finally {
    await operator.end();
  }
}

/** Expects exactly one problem, runs its fix, and expects a healthy database. Returns the finding. */
export async function expectFixed(database: TestDatabase, check: string, message: RegExp): Promise<Finding> {
  const found = await findProblems(database);
  expect(found.map((finding) => finding.check)).to.deep.equal([check]);
  const [finding] = found;
  expect(finding?.message).to.match(message);
  expect(finding?.fix).to.not.be.empty;
  await runFixes(database, found);
  await expectHealthy(database);
  return finding ?? expect.fail();
}
