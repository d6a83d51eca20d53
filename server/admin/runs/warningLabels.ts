import { phrase } from "../../lib/phrase.ts";
import type { LeadWarning } from "../../runs/leadWarnings.ts";
import type { Run } from "../../runs/run.ts";
import type { Tone } from "../history/outcomeLabels.ts";

export interface Label {
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

const DIFFERS = phrase(
  "In both tables with different data. Neither row moves. You can decide which one to keep.",
);

export const WARNING_LABELS: Readonly<Record<LeadWarning, Label>> = {
  missing: {
    label: phrase("Not found"),
    meaning: phrase(
      "Not in the table that they would move from, or in a list that your group may not access.",
    ),
    tone: "warn",
  },
  live: {
    label: phrase("Already live"),
    meaning: phrase("Only in the live table, so there is nothing to restore."),
    tone: "plain",
  },
  archived: {
    label: phrase("Already archived"),
    meaning: phrase("Only in the archive, so there is nothing to archive."),
    tone: "plain",
  },
  refused: {
    label: phrase("Cannot be moved"),
    meaning: phrase("They hold data in a column that the other table lacks. The doctor shows how to fix it."),
    tone: "bad",
  },
  differs: {
    label: phrase("Differs from the live lead"),
    meaning: DIFFERS,
    tone: "bad",
  },
  back: {
    label: phrase("Already moved back"),
    meaning: phrase("Already where they came from."),
    tone: "plain",
  },
  on_call: {
    label: phrase("Being called"),
    meaning: phrase(
      "An agent or the dialer works on them, and the result of the call would be lost. They always stay live.",
    ),
    tone: "bad",
  },
  equal: {
    label: phrase("Already live, identical"),
    meaning: phrase("They stay live as they are. Only the identical archived row is deleted."),
    tone: "plain",
  },
  changed: {
    label: phrase("Changed since"),
    meaning: phrase("Changed after the move, or possibly changed."),
    tone: "warn",
  },
  in_hopper: {
    label: phrase("In the hopper"),
    meaning: phrase("The dialer has loaded them and is about to call them."),
    tone: "bad",
  },
  callback_due: {
    label: phrase("Callback pending"),
    meaning: phrase(
      "An agent promised to call back. Vicidial archives the callbacks of leads that are not live, so nobody would call.",
    ),
    tone: "bad",
  },
  called_today: {
    label: phrase("Called today"),
    meaning: phrase("Called since midnight on the server's clock. An agent may still be working with them."),
    tone: "warn",
  },
  custom_fields: {
    label: phrase("Custom fields at risk"),
    meaning: phrase(
      "Their custom fields are not archived. Vicidial's clean-up script ADMIN_custom_table_clean.pl deletes those of leads that are not live.",
    ),
    tone: "warn",
  },
  dnc: {
    label: phrase("On a DNC list"),
    meaning: phrase("The number or its area code is on the internal DNC list or on the campaign's."),
    tone: "bad",
  },
  dialable: {
    label: phrase("Could be dialed immediately"),
    meaning: phrase(
      "Not called since the last reset, in an active list. The dialer may call within a minute.",
    ),
    tone: "warn",
  },
  list_gone: {
    label: phrase("List deleted"),
    meaning: phrase("Their list no longer exists, so nobody will call them."),
    tone: "warn",
  },
  list_inactive: {
    label: phrase("List inactive"),
    meaning: phrase("Their list is inactive or expired, so nobody will call them for now."),
    tone: "plain",
  },
  phone_live: {
    label: phrase("Number already live"),
    meaning: phrase("Another live lead has the same number. The person could be called twice."),
    tone: "warn",
  },
  callback_archived: {
    label: phrase("Callback archived"),
    meaning: phrase("An agent promised to call back. The callback was archived with the lead."),
    tone: "warn",
  },
  custom_missing: {
    label: phrase("Custom fields missing"),
    meaning: phrase("Their list has custom fields, but the values of these leads were deleted."),
    tone: "warn",
  },
  offset_stale: {
    label: phrase("Time zone outdated"),
    meaning: phrase(
      "Until Vicidial corrects their GMT offset at 1:01 or 7:01, calls may come at a wrong hour.",
    ),
    tone: "plain",
  },
};

/** Labels that name the other table when leads are archived. */
const ARCHIVE_LABELS: Readonly<Partial<Record<LeadWarning, Label>>> = {
  differs: { label: phrase("Differs from the archived lead"), meaning: DIFFERS, tone: "bad" },
};

export function warningLabel(warning: LeadWarning, { direction }: Pick<Run, "direction">): Label {
  return (direction === "archive" && ARCHIVE_LABELS[warning]) || WARNING_LABELS[warning];
}
