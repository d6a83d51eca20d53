import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/databaseErrors.ts";
import { readColumns } from "../db/informationSchema.ts";
import { toUtcText } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import { type AdminEvent, type AdminEventType, createAdminLog } from "./adminLog.ts";
import { LOCAL_TIME } from "./serverTime.ts";

/** The link in Vicidial's Reports page: a custom report, and the user groups that see it. */

/** A row of vicidial_custom_reports. The link is `domain` + `path`; without a domain it stays on the admin's own site. */
export interface CustomReport {
  readonly name: string;
  readonly domain: string;
  readonly path: string;
  /** Last user who wrote the row. */
  readonly user: string;
}

export interface GroupReports {
  readonly group: string;
  /** `name|name|` */
  readonly reports: string;
}

interface ReportRow {
  report_name: string;
  user: string | null;
  domain: string | null;
  path_name: string | null;
}

interface GroupRow {
  user_group: string;
  allowed_custom_reports: string | null;
}

/** Lengths of Vicidial's columns. */
export const MAX_DOMAIN_LENGTH = 70;
export const MAX_REPORTS_LENGTH = 2000;

/** User in rows and log entries that the installer writes. */
export const INSTALLER = "vicidial-dearchive";
const ACTOR = { user: INSTALLER, address: "127.0.0.1" };
/** Level of Vicidial's administrators. */
export const ADMIN_LEVEL = 9;

const NEEDED = [
  ["vicidial_custom_reports", "custom_variables"],
  ["vicidial_user_groups", "allowed_custom_reports"],
  ["vicidial_admin_log", "event_code"],
] as const;

/** Returns the tables and columns of the menu that this Vicidial lacks; releases before 2018 lack some. */
export async function missingForMenu(db: Knex, vicidialDatabase: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [table, column] of NEEDED) {
    const columns = await readColumns(db, vicidialDatabase, table);
    if (!columns.some(({ name }) => name === column)) missing.push(`${table}.${column}`);
  }
  return missing;
}

/** Reads and writes the link. Every change leaves a row in Vicidial's admin log. */
export function createMenuLink(db: Knex, vicidialDatabase: string) {
  const reports = (on: Knex) => on(`${vicidialDatabase}.vicidial_custom_reports`);
  const groups = (on: Knex) => on(`${vicidialDatabase}.vicidial_user_groups`);

  /** Makes a change and logs it. Without transactions, a failure in between leaves the change unlogged. */
  async function change(
    event: AdminEvent,
    now: Date,
    statement: (on: Knex) => PromiseLike<unknown>,
  ): Promise<void> {
    await inTransaction(db, async (trx) => {
      if ((await statement(trx)) === 0)
        throw new Error(
          `${event.recordId} was changed by another user in the meantime: run the command again`,
        );
      await createAdminLog(trx, vicidialDatabase)(event, ACTOR, now);
    });
  }
  const ofReport = (name: string, type: AdminEventType, code: string, notes = ""): AdminEvent => ({
    section: "CUSTOMREPORTS",
    recordId: name,
    type,
    code,
    notes,
  });

  return {
    async findReport(name: string): Promise<CustomReport | undefined> {
      const row = await reports(db)
        .where("report_name", name)
        .first<ReportRow | undefined>("report_name", "user", "domain", "path_name");
      return (
        row && {
          name: row.report_name,
          domain: row.domain ?? "",
          path: row.path_name ?? "",
          user: row.user ?? "",
        }
      );
    },

    addReport: ({ name, domain, path }: CustomReport, now: Date): Promise<void> =>
      change(ofReport(name, "ADD", "custom report added", `${domain}${path}`), now, (on) =>
        reports(on).insert({
          report_name: name,
          date_added: on.raw(LOCAL_TIME, [toUtcText(now), toUtcText(now)]),
          user: INSTALLER,
          domain,
          path_name: path,
          custom_variables: "",
        }),
      ),

    changeReport: ({ name, domain, path }: CustomReport, now: Date): Promise<void> =>
      change(ofReport(name, "MODIFY", "custom report changed", `${domain}${path}`), now, (on) =>
        reports(on)
          .where("report_name", name)
          .update({ domain, path_name: path, user: INSTALLER, user_modify: INSTALLER }),
      ),

    removeReport: (name: string, now: Date): Promise<void> =>
      change(ofReport(name, "DELETE", "custom report deleted"), now, (on) =>
        reports(on).where("report_name", name).delete(),
      ),

    /** Returns every user group with its reports. */
    async listGroups(): Promise<readonly GroupReports[]> {
      const rows: GroupRow[] = await groups(db)
        .select("user_group", "allowed_custom_reports")
        .orderBy("user_group");
      return rows.map((row) => ({ group: row.user_group, reports: row.allowed_custom_reports ?? "" }));
    },

    /**
     * Returns the groups with an active user of this level or higher who may open pages. No index: Vicidial has a few thousand
     * users at most.
     */
    async listGroupsWithLevel(level: number): Promise<readonly string[]> {
      const users = () =>
        db(`${vicidialDatabase}.vicidial_users`)
          .distinct<{ user_group: string | null }[]>("user_group")
          .where("active", "Y")
          .where("user_level", ">=", level);
      const rows = await users()
        .whereRaw("COALESCE(api_only_user, '0') <> '1'")
        // Older schemas have no users for the API only.
        .catch((error: unknown) => {
          if (isSchemaMismatch(error)) return users();
          throw error;
        });
      return rows.flatMap(({ user_group }) => user_group ?? []);
    },

    /** Changes a group's reports if nobody else changed them since they were read. */
    setReports: (group: string, from: string, to: string, now: Date): Promise<void> =>
      change(
        {
          section: "USERGROUPS",
          recordId: group,
          type: "MODIFY",
          code: "custom reports of a user group changed",
          notes: `allowed_custom_reports from "${from}" to "${to}"`,
        },
        now,
        (on) =>
          groups(on)
            .where("user_group", group)
            .whereRaw("COALESCE(allowed_custom_reports, '') = ?", [from])
            .update({ allowed_custom_reports: to }),
      ),
  };
}

export type MenuLink = ReturnType<typeof createMenuLink>;
