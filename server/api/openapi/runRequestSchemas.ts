import type { CHANGE_FIELDS } from "../../leads/changes/index.ts";
import { phrase } from "../../lib/phrase.ts";
import { LEAD_WARNINGS } from "../../runs/leadWarnings.ts";
import { MAX_NAME } from "../../runs/run.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import { day, flag, integer, orNull, text } from "./schemaParts.ts";
import type { Schema, Schemas } from "./types.ts";
import { withCode } from "./withCode.ts";

/** Schemas of the bodies that create and start runs. */

export const DIRECTION: Schema = {
  type: "string",
  enum: ["restore", "archive"],
  description: phrase("Where the leads move."),
};

const CHANGE_TYPES: Readonly<Record<keyof typeof CHANGE_FIELDS, Schema>> = {
  list_id: {
    anyOf: [{ type: "integer" }, { type: "string" }],
    description: "The list that the leads move to.",
  },
  status: text("Their new status."),
  reset_called_since_last_reset: flag("Whether the dialer may call them again."),
  reset_called_count: flag("Whether their number of phone calls starts at 0."),
  rank: { type: "integer", description: "Their new rank." },
  owner: text("Their new owner; empty for none."),
  recompute_gmt_offset: flag("Whether their GMT offset is computed again."),
};

const SETTINGS: Schemas = {
  name: { ...text(phrase("The name of the run, for people.")), maxLength: MAX_NAME },
  skip: {
    type: "array",
    items: { type: "string", enum: LEAD_WARNINGS },
    description: withCode(
      phrase(
        "The warnings whose leads are skipped. Without it, those on DNC lists are skipped when restoring: %1s.",
      ),
      '["dnc"]',
    ),
  },
  restore_callbacks: flag(phrase("Whether archived callbacks of restored leads are restored too.")),
  speed_limit: orNull({
    type: "integer",
    minimum: 1,
    maximum: MAX_RATE,
    description: phrase("Leads per second. Null or left out for no limit."),
  }),
  changes: orNull({
    type: "object",
    properties: CHANGE_TYPES,
    additionalProperties: false,
    description: phrase("What changes in the restored leads, such as list and status."),
  }),
};

const START = flag(
  phrase("Whether the run starts by itself once its leads are checked. Otherwise it waits."),
);

export const RUN_REQUEST_SCHEMAS: Schemas = {
  RunRequest: {
    type: "object",
    required: ["direction"],
    properties: {
      direction: DIRECTION,
      lead_ids: {
        type: "array",
        items: { type: "integer" },
        minItems: 1,
        maxItems: MOST_LEADS,
        description: withCode(phrase("The leads: up to %1s ids. Send either these or a search."), MOST_LEADS),
      },
      search: {
        type: "object",
        description: withCode(
          phrase("Finds the leads when the run is checked: at most %1s. Conditions are combined with AND."),
          MOST_LEADS,
        ),
        properties: {
          phone_number: text("Digits only."),
          vendor_lead_code: text("Your own code of the lead."),
          list_id: integer("The list of the leads."),
          status: {
            description: "One status, or several.",
            anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
          },
          called_from: day("Last called on this day or later."),
          called_to: day("Last called on this day or earlier."),
          not_called_since: day("Last called before this day, or never."),
          entry_from: day("Entered on this day or later."),
          entry_to: day("Entered on this day or earlier."),
        },
        additionalProperties: false,
      },
      ...SETTINGS,
      start: START,
    },
    additionalProperties: false,
  },
  StartRequest: { type: "object", properties: { ...SETTINGS, start: START }, additionalProperties: false },
};
