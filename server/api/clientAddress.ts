import { type BlockList, isIP } from "node:net";
import type { ParameterizedContext } from "koa";
import { addressSet, holds, plainAddress } from "../keys/addresses.ts";

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

/** Whether a call comes from this very machine and was not handed on by a proxy for somebody else. */
export function isLocal(ctx: ParameterizedContext, trustedProxies: BlockList): boolean {
  const wasHandedOn =
    ctx.get("X-Forwarded-For") !== "" || ctx.get("Forwarded") !== "" || ctx.get("Via") !== "";
  const address = clientAddress(ctx, trustedProxies);
  const isDirect = !wasHandedOn || address !== plainAddress(ctx.req.socket.remoteAddress ?? "");
  return isDirect && holds(LOOPBACK, address);
}
