import type { ResultSetHeader } from "mysql2";
import type { LeadTable } from "../../server/leads/tables/direction.ts";
import type { TestDatabase } from "./database.ts";

/** Changes live leads without pause, as the dialer does, and counts the changes of each. */
export async function startWriter(database: TestDatabase, leadIds: readonly number[]) {
  const changes = new Map<number, number>();
  let isStopped = false;

  async function changeOne(leadId: number): Promise<void> {
    const [{ affectedRows }] = await database.root.raw<[ResultSetHeader, unknown]>(
      "UPDATE vicidial_list SET called_count = called_count + 1, comments = CONCAT('call ', called_count) WHERE lead_id = ?",
      [leadId],
    );
    if (affectedRows > 0) changes.set(leadId, (changes.get(leadId) ?? 0) + 1);
  }

  async function run(): Promise<void> {
    for (let n = 0; !isStopped; n += 7) await changeOne(leadIds[n % leadIds.length] ?? 0);
    // A last round, so that there are changes even if the moves finished first.
    for (const leadId of leadIds.slice(0, 5)) await changeOne(leadId);
  }

  for (const table of ["vicidial_list", "vicidial_list_archive"])
    await database.sql(`UPDATE ${table} SET called_count = 0`);
  const running = run();
  return {
    /** Stops writing. Returns the number of changes by lead id. */
    async stop(): Promise<ReadonlyMap<number, number>> {
      isStopped = true;
      await running;
      return changes;
    },

    async countsIn(table: LeadTable): Promise<ReadonlyMap<number, number>> {
      const rows = await database.sql<{ id: number; count: number }>(
        `SELECT lead_id AS id, called_count AS count FROM ${table}`,
      );
      return new Map(rows.map(({ id, count }) => [id, count]));
    },
  };
}
