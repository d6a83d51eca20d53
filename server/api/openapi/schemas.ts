import { DEFAULT_LEAD_LIMIT } from "../../keys/settings.ts";
import { OUTCOMES } from "../../leads/outcome.ts";
import type { Content, Schema, Schemas } from "./types.ts";

/** The shapes of bodies, and how the other parts of the document name them. */

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const json = (schema: Schema, example?: unknown): Content => ({
  "application/json": { schema, ...(example !== undefined && { example }) },
});

const count = (description: string): Schema => ({ type: "integer", minimum: 0, description });
const flag = (description: string): Schema => ({ type: "boolean", description });
const LEAD_IDS: Schema = {
  type: "array",
  items: { type: "integer" },
  minItems: 1,
  maxItems: DEFAULT_LEAD_LIMIT,
  uniqueItems: true,
  description: "1 to 500 distinct lead ids; a key may set another limit.",
};

/** The older generations say their code in the body as well. */
const RESULT_CODE: Schemas = { http_code: { const: 200 } };

/**
 * @param more counts that only this API tells
 * @param code the result's code, where a generation says it in the body
 */
function resultSchema(more: Schemas, code: Schemas = {}): Schema {
  return {
    type: "object",
    required: [
      "message",
      "select_count",
      "insert_count",
      ...Object.keys(more),
      "delete_count",
      ...Object.keys(code),
    ],
    properties: {
      message: { const: "lead_ids batch was successfully processed" },
      select_count: count("Leads named and found."),
      insert_count: count("Leads that were not in the target and are now."),
      ...more,
      delete_count: count("Leads that left the table they came from."),
      dry_run: { const: true, description: "Nothing was changed." },
      results: {
        type: "array",
        items: ref("LeadResult"),
        description: "With Prefer: return=representation.",
      },
      ...code,
    },
    additionalProperties: false,
  };
}

const UPDATE_COUNT: Schemas = {
  update_count: count("Leads that were in the archive already and got the live data."),
};

export const SCHEMAS: Schemas = {
  DearchiveRequest: {
    type: "object",
    required: ["insert_leads", "delete_leads", "lead_ids"],
    properties: {
      insert_leads: flag("Insert the leads into vicidial_list; those already there are not inserted again."),
      delete_leads: flag("Delete from vicidial_list_archive those leads whose live copy is equal."),
      lead_ids: LEAD_IDS,
    },
  },
  ArchiveRequest: {
    type: "object",
    required: ["insert_leads", "update_leads", "delete_leads", "lead_ids"],
    properties: {
      insert_leads: flag(
        "Insert the leads into vicidial_list_archive; those already there are not inserted again.",
      ),
      update_leads: flag("Give leads already in the archive the live row's data."),
      delete_leads: flag("Delete from vicidial_list those leads whose archived copy is equal."),
      lead_ids: LEAD_IDS,
    },
  },
  Dearchived: resultSchema({}),
  Archived: resultSchema(UPDATE_COUNT),
  OlderDearchived: resultSchema({}, RESULT_CODE),
  OlderArchived: resultSchema(UPDATE_COUNT, RESULT_CODE),
  LeadResult: {
    type: "object",
    required: ["lead_id", "outcome"],
    properties: {
      lead_id: { type: "integer" },
      outcome: {
        enum: OUTCOMES,
      },
      columns: {
        type: "array",
        items: { type: "string" },
        description: "The columns that keep the lead back.",
      },
    },
    additionalProperties: false,
  },
  Refusal: {
    type: "object",
    required: ["message"],
    properties: {
      message: { type: "string" },
      lead_errors: count("How many offenders lead_ids names."),
      lead_count: count('The same count again; only where the message is "lead_ids does not exist".'),
      lead_ids: { type: "array", description: "The offending values as they were sent." },
    },
    additionalProperties: false,
  },
  OlderRefusal: {
    type: "object",
    required: ["message", "http_code"],
    properties: {
      message: { type: "string" },
      lead_count: count("How many offenders are named."),
      lead_ids: { type: "array", description: "The offending values as they were sent." },
      values: { type: "array", description: "The ids that do not exist." },
      http_code: { type: "integer", description: "The HTTP status once more." },
    },
    additionalProperties: false,
  },
  Problem: {
    type: "object",
    required: ["type", "title", "status", "request_id"],
    properties: {
      type: { type: "string", description: "Stable: urn:vicidial-dearchive:problem:CODE." },
      title: { type: "string" },
      status: { type: "integer" },
      request_id: { type: "string" },
      lead_errors: count("How many offenders lead_ids names."),
      lead_count: count('The same count again; only where the message is "lead_ids does not exist".'),
      lead_ids: { type: "array" },
    },
  },
  Health: {
    type: "object",
    required: ["live"],
    properties: {
      live: { const: true },
      ready: { type: "boolean" },
      customers: { type: "object", additionalProperties: { type: "boolean" } },
    },
  },
};
