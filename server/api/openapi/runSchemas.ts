import { HOLD_CODES, RUN_STATES } from "../../runs/run.ts";
import { COUNT_NAMES } from "../../runs/runJson.ts";
import { RUN_OUTCOMES } from "../../runs/runOutcome.ts";
import { MESSAGE_TYPES } from "../../webhooks/messages.ts";
import { ref } from "./references.ts";
import { DIRECTION, RUN_REQUEST_SCHEMAS } from "./runRequestSchemas.ts";
import { flag, integer, orNull, text, textOrNull, time, whole } from "./schemaParts.ts";
import type { Schema, Schemas } from "./types.ts";

/** Schemas of runs and of a webhook's message. */

const COUNTS: Schemas = {
  total: integer("Leads of the run."),
  ...Object.fromEntries(Object.values(COUNT_NAMES).map((name) => [name, integer("")])),
  undone: integer("Moved, and moved back since."),
  not_handled: integer("Not reached yet, or never because the run was stopped."),
};

const TIMES: Schemas = {
  created_at: time("In UTC."),
  started_at: time("Null until it starts."),
  finished_at: time("Null until it ends."),
};

const RUN: Schemas = {
  id: { type: "integer" },
  name: text("Empty if it has none."),
  state: { type: "string", enum: RUN_STATES },
  direction: DIRECTION,
  user: textOrNull("The Vicidial user that it acts as; null for another user than the key's."),
  source: {
    type: "object",
    required: ["kind"],
    properties: {
      kind: { type: "string" },
      repeated: integer("Ids that were sent more than once."),
      search: { type: "object", additionalProperties: true },
      run_id: { type: "integer" },
      batch_id: { type: "integer" },
    },
    additionalProperties: true,
  },
  settings: whole({
    skip: { type: "array", items: { type: "string" } },
    restore_callbacks: { type: "boolean" },
    speed_limit: orNull({ type: "integer" }),
    changes: orNull({ type: "object", additionalProperties: true }),
  }),
  starts_itself: flag("Whether it starts once its leads are checked."),
  is_cut: flag("Whether more leads matched than a run can hold."),
  leads: ref("RunCounts"),
  progress: whole({
    found_all: flag("Whether its leads are all found."),
    checked: integer("Leads checked."),
    handled: integer("Leads handled."),
    percent: integer("Of the check, then of the moves."),
  }),
  hold: orNull({
    type: "object",
    description: "Why it does not go on now; null if nothing holds it.",
    required: ["code", "detail", "until"],
    properties: {
      code: { type: "string", enum: HOLD_CODES },
      detail: text("The rule, the missing right or the obstacle."),
      until: time("When the hold ends, if that is known."),
    },
  }),
  ...TIMES,
  links: whole({
    self: text("This run."),
    leads: text("The outcome of each lead."),
    page: text("Its page for people."),
    batches: text("Its batches in the history, for people."),
  }),
};

const DETAILS: Schemas = {
  outcomes: {
    type: "object",
    description: "Leads by exact outcome.",
    additionalProperties: { type: "integer" },
  },
  check: whole({
    warnings: {
      type: "object",
      description: "Leads by warning. A lead can have several.",
      additionalProperties: { type: "integer" },
    },
    unchecked: {
      type: "array",
      items: { type: "string" },
      description: "Warnings that could not be checked.",
    },
  }),
  estimate: orNull({
    type: "object",
    description: "How long moving the rest takes; null before the check is done and after the end.",
    required: ["seconds", "ends_at"],
    properties: { seconds: integer("Without holds."), ends_at: time("With office hours; null if unknown.") },
  }),
};

const RUN_LEAD: Schema = {
  type: "object",
  required: ["lead_id", "outcome", "counted_as", "batch_id"],
  properties: {
    lead_id: { type: "integer" },
    outcome: { type: "string", enum: RUN_OUTCOMES },
    counted_as: { type: "string", enum: Object.values(COUNT_NAMES) },
    columns: { type: "array", items: { type: "string" }, description: "Columns that differ." },
    skipped_for: text("The warning that skipped it."),
    reason: text("Why the table refused it."),
    batch_id: orNull({ type: "integer", description: "Its batch in the history." }),
  },
  additionalProperties: false,
};

export const RUN_SCHEMAS: Schemas = {
  ...RUN_REQUEST_SCHEMAS,
  RunCounts: whole(COUNTS, "All parts add up to the total."),
  ListedRun: whole(RUN),
  Run: whole({ ...RUN, ...DETAILS }),
  Runs: whole({
    runs: { type: "array", items: ref("ListedRun"), description: "Newest first." },
    next: textOrNull("The value of `after` for the next page; null after the last page."),
  }),
  RunLead: RUN_LEAD,
  RunLeads: whole({
    leads: { type: "array", items: ref("RunLead") },
    next: textOrNull("The value of `after` for the next page; null after the last page."),
  }),
  WebhookMessage: whole({
    type: { type: "string", enum: MESSAGE_TYPES },
    timestamp: { type: "string", description: "When the run ended." },
    data: whole({
      id: { type: "integer", description: "The run." },
      name: text("Its name; empty if it has none."),
      state: { type: "string", enum: ["done", "stopped"] },
      direction: DIRECTION,
      leads: ref("RunCounts"),
      ...TIMES,
    }),
  }),
};
