import { type BlockList, isIP } from "node:net";
import type { ParameterizedContext } from "koa";
import { addressSet, holds, plainAddress } from "../lib/addressRanges.ts";

/** Each proxy adds one entry, so a longer X-Forwarded-For is forged. Bounds the work of reading it. */
const MAX_HOPS = 20;

/**
 * Returns the caller's address. Reads X-Forwarded-For from the right for as long as the entry was written by a trusted proxy:
 * the caller may have made up everything further left.
 */
export function clientAddress(ctx: ParameterizedContext, trustedProxies: BlockList): string {
  const hops = ctx
    .get("X-Forwarded-For")
    .split(",")
    .slice(-MAX_HOPS)
    .map((hop) => plainAddress(hop.trim()));
  let address = plainAddress(ctx.req.socket.remoteAddress ?? "");
  while (holds(trustedProxies, address)) {
    const next = hops.pop();
    if (next === undefined || isIP(next) === 0) break;
    address = next;
  }
  return address;
}

const LOOPBACK = addressSet(["127.0.0.0/8", "::1"]);
/** Headers that different kinds of proxies add; any of them proves that a proxy forwarded the request. */
const PROXY_HEADERS = ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"];

/** Tests whether a request comes from this machine and was not forwarded by a proxy, trusted or not. */
export function isLocal(ctx: ParameterizedContext): boolean {
  const wasForwarded = PROXY_HEADERS.some((header) => header.toLowerCase() in ctx.headers);
  return !wasForwarded && holds(LOOPBACK, plainAddress(ctx.req.socket.remoteAddress ?? ""));
}
