import type { Knex } from "knex";
import { queryRows } from "../db/sql.ts";
import { type LeadPrivacy, privacyIn } from "./leadPrivacy.ts";
import { createSystemSettings } from "./systemSettings.ts";

/** What users of programs may see of leads. Index: the unique index on vicidial_users.user. */
export function createUserPrivacy(db: Knex, vicidialDatabase: string) {
  const readSettings = createSystemSettings(db, vicidialDatabase);

  /** Reads what a user may see of a lead. Hides everything from a user that no longer exists. */
  return async function privacyOf(user: string): Promise<LeadPrivacy> {
    // All columns, because older schemas lack some.
    const [[row], { look }] = await Promise.all([
      queryRows<Readonly<Record<string, unknown>>>(db, "SELECT * FROM ??.vicidial_users WHERE user = ?", [
        vicidialDatabase,
        user,
      ]),
      readSettings(),
    ]);
    return { ...(row ? privacyIn(row) : { hidesPhones: "1", hidesLeadData: true }), labels: look.labels };
  };
}

export type PrivacyOf = ReturnType<typeof createUserPrivacy>;
