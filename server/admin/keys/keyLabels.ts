import type { MissingRight } from "../../errors.ts";
import type { ExceededRight } from "../../vicidial/delegation.ts";

export const MISSING_RIGHTS: Readonly<Record<MissingRight, string>> = {
  unknown_user: "Vicidial has no user of that name",
  inactive_user: "the user is not active",
  user_level: "the user's level is below 8",
  no_modify_leads: "the user's right Modify Leads is not 1",
  no_api_access: "the user's right Agent API Access is not 1",
  function_not_allowed: "the user's API Allowed Functions name neither ALL_FUNCTIONS nor lead_dearchive",
};

/** Why a user may not create a key that acts as another user. */
export const EXCEEDED_RIGHT_LABELS: Readonly<Record<ExceededRight, string>> = {
  hidden_group: "this user is in a user group that you may not view",
  higher_level: "this user's level is higher than yours",
  no_modify_leads: "your own right Modify Leads is not 1",
  other_campaigns: "this user may use campaigns that you may not",
};

/** Why a user may not revoke a key. */
export const NOT_REVOCABLE =
  "Its user has campaigns that you may not use. To revoke it you need level 9, or a user group with all campaigns.";

/** Choices for how long an old key stays valid. */
export const OVERLAP_LABELS = {
  "0": "Not at all: the old key is refused at once",
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
} as const;

/** Choices for the response format. */
export const FORMAT_LABELS = {
  auto: "By the path of the call",
  current: "Current (HTTP status)",
  http_code: "Older: http_code",
  status_code: "Oldest: status_code",
} as const;

/** Style sheets of the key pages. */
export const STYLES = ["keys.css"] as const;
