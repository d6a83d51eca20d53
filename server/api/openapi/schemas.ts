import { DEFAULT_LEAD_LIMIT, MAX_LEAD_LIMIT } from "../../keys/keySettings.ts";
import { ANSWER_SCHEMAS } from "./answerSchemas.ts";
import type { Schema, Schemas } from "./types.ts";

/** All schemas of the document: request bodies, and those of answerSchemas.ts. */

const flag = (description: string): Schema => ({ type: "boolean", description });
const LEAD_IDS: Schema = {
  type: "array",
  items: { type: "integer" },
  minItems: 1,
  maxItems: MAX_LEAD_LIMIT,
  uniqueItems: true,
  description: `Distinct lead ids. A key allows 1 to ${DEFAULT_LEAD_LIMIT} unless its settings say otherwise; no key allows more than ${MAX_LEAD_LIMIT}.`,
};
export const SCHEMAS: Schemas = {
  DearchiveRequest: {
    type: "object",
    required: ["insert_leads", "delete_leads", "lead_ids"],
    properties: {
      insert_leads: flag("Insert the leads into vicidial_list, unless they are already there."),
      delete_leads: flag("Delete leads from vicidial_list_archive if their live copy is equal."),
      lead_ids: LEAD_IDS,
    },
  },
  ArchiveRequest: {
    type: "object",
    required: ["insert_leads", "update_leads", "delete_leads", "lead_ids"],
    properties: {
      insert_leads: flag("Insert the leads into vicidial_list_archive, unless they are already there."),
      update_leads: flag("Update leads that are already in the archive with the live data."),
      delete_leads: flag("Delete leads from vicidial_list if their archived copy is equal."),
      lead_ids: LEAD_IDS,
    },
  },
  ...ANSWER_SCHEMAS,
};
