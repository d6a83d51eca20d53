import type { Knex } from "knex";
import { queryRows, toUtcText } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";

interface LeadRow {
  leadId: number;
}

/** Statuses of a lead that is being called. Source: the dialer sets them in vicidial_list. */
const IN_CALL: ReadonlySet<string> = new Set(["QUEUE", "INCALL"]);
/** No call lasts that long (ms). A server that died during a call leaves the status behind. */
const LONGEST_CALL_MS = 86_400_000;

/** Whether the status of a live lead says that it is being called. */
export function isCallStatus(status: string): boolean {
  return IN_CALL.has(status);
}

/** Fields of a live lead that show a call. */
export interface CalledLead {
  readonly status: string;
  /** In UTC. */
  readonly modifiedAt: string;
}

/** Whether the dialer or an agent works on a live lead, as far as its row shows it. Pure. */
export function isCalledNow({ status, modifiedAt }: CalledLead, now: Date): boolean {
  return isCallStatus(status) && modifiedAt >= toUtcText(new Date(now.getTime() - LONGEST_CALL_MS));
}

/** Reads what the dialer and the agents are doing with leads. */
export function createDialer(db: Knex, vicidialDatabase: string) {
  const idsOf = (rows: readonly LeadRow[]) => rows.map(({ leadId }) => leadId);

  return {
    /** Returns leads that an agent talks to, wraps up or previews. Scans the table, which has one row per agent. */
    async withAgents(leadIds: readonly number[]): Promise<readonly number[]> {
      const rows = await queryRows<LeadRow & { previewed: number }>(
        db,
        `SELECT lead_id AS leadId, preview_lead_id AS previewed FROM ??.vicidial_live_agents
         WHERE lead_id IN (?) OR preview_lead_id IN (?)`,
        [vicidialDatabase, leadIds, leadIds],
      );
      const wanted = new Set(leadIds);
      return rows.flatMap(({ leadId, previewed }) => [leadId, previewed]).filter((id) => wanted.has(id));
    },

    /** Returns leads with a call under way, also without an agent yet. Scans the table, which has one row per call. */
    async inCalls(leadIds: readonly number[]): Promise<readonly number[]> {
      const sql = "SELECT lead_id AS leadId FROM ??.vicidial_auto_calls WHERE lead_id IN (?)";
      return idsOf(await queryRows<LeadRow>(db, sql, [vicidialDatabase, leadIds]));
    },

    /** Returns leads that the dialer is about to call. Index: vicidial_hopper.lead_id. */
    async inHopper(leadIds: readonly number[]): Promise<readonly number[]> {
      const sql =
        "SELECT lead_id AS leadId FROM ??.vicidial_hopper WHERE lead_id IN (?) AND status <> 'DONE'";
      return idsOf(await queryRows<LeadRow>(db, sql, [vicidialDatabase, leadIds]));
    },

    /** Returns leads whose inbound calls were logged today, by the server's clock. Index: vicidial_closer_log.lead_id. */
    async calledInToday(leadIds: readonly number[], now: Date): Promise<readonly number[]> {
      const utc = toUtcText(now);
      const rows = await queryRows<LeadRow>(
        db,
        `SELECT DISTINCT lead_id AS leadId FROM ??.vicidial_closer_log
         WHERE lead_id IN (?) AND call_date >= DATE(${LOCAL_TIME})`,
        [vicidialDatabase, leadIds, utc, utc],
      );
      return idsOf(rows);
    },
  };
}
