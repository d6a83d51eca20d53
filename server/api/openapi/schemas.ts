import { DEFAULT_LEAD_LIMIT, MAX_LEAD_LIMIT } from "../../keys/keySettings.ts";
import { ANSWER_SCHEMAS } from "./answerSchemas.ts";
import type { Schema, Schemas } from "./types.ts";

/** The bodies of calls, and with those of the answers all schemas of the document. */

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
  ...ANSWER_SCHEMAS,
};
