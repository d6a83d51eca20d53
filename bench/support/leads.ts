import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import type { LeadTable } from "../../server/leads/tables/direction.ts";

/**
 * Where the bench's leads are. Archived leads have even ids from 2, live ones odd ids over the same range. A batch is thus
 * scattered over both tables at any size, and leads to put back are recognised by their id.
 */
const IS_ARCHIVED = "lead_id % 2 = 0";

/** The demo's leads, copied to make all others. */
const TEMPLATE = "bench_template";

/** Columns that vary between leads; the others repeat the template. */
const UNIQUE: Readonly<Record<string, string>> = {
  phone_number: "CONCAT('556', LPAD(seq % 10000000, 7, '0'))",
  vendor_lead_code: "CONCAT('V', LPAD(seq, 8, '0'))",
  postal_code: "LPAD(seq % 100000, 5, '0')",
};

async function columnNames(root: Connection): Promise<readonly string[]> {
  const [rows] = await root.query<RowDataPacket[]>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = 'vicidial_list' ORDER BY ordinal_position`,
  );
  return rows.map((row) => String(row["name"]));
}

/** Keeps the demo's leads as templates and empties both tables. */
export async function takeTemplate(root: Connection): Promise<void> {
  await root.query(`CREATE TABLE ${TEMPLATE} LIKE vicidial_list_archive`);
  await root.query(`INSERT INTO ${TEMPLATE} SELECT * FROM vicidial_list_archive`);
  await root.query("TRUNCATE TABLE vicidial_list");
  await root.query("TRUNCATE TABLE vicidial_list_archive");
}

/** Fills an empty lead table from a sequence in one statement, so that the engine sorts its indexes. */
async function fill(root: Connection, table: LeadTable, leads: number, idOfSeq: string): Promise<void> {
  const [[counted]] = await root.query<RowDataPacket[]>(`SELECT COUNT(*) AS leads FROM ${TEMPLATE}`);
  const names = await columnNames(root);
  const values = names.map((name) => (name === "lead_id" ? idOfSeq : (UNIQUE[name] ?? `t.\`${name}\``)));
  // InnoDB sorts only with these checks off; MyISAM only with its keys disabled.
  await root.query("SET SESSION unique_checks = 0, foreign_key_checks = 0");
  await root.query(`ALTER TABLE ${table} DISABLE KEYS`);
  await root.query(
    `INSERT INTO ${table} (${names.map((name) => `\`${name}\``).join(", ")}) SELECT STRAIGHT_JOIN ${values.join(", ")}
     FROM seq_1_to_${leads} AS s JOIN ${TEMPLATE} AS t ON t.lead_id = 1 + s.seq % ?`,
    [counted?.["leads"]],
  );
  await root.query(`ALTER TABLE ${table} ENABLE KEYS`);
  await root.query("SET SESSION unique_checks = 1, foreign_key_checks = 1");
  await root.query(`ANALYZE TABLE ${table}`);
}

/** Fills both empty tables. */
export async function fillTables(root: Connection, archived: number, live: number): Promise<void> {
  const step = Math.max(1, Math.floor(archived / live));
  await fill(root, "vicidial_list_archive", archived, "2 * seq");
  await fill(root, "vicidial_list", live, `2 * ${step} * seq - 1`);
}

/** How the leads of a call lie in the archive: side by side, or all over it. */
export const ORDERS = ["sequential", "scattered"] as const;
export type Order = (typeof ORDERS)[number];

/** Returns distinct archived leads: neighbours by their ids, or from the whole archive in random order. */
export function drawLeads(
  archived: number,
  count: number,
  random: () => number,
  order: Order = "scattered",
): readonly number[] {
  if (count > archived / 2) throw new Error(`${count} leads are too many for an archive of ${archived}`);
  if (order === "sequential") {
    const before = Math.floor(random() * (archived - count));
    return Array.from({ length: count }, (_, n) => 2 * (before + 1 + n));
  }
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(2 * (1 + Math.floor(random() * archived)));
  return [...drawn];
}

/** Waits for InnoDB's purge, so that the next measure does not pay for it. */
async function waitForPurge(root: Connection): Promise<void> {
  const deadline = performance.now() + 5000;
  while (performance.now() < deadline) {
    const [[row]] = await root.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Innodb_history_list_length'");
    if (Number(row?.["Value"] ?? 0) < 20) return;
    await sleep(20);
  }
}

/** Archives everything that was restored and returns the number of leads. */
export async function putBack(root: Connection): Promise<number> {
  await root.query(`INSERT INTO vicidial_list_archive SELECT * FROM vicidial_list WHERE ${IS_ARCHIVED}`);
  const [deleted] = await root.query<ResultSetHeader>(`DELETE FROM vicidial_list WHERE ${IS_ARCHIVED}`);
  await waitForPurge(root);
  return deleted.affectedRows;
}

/** Counts the restored leads in each table. */
export async function countMoved(root: Connection): Promise<{ live: number; archived: number }> {
  const count = async (table: LeadTable) => {
    const sql = `SELECT COUNT(*) AS leads FROM ${table} WHERE ${IS_ARCHIVED}`;
    const [[row]] = await root.query<RowDataPacket[]>(sql);
    return Number(row?.["leads"]);
  };
  return { live: await count("vicidial_list"), archived: await count("vicidial_list_archive") };
}
