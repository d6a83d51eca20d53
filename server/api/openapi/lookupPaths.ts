import { phrase } from "../../lib/phrase.ts";
import { MAX_LOCATED } from "../lookup/locateBody.ts";
import { CALLER_RESULTS } from "../lookup/restoreByPhone.ts";
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, MAX_VALUES } from "../lookup/searchQuery.ts";
import { RATE_LIMIT, REQUEST_ID } from "./headers.ts";
import { ARCHIVED_LEADS_EXAMPLE, LOCATED_LEADS_EXAMPLE } from "./lookupSchemas.ts";
import { commonProblems, type DescribedProblem, problemResponses } from "./problemResponses.ts";
import { json, ref } from "./references.ts";
import type { Operation, Parameter, Paths, Schema } from "./types.ts";
import { withCode } from "./withCode.ts";

/** Paths that look up leads, and the path for Vicidial's own URLs. */

function query(name: string, schema: Schema, description: string, example?: Parameter["example"]): Parameter {
  return { name, in: "query", description, schema, ...(example !== undefined && { example }) };
}

/** A field that may be repeated. */
function repeatable(name: string, items: Schema, description: string, example: string | number): Parameter {
  return query(name, { type: "array", items, maxItems: MAX_VALUES }, description, [example]);
}

const day = (name: string, description: string, example: string): Parameter =>
  query(name, { type: "string", maxLength: 10 }, description, example);

const SEARCH_PARAMETERS: readonly Parameter[] = [
  repeatable(
    "vendor_lead_code",
    { type: "string", maxLength: 20 },
    phrase("Your own code of the lead, exactly."),
    "A-1001",
  ),
  repeatable(
    "phone_number",
    { type: "string" },
    phrase("The full number without country code. Only its digits count."),
    "3125550188",
  ),
  repeatable("source_id", { type: "string", maxLength: 50 }, phrase("The source of the lead."), "web"),
  repeatable("list_id", { type: "integer" }, phrase("The list of the lead."), 1001),
  repeatable("status", { type: "string", maxLength: 6 }, phrase("The status of the lead."), "NA"),
  repeatable("lead_id", { type: "integer" }, phrase("Vicidial's id of the lead."), 1001),
  day("called_from", phrase("Last called on this day or later, in the lead's time zone."), "2026-01-31"),
  day("called_to", phrase("Last called on this day or earlier."), "2026-06-30"),
  day("entry_from", phrase("Entered on this day or later."), "2025-01-01"),
  day("entry_to", phrase("Entered on this day or earlier."), "2025-12-31"),
  query(
    "limit",
    { type: "integer", minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT },
    phrase("The most leads of a page."),
    DEFAULT_PAGE_LIMIT,
  ),
  query("after", { type: "string" }, withCode(phrase("The %1s of the page before."), "next"), "1002"),
];

const BODY_PROBLEMS: readonly DescribedProblem[] = [
  { fault: { code: "ids_not_integer", values: ['"0"'] }, description: "A value is missing or invalid." },
  { fault: { code: "body_too_large", limitBytes: 1_048_576 }, description: "The body is too large." },
  { fault: { code: "body_not_json" }, description: "The Content-Type is not JSON." },
];

const SEARCH_PROBLEMS: readonly DescribedProblem[] = [
  {
    fault: { code: "search_unindexed", fields: ["lead_id", "phone_number", "vendor_lead_code"] },
    description: "No index supports the search: add one of the fields that the answer lists.",
  },
  {
    fault: { code: "search_invalid", field: "entry_from", wanted: "a date such as 2026-01-31" },
    description: "A field is unknown or invalid.",
  },
];

const FIND: Operation = {
  operationId: "findArchivedLeads",
  summary: phrase("Find archived leads"),
  description: phrase(
    "Returns pages in ascending order of the ids. A lead must match every field that you send, with one of its values. A page may hold fewer leads than the limit, or none: continue until next is null.",
  ),
  tags: ["look-ups"],
  security: [{ apiKey: [] }],
  parameters: SEARCH_PARAMETERS,
  responses: {
    "200": {
      description: "A page of leads.",
      headers: { ...REQUEST_ID, ...RATE_LIMIT },
      content: json(ref("ArchivedLeads"), ARCHIVED_LEADS_EXAMPLE),
    },
    ...problemResponses([...SEARCH_PROBLEMS, ...commonProblems("read")], "problem"),
  },
};

const LOCATE: Operation = {
  operationId: "locateLeads",
  summary: phrase("Locate leads"),
  description: withCode(
    phrase(
      "Tells where up to %1s leads are: live, archived, both or neither. Leads in lists that the key's user may not access count as neither.",
    ),
    MAX_LOCATED,
  ),
  tags: ["look-ups"],
  security: [{ apiKey: [] }],
  requestBody: {
    required: true,
    content: json(ref("LocateRequest"), { lead_ids: [1001, 1002] }),
  },
  responses: {
    "200": {
      description: "Each lead or code, in the order sent.",
      headers: { ...REQUEST_ID, ...RATE_LIMIT },
      content: json(ref("LocatedLeads"), LOCATED_LEADS_EXAMPLE),
    },
    ...problemResponses([...BODY_PROBLEMS, ...commonProblems("read")], "problem"),
  },
};

const RESTORE_BY_PHONE: Operation = {
  operationId: "restoreLeadByPhone",
  summary: phrase("Restore a lead by phone number"),
  description: phrase(
    "For Vicidial's own URLs, which cannot send headers. Restores the newest archived lead of a phone number, unless a lead with this number is live. Answers one word.",
  ),
  tags: ["look-ups"],
  security: [{ apiKey: [] }, { apiKeyInUrl: [] }],
  parameters: [
    query(
      "phone_number",
      { type: "string" },
      phrase("The phone number. Only its digits count. Without a number, nothing happens."),
      "3125550188",
    ),
    query(
      "lead_id",
      { type: "string" },
      phrase("The live lead that Vicidial made for this phone call, which does not count as live."),
      "1003",
    ),
  ],
  responses: {
    "200": {
      description: "What happened.",
      headers: { ...REQUEST_ID, ...RATE_LIMIT },
      content: {
        "text/plain": {
          schema: { type: "string", enum: CALLER_RESULTS },
          example: "restored",
        },
      },
    },
    ...problemResponses(
      [
        ...commonProblems("restore_by_phone"),
        { fault: { code: "key_in_url" }, description: "A key with other scopes stands in the URL." },
        {
          fault: { code: "office_hours", rule: "office", until: null },
          description: "The office hours do not allow restores now.",
        },
      ],
      "word",
    ),
  },
};

export const LOOKUP_PATHS: Paths = {
  "/leads/archived": { get: FIND },
  "/leads/locate": { post: LOCATE },
  "/leads/restore-by-phone": { get: RESTORE_BY_PHONE },
};
