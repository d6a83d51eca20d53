import type { ExceededRight } from "../../vicidial/delegation.ts";

/** Why a user may not control a key that acts as another user. */
export const EXCEEDED_RIGHT_LABELS: Readonly<Record<ExceededRight, string>> = {
  hidden_group: "this user's group is not visible to you",
  higher_level: "this user's level is higher than yours",
  no_modify_leads: "your own Modify Leads is not 1",
  other_campaigns: "this user has campaigns that you may not use",
};

/** Why a user may not revoke a key. */
export const NOT_REVOCABLE =
  "This key's user has campaigns that you may not use. To revoke the key, you need level 9 or a user group with all campaigns.";

/** Choices for how long an old key stays valid. */
export const OVERLAP_LABELS = {
  "0": "Not at all: refuse the old key immediately",
  "1h": "1 hour",
  "24h": "24 hours",
  "7d": "7 days",
} as const;

/** Choices for the response format. */
export const FORMAT_LABELS = {
  auto: "Automatic: depends on the request's path",
  current: "Current (HTTP status)",
  http_code: "Older (http_code)",
  status_code: "Oldest (status_code)",
} as const;

/** Style sheets of the key pages. */
export const STYLES = ["keys.css"] as const;
