import type { IncomingMessage } from "node:http";

/**
 * Writes the Content-Encoding of a request as the body parser knows it: in lower case, `gzip` for its alias `x-gzip`, and
 * nothing for `identity`. Source: RFC 9110, section 8.4.1.
 */
export function normalizeContentEncoding({ headers }: IncomingMessage): void {
  const sent = headers["content-encoding"];
  if (sent === undefined) return;
  const codings = sent
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity")
    .map((coding) => (coding === "x-gzip" ? "gzip" : coding));
  if (codings.length === 0) delete headers["content-encoding"];
  else headers["content-encoding"] = codings.join(", ");
}
