import type { KeyScope } from "../../keys/keySettings.ts";
import { phrase } from "../../lib/phrase.ts";
import type { ExceededRight } from "../../vicidial/delegation.ts";

/** Why a user may not control a key that acts as another user. */
export const EXCEEDED_RIGHT_LABELS: Readonly<Record<ExceededRight, string>> = {
  hidden_group: phrase("this user's group is not visible to you"),
  higher_level: phrase("this user's level is higher than yours"),
  no_modify_leads: phrase("your own Modify Leads is not 1"),
  other_campaigns: phrase("this user has campaigns that you may not use"),
};

/** Why a user may not revoke a key. */
export const NOT_REVOCABLE = phrase(
  "This key's user has campaigns that you may not use. To revoke the key, you need level 9 or a user group with all campaigns.",
);

/** Choices for how long an old key stays valid. */
export const OVERLAP_LABELS = {
  "0": phrase("Not at all: refuse the old key immediately"),
  "1h": phrase("1 hour"),
  "24h": phrase("24 hours"),
  "7d": phrase("7 days"),
} as const;

/** Choices for the response format. */
export const FORMAT_LABELS = {
  auto: phrase("Automatic: depends on the request's path"),
  current: phrase("Current (HTTP status)"),
  http_code: phrase("Older (http_code)"),
  status_code: phrase("Oldest (status_code)"),
} as const;

/** What a key may be used for. */
export const SCOPE_LABELS: Readonly<Record<KeyScope, string>> = {
  read: phrase("Look up leads"),
  restore: phrase("Restore leads"),
  archive: phrase("Archive leads"),
  restore_by_phone: phrase("Restore by phone number"),
};

/** What the scopes of a key mean. */
export const SCOPE_HINTS: Readonly<Record<KeyScope, string>> = {
  read: phrase("Find leads by vendor code, phone number and more, and see where they are."),
  restore: phrase("Move leads from the archive to the live table."),
  archive: phrase("Move leads from the live table to the archive."),
  restore_by_phone: phrase(
    "Restore the newest archived lead of a phone number. If the key stands in a URL of Vicidial, choose only this scope.",
  ),
};

/** Style sheets of the key pages. */
export const STYLES = ["keys.css"] as const;
