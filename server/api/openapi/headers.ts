import { phrase } from "../../lib/phrase.ts";
import type { Header, Headers } from "./types.ts";
import { withCode } from "./withCode.ts";

/** Headers of answers. */

export const header = (description: string, example: string): Header => ({
  description,
  schema: { type: "string" },
  example,
});

export const REQUEST_ID: Headers = {
  "X-Request-Id": header(
    phrase("Identifies the request in the log and in the history."),
    "0f8fad5b-d9cb-469f-a165-70867728950e",
  ),
};

/** Sent only for a valid key that has a rate limit. */
export const RATE_LIMIT: Headers = {
  RateLimit: header(
    withCode(phrase("Requests left, and seconds until the window ends: %1s."), '"key";r=LEFT;t=SECONDS'),
    '"key";r=59;t=42',
  ),
  "RateLimit-Policy": header(
    withCode(phrase("The key's limit per %1s seconds: %2s."), 60, '"key";q=REQUESTS;w=60'),
    '"key";q=60;w=60',
  ),
};

export const RETRY_AFTER: Headers = {
  "Retry-After": { description: phrase("Seconds to wait."), schema: { type: "integer" }, example: 42 },
};
