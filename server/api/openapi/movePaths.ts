import { KEPT_HOURS } from "../../history/idempotencyStore.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { phrase } from "../../lib/phrase.ts";
import { REFUSABLE } from "../leadsInUse.ts";
import { header, RATE_LIMIT, REQUEST_ID } from "./headers.ts";
import { anyRef, json, ref, resultName } from "./references.ts";
import { dialectsOf, refusals } from "./refusals.ts";
import type { Headers, Json, Parameter, PathItem, Paths, Response } from "./types.ts";
import { withCode } from "./withCode.ts";

/** Paths that move leads, with headers, bodies and every answer. */

const HEADERS: readonly Parameter[] = [
  {
    name: "Idempotency-Key",
    in: "header",
    description: withCode(
      phrase(
        "Makes a retry safe: the first result is kept for %1s hours. Repeated requests get it with %2s.",
      ),
      KEPT_HOURS,
      "Idempotency-Replayed: true",
    ),
    schema: { type: "string", maxLength: 255 },
  },
  {
    name: "Prefer",
    in: "header",
    description: withCode(
      phrase(
        "%1s adds the outcome of each lead. %2s returns the expected outcome and changes nothing. A dry run cannot predict that the target table rejects a row (a unique key, a narrower column).",
      ),
      "return=representation",
      "handling=dry-run",
    ),
    schema: { type: "string" },
    example: "return=representation, handling=dry-run",
  },
];

/** What the Prefer header does for requests that archive leads. */
const ARCHIVE_PREFERENCES = withCode(
  phrase(
    "%1s adds the outcome of each lead. %2s returns the expected outcome and changes nothing. %3s refuses the batch if a lead is in use. Name one or more of: %4s.",
  ),
  "return=representation",
  "handling=dry-run",
  "refuse=on_call+in_hopper",
  REFUSABLE.join(", "),
);

function headersOf(direction: DirectionName): readonly Parameter[] {
  if (direction === "dearchive") return HEADERS;
  return HEADERS.map((each) =>
    each.name === "Prefer" ? { ...each, description: ARCHIVE_PREFERENCES } : each,
  );
}

const CUSTOMER: Parameter = {
  name: "customer",
  in: "path",
  required: true,
  description: "The customer of the key.",
  schema: { type: "string" },
};

interface MoveApi {
  readonly id: string;
  readonly summary: string;
  readonly request: string;
  readonly result: string;
  readonly example: Json;
}

const APIS: Readonly<Record<DirectionName, MoveApi>> = {
  dearchive: {
    id: "dearchiveLeads",
    summary: phrase("Restore leads from the archive"),
    request: "DearchiveRequest",
    result: "Dearchived",
    example: { insert_leads: true, delete_leads: true, lead_ids: [1001, 1002] },
  },
  archive: {
    id: "archiveLeads",
    summary: phrase("Move leads to the archive"),
    request: "ArchiveRequest",
    result: "Archived",
    example: { insert_leads: true, update_leads: true, delete_leads: true, lead_ids: [1001, 1002] },
  },
};

const RESULT_HEADERS: Headers = {
  ...REQUEST_ID,
  ...RATE_LIMIT,
  "Idempotency-Replayed": header(withCode(phrase("%1s if the answer is an earlier result."), "true"), "true"),
  "Preference-Applied": header(
    withCode(phrase("The preferences of %1s that were applied."), "Prefer"),
    "return=representation",
  ),
};

/** The path decides the format, unless the key has a response format. */
function success(result: string, isOlder: boolean): Response {
  const dialects = dialectsOf(isOlder);
  return {
    description: "The batch was processed.",
    headers: RESULT_HEADERS,
    content: json(anyRef(dialects.map((dialect) => resultName(dialect, result)))),
    "x-response-formats": dialects,
  };
}

function movePath(
  direction: DirectionName,
  isOlder: boolean,
  withCustomer: boolean,
  bodyLimitBytes: number,
): PathItem {
  const { id, summary, request, result, example } = APIS[direction];
  return {
    ...(withCustomer && { parameters: [CUSTOMER] }),
    post: {
      operationId: id + (isOlder ? "Older" : "") + (withCustomer ? "OfCustomer" : ""),
      ...(isOlder && { deprecated: true }),
      summary: summary + (isOlder ? ", in the previous response format" : ""),
      description: phrase(
        "All or nothing: one bad id refuses the whole batch. A lead is deleted from its table only if the other table has an equal copy.",
      ),
      tags: ["leads"],
      security: [{ apiKey: [] }],
      parameters: headersOf(direction),
      requestBody: { required: true, content: json(ref(request), example) },
      responses: { "200": success(result, isOlder), ...refusals(direction, isOlder, bodyLimitBytes) },
    },
  };
}

/** Returns the current and the older paths of both directions, with and without a customer. */
export function movePaths(bodyLimitBytes: number): Paths {
  const paths = (["dearchive", "archive"] as const).flatMap((direction) =>
    [false, true].flatMap((isOlder) => {
      const path = `/${isOlder ? "lead" : "leads"}/${direction}`;
      return [
        [path, movePath(direction, isOlder, false, bodyLimitBytes)],
        [`${path}/{customer}`, movePath(direction, isOlder, true, bodyLimitBytes)],
      ];
    }),
  );
  return Object.fromEntries(paths);
}
