import type { Knex } from "knex";

/** What Vicidial's own "Admin Change Log" shows of a change. */
export interface AdminEvent {
  readonly user: string;
  readonly ipAddress: string;
  readonly section: string;
  readonly type: "ADD" | "MODIFY" | "DELETE" | "OTHER";
  readonly recordId: string;
  /** What was done, in a few words. */
  readonly code: string;
  /** The statement, as Vicidial notes it. */
  readonly sql?: string;
  readonly notes?: string;
}

/** Writes Vicidial's log of changes; every text is cut to what its column holds. */
export function createAdminLog(db: Knex, vicidialDatabase: string) {
  return {
    async write(event: AdminEvent): Promise<void> {
      await db(`${vicidialDatabase}.vicidial_admin_log`).insert({
        // Vicidial means its servers' local time, which is the database's.
        event_date: db.raw(
          "COALESCE(CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', @@global.time_zone), UTC_TIMESTAMP())",
        ),
        user: event.user.slice(0, 20),
        ip_address: event.ipAddress.slice(0, 15),
        event_section: event.section.slice(0, 30),
        event_type: event.type,
        record_id: event.recordId.slice(0, 50),
        event_code: event.code.slice(0, 255),
        event_sql: event.sql ?? "",
        event_notes: event.notes ?? "",
      });
    },
  };
}

export type AdminLog = ReturnType<typeof createAdminLog>;
