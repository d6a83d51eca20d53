import { type PageText, type Phrase, phrase, term } from "../../lib/phrase.ts";
import { isLeadWarning } from "../../runs/leadWarnings.ts";
import type { Hold, Run } from "../../runs/run.ts";
import { displayTime } from "../format/displayTime.ts";
import { WARNING_LABELS } from "./warningLabels.ts";

/** What the owner of a run lacks, by the code of the missing right. */
const OWNER_PROBLEMS: Readonly<Record<string, string>> = {
  unknown_user: phrase("this user no longer exists"),
  inactive_user: phrase("this user is no longer active"),
  user_level: phrase("this user's level is now below 8"),
  no_modify_leads: phrase("this user may no longer modify leads"),
  target_list: phrase("the list that the leads move to is gone, or this user may no longer access it"),
};

/** Why a run is on hold or paused itself, and what happens next. */
export function holdLabel(
  { user }: Pick<Run, "user">,
  { code, detail, until }: Hold,
  zone: string,
): PageText {
  switch (code) {
    case "office_hours":
      return until
        ? phrase(
            "Office hours: the rule “%1s” prevents leads from being moved until %2s. The run continues automatically.",
            detail,
            displayTime(until, zone).text,
          )
        : phrase(
            "Office hours: the rule “%1s” prevents leads from being moved. The run continues automatically.",
            detail,
          );
    case "owner_rights":
      return phrase(
        "The run acts for %1s, but %2s. Once this is fixed, resume the run.",
        user,
        term(OWNER_PROBLEMS[detail] ?? phrase("this user lost a right")),
      );
    case "tables_locked":
      return phrase(
        "Another session holds the lead tables (Vicidial optimizes them at 1:03). The run tries again every few seconds.",
      );
    case "connection_lost":
      return phrase(
        "The database is not reachable. The run continues automatically when it is back. Everything done so far is recorded.",
      );
    case "interrupted":
      return phrase(
        "A batch was interrupted. No lead is lost. The batch is finished automatically within a minute, then the run continues.",
      );
    case "schema_drift":
      return phrase("The lead tables no longer match: %1s. The doctor shows how to fix it.", detail);
    case "tables_unusable":
      return phrase(
        "%1s. The run continues automatically once this is fixed.",
        `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`,
      );
    case "check_impossible":
      return phrase(
        "The run needs data that cannot be read: %1s. Restore the table or the database right, or stop the run.",
        detail.split(" ").every(isLeadWarning) ? warningLabels(detail) : detail,
      );
    case "undo_waits":
      return phrase("Run #%1s is still finishing its last batch. This run continues automatically.", detail);
    case "internal":
      return phrase(
        "An unexpected error occurred. See the server log. The run tries again every 30 seconds.",
      );
  }
}

/** The labels of the warnings that a hold names. */
function warningLabels(names: string): readonly Phrase[] {
  return names
    .split(" ")
    .filter(isLeadWarning)
    .map((warning) => term(WARNING_LABELS[warning].label));
}
