import type { MissingRight } from "../errors.ts";

/** What a Vicidial user lacks to restore leads, for the administrator who can set it. */
export const MISSING_RIGHTS: Readonly<Record<MissingRight, string>> = {
  unknown_user: "Vicidial has no such user",
  inactive_user: "the user is not active",
  user_level: "the user's level is below 8",
  no_modify_leads: "the user's modify_leads is not 1",
  no_api_access: "the user has no API access (vdc_agent_api_access)",
  function_not_allowed: "the user's api_allowed_functions allow neither ALL_FUNCTIONS nor lead_dearchive",
};
