import { DEFAULT_LEAD_LIMIT, MAX_LEAD_LIMIT } from "../../keys/keySettings.ts";
import { phrase } from "../../lib/phrase.ts";
import { ANSWER_SCHEMAS } from "./answerSchemas.ts";
import { LOOKUP_SCHEMAS } from "./lookupSchemas.ts";
import { RUN_SCHEMAS } from "./runSchemas.ts";
import type { Schema, Schemas } from "./types.ts";
import { withCode } from "./withCode.ts";

/** All schemas of the document: request bodies, and those of answerSchemas.ts. */

const flag = (description: string): Schema => ({ type: "boolean", description });
const LEAD_IDS: Schema = {
  type: "array",
  items: { type: "integer" },
  minItems: 1,
  maxItems: MAX_LEAD_LIMIT,
  uniqueItems: true,
  description: withCode(
    phrase(
      "Distinct lead ids. A key allows %1s to %2s unless its settings say otherwise. No key allows more than %3s.",
    ),
    1,
    DEFAULT_LEAD_LIMIT,
    MAX_LEAD_LIMIT,
  ),
};
export const SCHEMAS: Schemas = {
  DearchiveRequest: {
    type: "object",
    required: ["insert_leads", "delete_leads", "lead_ids"],
    properties: {
      insert_leads: flag(phrase("Insert the leads into vicidial_list, unless they are already there.")),
      delete_leads: flag(phrase("Delete leads from vicidial_list_archive if their live copy is equal.")),
      lead_ids: LEAD_IDS,
    },
  },
  ArchiveRequest: {
    type: "object",
    required: ["insert_leads", "update_leads", "delete_leads", "lead_ids"],
    properties: {
      insert_leads: flag(
        phrase("Insert the leads into vicidial_list_archive, unless they are already there."),
      ),
      update_leads: flag(phrase("Update leads that are already in the archive with the live data.")),
      delete_leads: flag(phrase("Delete leads from vicidial_list if their archived copy is equal.")),
      lead_ids: LEAD_IDS,
    },
  },
  ...ANSWER_SCHEMAS,
  ...LOOKUP_SCHEMAS,
  ...RUN_SCHEMAS,
};
