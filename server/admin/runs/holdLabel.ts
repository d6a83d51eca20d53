import { isLeadWarning } from "../../runs/leadWarnings.ts";
import type { Hold, Run } from "../../runs/run.ts";
import { displayTime } from "../format/displayTime.ts";
import { WARNING_LABELS } from "./runLabels.ts";

/** What the owner of a run lacks, by the code of the missing right. */
const OWNER_PROBLEMS: Readonly<Record<string, string>> = {
  unknown_user: "this user no longer exists",
  inactive_user: "this user is no longer active",
  user_level: "this user's level is now below 8",
  no_modify_leads: "this user may no longer modify leads",
};

/** Why a run is on hold or paused itself, and what happens next. */
export function holdLabel({ user }: Pick<Run, "user">, { code, detail, until }: Hold, zone: string): string {
  switch (code) {
    case "office_hours":
      return `Office hours: the rule “${detail}” prevents leads from being moved${until ? ` until ${displayTime(until, zone).text}` : ""}. The run continues automatically.`;
    case "owner_rights":
      return `The run acts for ${user}, but ${OWNER_PROBLEMS[detail] ?? "this user lost a right"}. Once this is fixed, resume the run.`;
    case "tables_locked":
      return "Another session holds the lead tables (Vicidial optimizes them at 1:03). The run tries again every few seconds.";
    case "connection_lost":
      return "The database is not reachable. The run continues automatically when it is back; everything done so far is recorded.";
    case "interrupted":
      return "A batch was interrupted. No lead is lost. The batch is finished automatically within a minute, then the run continues.";
    case "schema_drift":
      return `The lead tables no longer match: ${detail}. The doctor shows how to fix it.`;
    case "tables_unusable":
      return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}. The run continues automatically once this is fixed.`;
    case "check_impossible":
      return `The run needs data that cannot be read: ${detail.split(" ").every(isLeadWarning) ? warningLabels(detail) : detail}. Restore the table or the database right, or stop the run.`;
    case "undo_waits":
      return `Run #${detail} is still finishing its last batch. This run continues automatically.`;
    case "internal":
      return "An unexpected error occurred; see the server log. The run tries again every 30 seconds.";
  }
}

/** The labels of the warnings that a hold names. */
function warningLabels(names: string): string {
  return names
    .split(" ")
    .filter(isLeadWarning)
    .map((warning) => WARNING_LABELS[warning].label)
    .join(", ");
}
