import type { Knex } from "knex";
import { toUtcText } from "../db/instants.ts";
import { affectedRows } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { reportText } from "./text.ts";

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

/** A change as Vicidial's own admin log tells it. Never a secret: every admin who may see reports reads it. */
export interface AdminEvent {
  /** What was changed, in capitals: LEADS, CALLTIMES, APIKEYS. */
  readonly section: string;
  readonly type: AdminEventType;
  readonly recordId: string | number;
  /** What happened, in a line. */
  readonly code: string;
  /** The details: which fields, from what to what. */
  readonly notes?: string;
  /** A page of ours that tells more: its path, from the root of this host. */
  readonly link?: { readonly path: string; readonly label: string };
}

/** Who made the change, and from where. */
export interface AdminActor {
  readonly user: string;
  readonly address: string;
}

const NOTES_LENGTH = 10_000;

/** Only what needs no quoting in Vicidial's page, which prints the notes as markup. */
const PLAIN_PATH = /^[\w./-]+$/;

function notesOf({ notes = "", link }: AdminEvent): string {
  const text = reportText(notes, NOTES_LENGTH);
  if (!link || !PLAIN_PATH.test(link.path)) return text;
  return `${text}${text === "" ? "" : ". "}<a href=${link.path}>${reportText(link.label, NOTES_LENGTH)}</a>`;
}

/** Writes Vicidial's admin log. What a column cannot hold is cut, so that the row is always written. */
export function createAdminLog(db: Knex, vicidialDatabase: string) {
  return async function writeAdminLog(event: AdminEvent, actor: AdminActor, now: Date): Promise<void> {
    const utc = toUtcText(now);
    // IGNORE: a table in latin1 takes "?" for what it cannot write, where a strict session would refuse the row.
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
        reportText(event.code, 255),
        notesOf(event),
      ],
    );
  };
}

export type WriteAdminLog = ReturnType<typeof createAdminLog>;
