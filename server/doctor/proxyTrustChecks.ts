import type { Knex } from "knex";
import { createUntrustedProxyStore } from "../db/untrustedProxy.ts";
import { addressSet, holds, readRange } from "../lib/addressRanges.ts";
import { phrase } from "../lib/phrase.ts";
import { type Finding, ok, warning } from "./finding.ts";
import { ENVIRONMENT_FILE } from "./serviceSettings.ts";

const CHECK = "trusted proxies";
/** An observation that is older no longer counts: the proxy may be gone. */
const REMEMBERED_MS = 24 * 3_600_000;
/** Larger ranges contain more than private networks: fc00::/7 is the largest of these. */
const MIN_BITS = 7;

function fixWith(ranges: readonly string[]): readonly string[] {
  return [
    `echo 'DEARCHIVE_TRUSTED_PROXIES=${ranges.join(",")}' >> ${ENVIRONMENT_FILE}`,
    "systemctl restart vicidial-dearchive",
  ];
}

/** Checks that exactly the proxies in front of the service may name the caller's address. */
export async function examineProxyTrust(
  db: Knex,
  trustedProxies: readonly string[],
  now: Date,
): Promise<readonly Finding[]> {
  const wide = trustedProxies.filter((range) => (readRange(range)?.bits ?? 0) < MIN_BITS);
  const [first] = wide;
  if (first !== undefined) {
    const rest = trustedProxies.filter((range) => !wide.includes(range));
    return [
      warning(
        CHECK,
        phrase(
          "DEARCHIVE_TRUSTED_PROXIES contains %1s, so almost any client can pretend to have another address and bypass limits by address. Name only your proxies.",
          first,
        ),
        fixWith(rest.length > 0 ? rest : ["127.0.0.1", "::1"]),
      ),
    ];
  }
  const seen = await createUntrustedProxyStore(db).find();
  const isCurrent = seen !== undefined && now.getTime() - seen.at.getTime() < REMEMBERED_MS;
  if (isCurrent && !holds(addressSet(trustedProxies), seen.address)) {
    return [
      warning(
        CHECK,
        phrase(
          "Requests from %1s carry X-Forwarded-For, but this address is not trusted, so every client behind it counts as %1s. If it is your proxy, add it to DEARCHIVE_TRUSTED_PROXIES.",
          seen.address,
        ),
        fixWith([...trustedProxies, seen.address]),
      ),
    ];
  }
  return [ok(CHECK, phrase("No request came through a proxy that is not trusted."))];
}
