import { DIALECTS, type Dialect } from "../../http/requestState.ts";
import { OUTCOMES } from "../../leads/move/outcome.ts";
import { ref, resultName } from "./references.ts";
import type { Schema, Schemas } from "./types.ts";

/** Schemas of answer bodies. */

const count = (description: string): Schema => ({ type: "integer", minimum: 0, description });
const SENT_VALUES: Schema = {
  type: "array",
  items: ref("SentValue"),
  description: "The invalid values as they were sent.",
};
const MISSING_IDS: Schema = {
  type: "array",
  items: { type: "integer" },
  description: "The ids that do not exist.",
};

/** Names of the fields for the message of a success and for the repeated HTTP status. */
const RESULT_FIELDS: Readonly<Record<Dialect, readonly [message: string, code?: string]>> = {
  current: ["message"],
  http_code: ["message", "http_code"],
  status_code: ["success", "status_code"],
};

/** @param more counts that only this direction returns */
function resultSchema(dialect: Dialect, more: Schemas): Schema {
  const [message, code] = RESULT_FIELDS[dialect];
  return {
    type: "object",
    required: [
      message,
      "select_count",
      "insert_count",
      ...Object.keys(more),
      "delete_count",
      ...(code === undefined ? [] : [code]),
    ],
    properties: {
      [message]: { type: "string", const: "lead_ids batch was successfully processed" },
      select_count: count("Leads of the request, all of which were found."),
      insert_count: count("Leads inserted into the target table."),
      ...more,
      delete_count: count("Leads deleted from the source table."),
      dry_run: { type: "boolean", const: true, description: "Nothing was changed." },
      results: {
        type: "array",
        items: ref("LeadResult"),
        description: "With Prefer: return=representation.",
      },
      ...(code !== undefined && { [code]: { type: "integer", const: 200 } }),
    },
    additionalProperties: false,
  };
}

/** Returns the schema of refusals in the older dialects, which differ in two names. */
function olderRefusal(message: string, code: string): Schema {
  return {
    type: "object",
    required: [message, code],
    properties: {
      [message]: { type: "string" },
      lead_count: count("Number of invalid values."),
      lead_ids: SENT_VALUES,
      values: MISSING_IDS,
      [code]: { type: "integer", description: "Repeats the HTTP status." },
    },
    additionalProperties: false,
  };
}

const UPDATE_COUNT: Schemas = {
  update_count: count("Leads already in the archive that were updated with the live data."),
};

export const ANSWER_SCHEMAS: Schemas = {
  ...Object.fromEntries(
    DIALECTS.flatMap((dialect) => [
      [resultName(dialect, "Dearchived"), resultSchema(dialect, {})],
      [resultName(dialect, "Archived"), resultSchema(dialect, UPDATE_COUNT)],
    ]),
  ),
  LeadResult: {
    type: "object",
    required: ["lead_id", "outcome"],
    properties: {
      lead_id: { type: "integer" },
      outcome: { type: "string", enum: OUTCOMES },
      columns: {
        type: "array",
        items: { type: "string" },
        description: "Columns that differ, so that the lead was kept.",
      },
    },
    additionalProperties: false,
  },
  Refusal: {
    type: "object",
    required: ["message"],
    properties: {
      message: { type: "string" },
      lead_errors: count("Number of values in lead_ids."),
      lead_count: count('The same count again; only where the message is "lead_ids does not exist".'),
      lead_ids: SENT_VALUES,
    },
    additionalProperties: false,
  },
  HttpCodeRefusal: olderRefusal("message", "http_code"),
  StatusCodeRefusal: olderRefusal("error", "status_code"),
  SentValue: {
    description: "Any JSON value.",
    anyOf: [
      { type: "number" },
      { type: "string" },
      { type: "boolean" },
      { type: "null" },
      { type: "object", additionalProperties: true },
      { type: "array", items: ref("SentValue") },
    ],
  },
  Problem: {
    type: "object",
    required: ["type", "title", "status", "request_id"],
    properties: {
      type: { type: "string", description: "Stable: urn:vicidial-dearchive:problem:CODE." },
      title: { type: "string" },
      status: { type: "integer" },
      request_id: { type: "string" },
      lead_errors: count("Number of values in lead_ids."),
      lead_ids: SENT_VALUES,
      lead_count: count(
        'The same count again; in the response format "current" only where the message is "lead_ids does not exist".',
      ),
      values: MISSING_IDS,
      field: { type: "string", description: "The invalid field of a search." },
      indexed_fields: {
        type: "array",
        items: { type: "string" },
        description: "The fields of which a search needs at least one.",
      },
      errors: {
        type: "array",
        description: "Every field that is wrong.",
        items: {
          type: "object",
          required: ["field", "message"],
          properties: {
            field: { type: "string", description: "Its path, such as search.list_id." },
            message: { type: "string", description: "What is wrong with it." },
          },
        },
      },
      http_code: {
        type: "integer",
        description: "Only in the response format http_code. Repeats the HTTP status.",
      },
      status_code: {
        type: "integer",
        description: "Only in the response format status_code. Repeats the HTTP status.",
      },
    },
  },
  Health: {
    type: "object",
    required: ["live"],
    properties: {
      live: { type: "boolean", const: true },
      ready: { type: "boolean" },
      customers: { type: "object", additionalProperties: { type: "boolean" } },
    },
  },
};
