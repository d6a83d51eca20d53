/** Rights on the pages. Every user who may sign in has `pages`. */
export const ADMIN_RIGHTS = ["pages", "keys", "hours", "move", "reports", "export"] as const;
export type AdminRight = (typeof ADMIN_RIGHTS)[number];

/** Returns whether a name in plugin.json is a known right. */
export function isAdminRight(name: string): name is AdminRight {
  return ADMIN_RIGHTS.some((right) => right === name);
}

/** At this level a user may modify users regardless of other settings. */
const TOP_LEVEL = 9;

/**
 * Returns a user's rights. Columns that older schemas lack grant nothing.
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
