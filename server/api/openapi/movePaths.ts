import type { Fault } from "../../errors.ts";
import { KEPT_HOURS } from "../../history/idempotencyStore.ts";
import { answerFault } from "../dialects.ts";
import { stringifyBody } from "../rawJson.ts";
import { json, ref } from "./schemas.ts";
import type { Header, Headers, Json, Parameter, PathItem, Paths, Response, Responses } from "./types.ts";

/** The calls that move leads: headers, bodies and every answer. */

const REQUEST_ID: Headers = {
  "X-Request-Id": {
    description: "Names the call in the log and in the history.",
    schema: { type: "string" },
  },
};

const header = (description: string): Header => ({ description, schema: { type: "string" } });

/** Only a key with a limit sees them, and only once it is known who calls. */
const RATE_LIMIT: Headers = {
  RateLimit: header('Where the key stands in its minute: `"key";r=LEFT;t=SECONDS`.'),
  "RateLimit-Policy": header('The key\'s limit: `"key";q=CALLS;w=60`.'),
};

function refusal(description: string, example: unknown, headers: Headers = RATE_LIMIT): Response {
  return {
    description,
    headers: { ...REQUEST_ID, ...headers },
    content: {
      ...json(ref("Refusal"), example),
      "application/problem+json": { schema: ref("Problem") },
    },
  };
}

const RETRY_AFTER: Headers = {
  ...RATE_LIMIT,
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
};

/** An example is what the code answers, so that none can go stale. */
function exampleOf(fault: Fault): unknown {
  const manner = { dialect: "current", direction: "dearchive" } as const;
  return JSON.parse(stringifyBody(answerFault(fault, manner, "REQUEST-ID").body));
}

const MALFORMED =
  "Unexpected character encountered while parsing number: s. Path 'lead_ids[97]', line 104, position 5.";

/** What every call may be told that wants a key. */
export const UNAUTHENTICATED = refusal(
  "No valid key. The server's log names the reason.",
  exampleOf({ code: "unauthenticated", reason: "unknown_key" }),
  { "WWW-Authenticate": header("What a caller must show: a key.") },
);

const refusals = (bodyLimitBytes: number): Responses => ({
  "400": refusal(
    "The body breaks a rule, or names leads that do not exist. Nothing was changed.",
    exampleOf({ code: "ids_missing", ids: [0] }),
  ),
  "401": UNAUTHENTICATED,
  "403": refusal(
    "The office hours refuse calls now.",
    exampleOf({ code: "office_hours", rule: "office", until: null }),
    RETRY_AFTER,
  ),
  "409": refusal(
    "The first call with this Idempotency-Key is still at work.",
    exampleOf({ code: "idempotency_running" }),
    RETRY_AFTER,
  ),
  "413": refusal("The body is too large.", exampleOf({ code: "body_too_large", limitBytes: bodyLimitBytes })),
  "415": refusal("The body is not JSON by its Content-Type.", exampleOf({ code: "body_not_json" })),
  "422": refusal("The Idempotency-Key was used for another call.", exampleOf({ code: "idempotency_reused" })),
  "429": refusal(
    "The key's calls of this minute are used up.",
    exampleOf({ code: "rate_limited", retryAfterSeconds: 30 }),
    RETRY_AFTER,
  ),
  "500": refusal(
    "The body is not JSON at all (the message names the place), or the server could not do it. No lead is lost.",
    exampleOf({ code: "body_malformed", detail: MALFORMED }),
  ),
});

const HEADERS: readonly Parameter[] = [
  {
    name: "Idempotency-Key",
    in: "header",
    description: `Makes a retry safe: the first result is kept for ${KEPT_HOURS} hours and answered again, with Idempotency-Replayed: true.`,
    schema: { type: "string", maxLength: 255 },
  },
  {
    name: "Prefer",
    in: "header",
    description:
      "return=representation adds what became of each lead; handling=dry-run foresees it and changes nothing. A dry run cannot foresee a row that the target table refuses (a unique key, a narrower column).",
    schema: { type: "string" },
    example: "return=representation, handling=dry-run",
  },
];

const CUSTOMER: Parameter = {
  name: "customer",
  in: "path",
  required: true,
  description: "The customer that the key belongs to.",
  schema: { type: "string" },
};

interface MoveApi {
  readonly id: string;
  readonly summary: string;
  readonly request: string;
  readonly result: string;
  /** The result in the words of the generation before. */
  readonly olderResult: string;
  readonly example: Json;
}

const APIS: Readonly<Record<string, MoveApi>> = {
  dearchive: {
    id: "dearchiveLeads",
    summary: "Bring leads back from the archive",
    request: "DearchiveRequest",
    result: "Dearchived",
    olderResult: "OlderDearchived",
    example: { insert_leads: true, delete_leads: true, lead_ids: [1001, 1002] },
  },
  archive: {
    id: "archiveLeads",
    summary: "Put leads into the archive",
    request: "ArchiveRequest",
    result: "Archived",
    olderResult: "OlderArchived",
    example: { insert_leads: true, update_leads: true, delete_leads: true, lead_ids: [1001, 1002] },
  },
};

const RESULT_HEADERS: Headers = {
  ...REQUEST_ID,
  ...RATE_LIMIT,
  "Idempotency-Replayed": header("`true` on a repeated answer."),
  "Preference-Applied": header("The wishes of Prefer that were heeded."),
};

function success(result: string): Response {
  return { description: "The batch was processed.", headers: RESULT_HEADERS, content: json(ref(result)) };
}

const OLDER_REFUSAL: Response = {
  description: "Refused, with a code of its own for every reason, as HTTP status and in the body.",
  headers: { ...REQUEST_ID, ...RETRY_AFTER, "WWW-Authenticate": header("With 401: a key.") },
  content: { ...json(ref("OlderRefusal")), "application/problem+json": { schema: ref("Problem") } },
};

function movePath(api: MoveApi, isOlder: boolean, withCustomer: boolean, refused: Responses): PathItem {
  return {
    ...(withCustomer && { parameters: [CUSTOMER] }),
    post: {
      operationId: api.id + (isOlder ? "Older" : "") + (withCustomer ? "OfCustomer" : ""),
      ...(isOlder && { deprecated: true }),
      summary: api.summary + (isOlder ? ", in the words of the generation before" : ""),
      description:
        "All or nothing: one bad id refuses the whole batch. A lead leaves its table only where an equal copy stands in the other.",
      tags: ["leads"],
      security: [{ apiKey: [] }],
      parameters: HEADERS,
      requestBody: { required: true, content: json(ref(api.request), api.example) },
      responses: isOlder
        ? { "200": success(api.olderResult), default: OLDER_REFUSAL }
        : { "200": success(api.result), ...refused },
    },
  };
}

/** The paths of both APIs, today's and the older ones, with and without a customer. */
export function movePaths(bodyLimitBytes: number): Paths {
  const refused = refusals(bodyLimitBytes);
  const paths = Object.entries(APIS).flatMap(([name, api]) =>
    [false, true].flatMap((isOlder) => {
      const path = `/${isOlder ? "lead" : "leads"}/${name}`;
      return [
        [path, movePath(api, isOlder, false, refused)],
        [`${path}/{customer}`, movePath(api, isOlder, true, refused)],
      ];
    }),
  );
  return Object.fromEntries(paths);
}
