import type { MissingRight } from "../../errors.ts";
import type { ExceededRight } from "../../vicidial/delegation.ts";

/** What a user lacks to be acted as, as words that finish "calls with this key are refused:". */
export const MISSING_RIGHTS: Readonly<Record<MissingRight, string>> = {
  unknown_user: "Vicidial has no user of that name",
  inactive_user: "the user is not active",
  user_level: "the user's level is below 8",
  no_modify_leads: "the user's right Modify Leads is not 1",
  no_api_access: "the user's right Agent API Access is not 1",
  function_not_allowed: "the user's API Allowed Functions name neither ALL_FUNCTIONS nor lead_dearchive",
};

/** Why somebody may not make a key that acts as that user. */
export const EXCEEDED_RIGHT_LABELS: Readonly<Record<ExceededRight, string>> = {
  hidden_group: "this user is in a user group that you may not view",
  higher_level: "this user's level is higher than yours",
  no_modify_leads: "your own right Modify Leads is not 1",
  other_campaigns: "this user may use campaigns that you may not",
};

/** Why somebody may not end a key. */
export const NOT_REVOCABLE =
  "Its user has campaigns that you may not use. To revoke it you need level 9, or a user group with all campaigns.";

/** For how long an old key goes on, as a choice. */
export const OVERLAP_LABELS = {
  "0": "Not at all: the old key is refused at once",
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
} as const;

/** In whose words a key's calls are answered, as a choice. */
export const FORMAT_LABELS = {
  auto: "By the path of the call",
  current: "Current (HTTP status)",
  http_code: "Older: http_code",
  status_code: "Oldest: status_code",
} as const;

/** The style sheet of the pages about keys. */
export const STYLES = ["keys.css"] as const;
