import { type BlockList, isIP } from "node:net";
import type { ParameterizedContext } from "koa";
import { addressSet, holds, plainAddress } from "../lib/addressRanges.ts";

/** Each proxy adds one entry, so a longer X-Forwarded-For is forged. Bounds the work of reading it. */
const MAX_HOPS = 20;

function entriesOf(ctx: ParameterizedContext, header: string): string[] {
  return ctx
    .get(header)
    .split(",")
    .slice(-MAX_HOPS)
    .map((entry) => entry.trim());
}

/**
 * Reads X-Forwarded-For from the right for as long as the entry was written by a trusted proxy: the caller may have made up
 * everything further left.
 */
function followProxies(ctx: ParameterizedContext, trustedProxies: BlockList) {
  const hops = entriesOf(ctx, "X-Forwarded-For").map(plainAddress);
  let address = plainAddress(ctx.req.socket.remoteAddress ?? "");
  let proxies = 0;
  while (holds(trustedProxies, address)) {
    proxies += 1;
    const next = hops.pop();
    if (next === undefined || isIP(next) === 0) break;
    address = next;
  }
  return { address, proxies };
}

/** Returns the caller's address, as far as trusted proxies tell it. */
export function clientAddress(ctx: ParameterizedContext, trustedProxies: BlockList): string {
  return followProxies(ctx, trustedProxies).address;
}

/**
 * Returns the value of a header to which each proxy may add an entry, such as X-Forwarded-Proto, as the outermost trusted proxy
 * wrote it; empty if no trusted proxy did.
 */
export function forwardedValue(ctx: ParameterizedContext, header: string, trustedProxies: BlockList): string {
  const { proxies } = followProxies(ctx, trustedProxies);
  if (proxies === 0) return "";
  const entries = entriesOf(ctx, header);
  return entries[Math.max(0, entries.length - proxies)] ?? "";
}

const LOOPBACK = addressSet(["127.0.0.0/8", "::1"]);
/** Headers that different kinds of proxies add; any of them proves that a proxy forwarded the request. */
const PROXY_HEADERS = ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"];

/** Tests whether a request comes from this machine and was not forwarded by a proxy, trusted or not. */
export function isLocal(ctx: ParameterizedContext): boolean {
  const wasForwarded = PROXY_HEADERS.some((header) => header.toLowerCase() in ctx.headers);
  return !wasForwarded && holds(LOOPBACK, plainAddress(ctx.req.socket.remoteAddress ?? ""));
}
