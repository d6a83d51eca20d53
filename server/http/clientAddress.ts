import { type BlockList, isIP } from "node:net";
import type { ParameterizedContext } from "koa";
import { addressSet, holds, plainAddress } from "../keys/allowedAddresses.ts";

/** A proxy adds one entry; whoever sends hundreds is not behind proxies of ours. */
const MAX_HOPS = 20;

/**
 * Who really calls. What X-Forwarded-For says is believed from the right, for as long as it was written by a proxy that
 * is trusted: everything further left may have been made up by the caller.
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
/** What proxies add; one of them is enough, for each kind of proxy adds others. */
const PROXY_HEADERS = ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"];

/** Whether a call comes from this very machine and was not handed on by a proxy, of whatever trust. */
export function isLocal(ctx: ParameterizedContext): boolean {
  const wasHandedOn = PROXY_HEADERS.some((header) => header.toLowerCase() in ctx.headers);
  return !wasHandedOn && holds(LOOPBACK, plainAddress(ctx.req.socket.remoteAddress ?? ""));
}
