import { fail } from "../errors.ts";
import { isWellFormedApiKey } from "../keys/apiKey.ts";

/** Far more than any key needs: matching a longer header would cost time that grows with its square. */
const MAX_HEADER_LENGTH = 256;

/** `Key=…` as documented, in any case, with spaces or quotes where clients add them; `Bearer …` for those that must. */
const AUTHORIZATION = /^\s*(?:key\s*=|bearer\s)\s*(?:"([^"]*)"|(\S*))\s*$/i;

/**
 * The API key of an Authorization header. A text that cannot be a key is refused here, before any query.
 *
 * @throws DearchiveError unauthenticated
 */
export function readApiKey(header: string): string {
  if (header.trim() === "") fail({ code: "unauthenticated", reason: "no_credentials" });
  if (header.length > MAX_HEADER_LENGTH) fail({ code: "unauthenticated", reason: "bad_format" });
  const match = AUTHORIZATION.exec(header);
  const key = match?.[1] ?? match?.[2] ?? "";
  return isWellFormedApiKey(key) ? key : fail({ code: "unauthenticated", reason: "bad_format" });
}
