import type { Header, Headers } from "./types.ts";

/** The headers of answers. */

export const header = (description: string): Header => ({ description, schema: { type: "string" } });

export const REQUEST_ID: Headers = {
  "X-Request-Id": header("Identifies the call in the log and in the history."),
};

/** Only sent for a key with a rate limit, and only once the key is known. */
export const RATE_LIMIT: Headers = {
  RateLimit: header('What is left of the key\'s minute: `"key";r=LEFT;t=SECONDS`.'),
  "RateLimit-Policy": header('The key\'s limit: `"key";q=CALLS;w=60`.'),
};

export const RETRY_AFTER: Headers = {
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
};
