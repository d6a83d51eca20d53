import type { Knex } from "knex";
import { affectedRows, toUtcText } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { reportText } from "./vicidialText.ts";

export type AdminEventType =
  | "ADD"
  | "COPY"
  | "MODIFY"
  | "DELETE"
  | "SEARCH"
  | "CLEAR"
  | "OVERRIDE"
  | "EXPORT"
  | "OTHER";

/** A row of Vicidial's admin log. It must not hold secrets: every admin with report rights reads it. */
export interface AdminEvent {
  /** What was changed, in capitals: CALLTIMES, APIKEYS. LEADS needs a lead's id as recordId. */
  readonly section: string;
  readonly type: AdminEventType;
  readonly recordId: string | number;
  /** What happened, in one line. The log shows it behind "Lead Dearchive: ". */
  readonly code: string;
  /** Details: which fields changed, from what to what. */
  readonly notes?: string;
  /** One of our pages with more details; the path starts at the root of this host. */
  readonly link?: { readonly path: string; readonly label: string };
}

/** Who made the change, and from which address. */
export interface AdminActor {
  readonly user: string;
  readonly address: string;
}

/**
 * Section for runs and batches. In section LEADS, Vicidial takes the record id for a lead's, so a run would appear in the history of
 * the lead with its number, and its export as the export of a lead's data.
 */
export const OWN_SECTION = "DEARCHIVE";

const CODE_PREFIX = "Lead Dearchive: ";
const NOTES_LENGTH = 10_000;

/** Characters that need no quoting: Vicidial's page prints the notes as HTML. */
const PLAIN_PATH = /^[\w./-]+$/;

function notesOf({ notes = "", link }: AdminEvent): string {
  const text = reportText(notes, NOTES_LENGTH);
  if (!link || !PLAIN_PATH.test(link.path)) return text;
  return `${text}${text === "" ? "" : ". "}<a href=${link.path}>${reportText(link.label, NOTES_LENGTH)}</a>`;
}

/** Writes Vicidial's admin log. Values are cut to their columns, so that the row is always written. */
export function createAdminLog(db: Knex, vicidialDatabase: string) {
  return async function writeAdminLog(event: AdminEvent, actor: AdminActor, now: Date): Promise<void> {
    const utc = toUtcText(now);
    // IGNORE stores "?" for characters that a latin1 table lacks; without it, strict mode would refuse the row.
    await affectedRows(
      db,
      `INSERT IGNORE INTO ??.vicidial_admin_log
         (event_date, user, ip_address, event_section, event_type, record_id, event_code, event_sql, event_notes)
       VALUES (${LOCAL_TIME}, ?, ?, ?, ?, ?, ?, '', ?)`,
      [
        vicidialDatabase,
        utc,
        utc,
        reportText(actor.user, 20),
        reportText(actor.address, 15),
        reportText(event.section, 30),
        event.type,
        reportText(String(event.recordId), 50),
        reportText(`${CODE_PREFIX}${event.code}`, 255),
        notesOf(event),
      ],
    );
  };
}

export type WriteAdminLog = ReturnType<typeof createAdminLog>;
