import { LOCATIONS } from "../../leads/lookup/locator.ts";
import { phrase } from "../../lib/phrase.ts";
import { MAX_LOCATED } from "../lookup/locateBody.ts";
import { ref } from "./references.ts";
import type { Schema, Schemas } from "./types.ts";

/** Schemas and examples of look-ups. */

const oneOf = (types: readonly string[], description: string): Schema => ({
  anyOf: types.map((type) => ({ type })),
  description,
});
const text = (description: string): Schema => oneOf(["string", "null"], description);
/** List ids beyond 2^53 are text. */
const listId = (description: string): Schema => oneOf(["integer", "string", "null"], description);
const leadIds = (description: string): Schema => ({ type: "array", items: { type: "integer" }, description });
const location = (values: readonly string[]): Schema => ({
  type: "string",
  enum: values,
  description: "Where the lead is.",
});

export const LOOKUP_SCHEMAS: Schemas = {
  ArchivedLeads: {
    type: "object",
    required: ["leads", "next"],
    properties: {
      leads: { type: "array", items: ref("ArchivedLead") },
      next: text("The value of `after` for the next page; null after the last page."),
    },
    additionalProperties: false,
  },
  ArchivedLead: {
    type: "object",
    description: "Without the columns that the key's user may not see in Vicidial.",
    required: ["lead_id", "location"],
    properties: {
      lead_id: { type: "integer" },
      list_id: listId("The list in the archive."),
      status: text("The status in the archive."),
      vendor_lead_code: text("Your own code of the lead."),
      source_id: text("The source of the lead."),
      phone_code: text("The country code."),
      phone_number: text("Masked with X if the key's user may not see it."),
      entry_date: text("In the server's time zone."),
      modify_date: text("In UTC."),
      last_local_call_time: text("In the lead's time zone; null if the lead was never called."),
      called_count: oneOf(["integer", "null"], "Number of phone calls."),
      location: location(["archived", "both"]),
    },
    additionalProperties: false,
  },
  LocateRequest: {
    type: "object",
    properties: {
      lead_ids: {
        type: "array",
        items: { type: "integer" },
        minItems: 1,
        maxItems: MAX_LOCATED,
        uniqueItems: true,
        description: phrase("The leads by id. Send either these or vendor codes."),
      },
      vendor_lead_codes: {
        type: "array",
        items: { type: "string", maxLength: 20 },
        minItems: 1,
        maxItems: MAX_LOCATED,
        description: phrase("The leads by your own code, exactly."),
      },
    },
  },
  LocatedLeads: {
    type: "object",
    required: ["leads"],
    properties: {
      leads: { type: "array", items: { anyOf: [ref("LocatedLead"), ref("LocatedCode")] } },
    },
    additionalProperties: false,
  },
  LocatedLead: {
    type: "object",
    required: ["lead_id", "location", "live_list_id", "archived_list_id"],
    properties: {
      lead_id: { type: "integer" },
      location: location(LOCATIONS),
      live_list_id: listId("The list of the live row."),
      archived_list_id: listId("The list of the archived row."),
    },
    additionalProperties: false,
  },
  LocatedCode: {
    type: "object",
    required: ["vendor_lead_code", "location", "live_lead_ids", "archived_lead_ids"],
    properties: {
      vendor_lead_code: { type: "string" },
      location: location(LOCATIONS),
      live_lead_ids: leadIds("The live leads with this code."),
      archived_lead_ids: leadIds("The archived leads with this code."),
      too_many: {
        type: "boolean",
        const: true,
        description: "More than 1000 leads of a table have this code, so their ids are left out.",
      },
    },
    additionalProperties: false,
  },
};

export const ARCHIVED_LEADS_EXAMPLE = {
  leads: [
    {
      lead_id: 1001,
      list_id: 101,
      status: "NA",
      vendor_lead_code: "A-1001",
      source_id: "web",
      phone_code: "1",
      phone_number: "3125550188",
      entry_date: "2025-03-04 09:12:30",
      modify_date: "2026-01-12 18:30:05",
      last_local_call_time: "2026-01-12 12:30:05",
      called_count: 4,
      location: "archived",
    },
  ],
  next: null,
};

export const LOCATED_LEADS_EXAMPLE = {
  leads: [
    { lead_id: 1001, location: "archived", live_list_id: null, archived_list_id: 101 },
    { lead_id: 1002, location: "both", live_list_id: 102, archived_list_id: 101 },
  ],
};
