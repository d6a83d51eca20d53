import type { MissingRight } from "../errors.ts";
import { phrase } from "../lib/phrase.ts";

/** The rights of a Vicidial user that decide about moving leads. */
export interface ApiUser {
  readonly active: boolean;
  readonly level: number;
  /** Vicidial's code: '1' is the full right, '0' none, higher digits are partial rights. */
  readonly modifyLeads: string;
  readonly apiAccess: boolean;
  readonly apiFunctions: readonly string[];
}

/** Lowest level for Vicidial's own lead_dearchive function. */
export const MIN_API_LEVEL = 8;
/** Name of the function on Vicidial's user page. */
const API_FUNCTION = "lead_dearchive";
const EVERY_FUNCTION = "ALL_FUNCTIONS";

/** Names each missing right so that an administrator finds the setting. Completes "requests are refused: …". */
export const MISSING_RIGHT_LABELS: Readonly<Record<MissingRight, string>> = {
  unknown_user: phrase("Vicidial has no such user"),
  inactive_user: phrase("the user is not active"),
  user_level: phrase("the user's level is below 8"),
  no_modify_leads: phrase("the user's Modify Leads (modify_leads) is not 1"),
  no_api_access: phrase("the user's Agent API Access (vdc_agent_api_access) is not 1"),
  function_not_allowed: phrase(
    "the user's API Allowed Functions (api_allowed_functions) include neither ALL_FUNCTIONS nor lead_dearchive",
  ),
};

/** Returns the right that a user lacks for moving leads on pages: active, level 8, modify_leads '1'. */
export function missingMoveRight(user: ApiUser | undefined): MissingRight | undefined {
  if (!user) return "unknown_user";
  if (!user.active) return "inactive_user";
  if (user.level < MIN_API_LEVEL) return "user_level";
  return user.modifyLeads === "1" ? undefined : "no_modify_leads";
}

/**
 * Returns the right that a user lacks for the lead API. The rules are those of Vicidial's non_agent_api for lead_dearchive:
 * active, level 8, modify_leads exactly '1', API access, and the function among the allowed ones.
 */
export function missingApiRight(user: ApiUser | undefined): MissingRight | undefined {
  const missing = missingMoveRight(user);
  if (missing || !user) return missing ?? "unknown_user";
  if (!user.apiAccess) return "no_api_access";
  const mayCall = user.apiFunctions.some((name) => name === EVERY_FUNCTION || name === API_FUNCTION);
  return mayCall ? undefined : "function_not_allowed";
}
