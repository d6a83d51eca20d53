import type { MissingRight } from "../errors.ts";
import type { VicidialUser } from "./users.ts";

/** The least level that Vicidial's own lead_dearchive asks for. */
export const MIN_API_LEVEL = 8;
/** The name under which Vicidial's user page allows bringing leads back. */
const API_FUNCTION = "lead_dearchive";
const EVERY_FUNCTION = "ALL_FUNCTIONS";

/** Which right to move leads by hand a user lacks, or undefined when none is missing: active, level 8, modify_leads '1'. */
export function missingMoveRight(user: VicidialUser | undefined): MissingRight | undefined {
  if (!user) return "unknown_user";
  if (!user.active) return "inactive_user";
  if (user.level < MIN_API_LEVEL) return "user_level";
  return user.modifyLeads === "1" ? undefined : "no_modify_leads";
}

/**
 * Which right for the lead API a user lacks, or undefined when none is missing. The rules are those that
 * Vicidial's non_agent_api applies to lead_dearchive: active, level 8, modify_leads exactly '1', API access, and
 * the function among the allowed ones.
 */
export function missingApiRight(user: VicidialUser | undefined): MissingRight | undefined {
  const missing = missingMoveRight(user);
  if (missing || !user) return missing ?? "unknown_user";
  if (!user.apiAccess) return "no_api_access";
  const mayCall = user.apiFunctions.some((name) => name === EVERY_FUNCTION || name === API_FUNCTION);
  return mayCall ? undefined : "function_not_allowed";
}
