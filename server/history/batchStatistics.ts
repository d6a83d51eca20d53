import type { Knex } from "knex";
import { type CustomerScope, scopeCondition } from "../db/customerScope.ts";
import { queryRows } from "../db/sql.ts";

/** Open batches, by whether an instance holds their lease. */
export interface OpenBatchCount {
  readonly underWay: number;
  readonly abandoned: number;
}

/** An open batch that an instance tried to finish without success. */
export interface StuckBatch {
  readonly batchId: number;
  readonly errorCode: string;
}

/** Counts batches of the history. */
export function createBatchStatistics(db: Knex, scope: CustomerScope) {
  const { sql: isInScope, bindings } = scopeCondition(scope, "customer");

  return {
    /** Index: (state, id). */
    async countOpen(): Promise<OpenBatchCount> {
      const rows = await queryRows<{ total: number; abandoned: number }>(
        db,
        `SELECT COUNT(*) AS total, COUNT(IF(lease_until >= UTC_TIMESTAMP(3), NULL, 1)) AS abandoned
         FROM dearchive_batches WHERE state = 'open' AND ${isInScope}`,
        bindings,
      );
      const { total = 0, abandoned = 0 } = rows[0] ?? {};
      return { underWay: total - abandoned, abandoned };
    },

    /** Returns the oldest stuck batches. Index: (state, id). */
    async listStuck(limit: number): Promise<readonly StuckBatch[]> {
      return queryRows<StuckBatch>(
        db,
        `SELECT id AS batchId, error_code AS errorCode FROM dearchive_batches
         WHERE state = 'open' AND error_code IS NOT NULL AND ${isInScope} ORDER BY id LIMIT ?`,
        [...bindings, limit],
      );
    },
  };
}
