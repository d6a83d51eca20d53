import type { Connection, RowDataPacket } from "mysql2/promise";

/** What the pages are measured on, by the ids in their addresses. */
export interface BenchHistory {
  /** The newest batch: a full request. */
  readonly fullBatch: number;
  /** In the middle of the list. */
  readonly middleBatch: number;
  /** A lead that is in several batches and was kept in the archive by one. */
  readonly lead: number;
}

/** Leads of an ordinary batch; the newest has as many as a key may send. */
const LEADS_A_BATCH = 10;
const FULL_BATCH = 500;
/** One in this many batches keeps a lead in the archive. */
const LEFT_BEHIND_EVERY = 50;
const DIFFERENCES = JSON.stringify([
  { column: "last_name", source: "Smith", target: "SMITH" },
  { column: "phone_number", source: "5551234567", target: "5551234568" },
]);

async function insertBatches(root: Connection, batches: number): Promise<void> {
  const leads = `IF(seq = ${batches}, ${FULL_BATCH}, ${LEADS_A_BATCH})`;
  await root.query(
    `INSERT INTO dearchive_batches (id, customer, direction, key_id, vicidial_user, request_id, insert_leads, update_leads,
       delete_leads, state, leads, outcomes, select_count, insert_count, update_count, delete_count, started_at, finished_at)
     SELECT seq, 'default', 'dearchive', 1 + seq % 5, CONCAT('user', seq % 20), UUID(), 1, 0, 1, 'done', '',
       IF(seq % ${LEFT_BEHIND_EVERY} = 0, 'moved,kept_differs', 'moved'), ${leads},
       ${leads} - (seq % ${LEFT_BEHIND_EVERY} = 0), 0, ${leads} - (seq % ${LEFT_BEHIND_EVERY} = 0),
       UTC_TIMESTAMP(3) - INTERVAL ${batches} - seq MINUTE, UTC_TIMESTAMP(3) - INTERVAL ${batches} - seq MINUTE
     FROM seq_1_to_${batches}`,
  );
}

/** Uses ids of archived leads, so that the pages find them. */
async function insertBatchLeads(root: Connection, archived: number): Promise<void> {
  await root.query(
    `INSERT IGNORE INTO dearchive_batch_leads (batch_id, lead_id, outcome, differences)
     SELECT batch.id, 2 * (1 + (batch.id * 3 + n.seq) % ?),
       IF(n.seq = 1 AND batch.id % ${LEFT_BEHIND_EVERY} = 0, 'kept_differs', 'moved'),
       IF(n.seq = 1 AND batch.id % ${LEFT_BEHIND_EVERY} = 0, ?, NULL)
     FROM dearchive_batches AS batch JOIN seq_1_to_${FULL_BATCH} AS n ON n.seq <= batch.select_count
     ORDER BY batch.id, n.seq`,
    [archived, DIFFERENCES],
  );
}

/** Replaces the history, as if the archive's leads had been moved again and again. */
export async function fillHistory(
  root: Connection,
  batches: number,
  archived: number,
): Promise<BenchHistory> {
  await root.query("SET SESSION group_concat_max_len = 1000000");
  await root.query("DELETE FROM dearchive_batch_leads");
  await root.query("DELETE FROM dearchive_batches");
  await insertBatches(root, batches);
  await insertBatchLeads(root, archived);
  await root.query(
    `UPDATE dearchive_batches AS batch JOIN
       (SELECT batch_id, GROUP_CONCAT(lead_id) AS ids FROM dearchive_batch_leads GROUP BY batch_id) AS named
       ON named.batch_id = batch.id
     SET batch.leads = CONCAT('{"twins":[],"absent":[', named.ids, ']}')`,
  );
  await root.query("ANALYZE TABLE dearchive_batches, dearchive_batch_leads");
  const [[left]] = await root.query<RowDataPacket[]>(
    "SELECT lead_id FROM dearchive_batch_leads WHERE batch_id = ? AND outcome = 'kept_differs'",
    [batches - (batches % LEFT_BEHIND_EVERY)],
  );
  return {
    fullBatch: batches,
    middleBatch: Math.round(batches / 2),
    lead: Number(left?.["lead_id"]),
  };
}
