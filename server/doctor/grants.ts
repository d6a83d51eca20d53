import type { Knex } from "knex";
import { isAccessDenied } from "../db/databaseErrors.ts";
import { grantee } from "../db/privileges.ts";
import { quoteName } from "../db/sql.ts";

import { broken, type Finding, ok, pasteable } from "./finding.ts";

/** EXPLAIN checks the rights of a statement without running it. */
const PROBES = {
  SELECT: (table: string, column: string) => `EXPLAIN SELECT ${column} FROM ${table} WHERE FALSE`,
  INSERT: (table: string, column: string) => `EXPLAIN INSERT INTO ${table} (${column}) VALUES (1)`,
  UPDATE: (table: string, column: string) => `EXPLAIN UPDATE ${table} SET ${column} = 1 WHERE FALSE`,
  DELETE: (table: string) => `EXPLAIN DELETE FROM ${table} WHERE FALSE`,
} as const;

export type Right = keyof typeof PROBES;

export interface Needed {
  readonly database: string;
  readonly table: string;
  /** A column that exists in every version of the table. */
  readonly column: string;
  readonly rights: readonly Right[];
}

const CHANGE = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
const READ = ["SELECT"] as const;

const isOurs = ({ table }: Needed): boolean => table.startsWith("dearchive_");

/** Returns the rights on tables that the plugin needs. */
export function neededRights(vicidialDatabase: string, ownDatabase: string): readonly Needed[] {
  const theirs = (table: string, column: string, rights: readonly Right[]) => ({
    database: vicidialDatabase,
    table,
    column,
    rights,
  });
  const ours = (table: string, column: string, rights: readonly Right[] = CHANGE) => ({
    database: ownDatabase,
    table,
    column,
    rights,
  });
  return [
    theirs("vicidial_list", "lead_id", CHANGE),
    theirs("vicidial_list_archive", "lead_id", CHANGE),
    theirs("vicidial_lists", "list_id", READ),
    theirs("vicidial_callbacks", "callback_id", CHANGE),
    theirs("vicidial_callbacks_archive", "callback_id", CHANGE),
    theirs("vicidial_dnc", "phone_number", READ),
    theirs("vicidial_campaign_dnc", "phone_number", READ),
    theirs("vicidial_hopper", "lead_id", READ),
    theirs("vicidial_live_agents", "lead_id", READ),
    theirs("vicidial_auto_calls", "lead_id", READ),
    theirs("vicidial_closer_log", "lead_id", READ),
    theirs("vicidial_campaigns", "campaign_id", READ),
    theirs("vicidial_phone_codes", "country_code", READ),
    theirs("vicidial_users", "user", ["SELECT", "UPDATE"]),
    theirs("vicidial_user_groups", "user_group", READ),
    theirs("system_settings", "version", READ),
    theirs("vicidial_admin_log", "user", ["INSERT"]),
    theirs("vicidial_api_log", "user", ["INSERT"]),
    theirs("vicidial_api_urls", "api_id", ["INSERT"]),
    theirs("vicidial_ip_list_entries", "ip_list_id", READ),
    ours("dearchive_api_keys", "id"),
    ours("dearchive_office_hours", "id"),
    ours("dearchive_batches", "id"),
    ours("dearchive_batch_leads", "lead_id"),
    ours("dearchive_lead_changes", "lead_id"),
    ours("dearchive_idempotency", "id"),
    ours("dearchive_rate_limits", "key"),
    ours("dearchive_requests", "id"),
    ours("dearchive_undos", "batch_id"),
    ours("dearchive_resolutions", "id"),
    ours("dearchive_duplicates", "lead_id"),
    ours("dearchive_duplicate_searches", "checked"),
    ours("dearchive_runs", "id"),
    ours("dearchive_webhooks", "id"),
    ours("dearchive_webhook_deliveries", "id"),
    ours("dearchive_run_parts", "run_id"),
    ours("dearchive_run_batches", "batch_id"),
    ours("dearchive_plans", "id"),
    ours("dearchive_plan_results", "id"),
    ours("dearchive_list_uploads", "id"),
    ours("dearchive_list_upload_pieces", "upload_id"),
    ours("dearchive_settings", "name"),
    ours("dearchive_migrations", "name", READ),
  ];
}

/** Returns false for a missing table, because another check reports it. */
async function isDenied(db: Knex, sql: string): Promise<boolean> {
  try {
    await db.raw(sql);
    return false;
  } catch (error) {
    return isAccessDenied(error);
  }
}

/** Returns the rights on a table that the account lacks, in GRANT syntax. */
export async function missingRights(
  db: Knex,
  { database, table, column, rights }: Needed,
): Promise<readonly string[]> {
  const name = `${quoteName(database)}.${quoteName(table)}`;
  const missing: Right[] = [];
  for (const right of rights) {
    if (await isDenied(db, PROBES[right](name, quoteName(column)))) missing.push(right);
  }
  return missing.length > 0 ? [`${missing.join(", ")} ON ${name}`] : [];
}

/** Returns a finding about an account's rights, with the GRANT statements for the missing ones. */
export async function rightsFinding(
  db: Knex,
  check: string,
  missing: readonly string[],
): Promise<readonly Finding[]> {
  const account = await grantee(db);
  if (missing.length === 0) return [ok(check, `${account} has all required rights.`)];
  const grants = missing.map((right) => `GRANT ${right} TO ${account}`);
  return [broken(check, `${account} lacks rights that the plugin needs. Grant them.`, pasteable(...grants))];
}

/**
 * Checks that the account has the rights that the running plugin needs.
 *
 * @param ownTables `false` when the plugin's own tables do not exist yet
 */
export async function examineRights(
  db: Knex,
  vicidialDatabase: string,
  ownDatabase: string,
  ownTables = true,
): Promise<readonly Finding[]> {
  const missing: string[] = [];
  for (const needed of neededRights(vicidialDatabase, ownDatabase))
    if (ownTables || !isOurs(needed)) missing.push(...(await missingRights(db, needed)));
  return rightsFinding(db, "rights", missing);
}
