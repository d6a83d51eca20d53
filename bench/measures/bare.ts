import mysql, { type Connection } from "mysql2/promise";
import { connect } from "../../server/db/connect.ts";
import { createColumnPlans } from "../../server/leads/tables/columnPlanCache.ts";
import { DEARCHIVE } from "../../server/leads/tables/direction.ts";
import * as statements from "../../server/leads/tables/statements.ts";
import type { BenchDatabase } from "../support/database.ts";

/** The bare move: the engine's own three statements on one connection. */
export interface BareMover {
  move(leadIds: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** The statements that the engine sends, built by the engine's own code. */
async function statementTexts({ config }: BenchDatabase) {
  const [{ account, ownDatabase, vicidialDatabase }] = config.customers;
  const db = connect({ ...config, account, database: ownDatabase });
  const plans = createColumnPlans(vicidialDatabase);
  const plan = await plans.current(db, DEARCHIVE).finally(() => db.destroy());
  const tables = {
    key: "lead_id" as const,
    source: statements.qualify(vicidialDatabase, DEARCHIVE.source),
    target: statements.qualify(vicidialDatabase, DEARCHIVE.target),
  };
  return {
    transactional: plan.transactional,
    select: statements.selectNamed(tables, plan.transactional),
    insert: statements.insertAbsent(tables, plan),
    delete: statements.deleteEqual(tables, plan),
  };
}

/** The plugin's session settings, so that only the work around the statements differs. */
async function openSession({ config }: BenchDatabase): Promise<Connection> {
  const [{ account, vicidialDatabase }] = config.customers;
  const connection = await mysql.createConnection({ ...account, database: vicidialDatabase });
  await connection.query(
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'",
  );
  await connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  return connection;
}

/** Opens the baseline. Each statement takes all ids at once, in a transaction where the tables have them. */
export async function openBareMover(database: BenchDatabase): Promise<BareMover> {
  const texts = await statementTexts(database);
  const connection = await openSession(database);
  return {
    async move(leadIds) {
      if (texts.transactional) await connection.beginTransaction();
      await connection.query(texts.select, [leadIds]);
      await connection.query(texts.insert, [leadIds]);
      await connection.query(texts.delete, [leadIds]);
      if (texts.transactional) await connection.commit();
    },
    close: () => connection.end(),
  };
}
