/** What a person may do on the pages; `pages` is what everybody has who may sign in. */
export const ADMIN_RIGHTS = ["pages", "keys", "hours", "move", "reports", "export"] as const;
export type AdminRight = (typeof ADMIN_RIGHTS)[number];

/** The level that may do everything with users, whatever else is set. */
const TOP_LEVEL = 9;

/**
 * A user's rights by the columns of the row. A column that is missing, as in older schemas, grants nothing.
 *
 * @param row the whole row of `vicidial_users`
 */
export function adminRightsOf(row: Readonly<Record<string, unknown>>): ReadonlySet<AdminRight> {
  const isSet = (column: string) => String(row[column] ?? "0") === "1";
  const granted: readonly (readonly [AdminRight, boolean])[] = [
    ["pages", true],
    ["keys", Number(row["user_level"] ?? 0) >= TOP_LEVEL || isSet("modify_users")],
    ["hours", isSet("modify_call_times")],
    ["move", isSet("modify_leads")],
    ["reports", isSet("view_reports")],
    ["export", isSet("view_reports") && isSet("export_reports")],
  ];
  return new Set(granted.filter(([, has]) => has).map(([right]) => right));
}
