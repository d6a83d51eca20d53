import { type BlockList, isIP } from "node:net";
import type { Middleware, ParameterizedContext } from "koa";
import { addressSet, holds, plainAddress } from "../lib/addressRanges.ts";
import type { RequestState } from "./requestState.ts";

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
  return { address, proxies, hasMoreHops: hops.some((hop) => isIP(hop) !== 0) };
}

/** Returns the caller's address, as far as trusted proxies tell it. */
export function clientAddress(ctx: ParameterizedContext, trustedProxies: BlockList): string {
  return followProxies(ctx, trustedProxies).address;
}

/** Returns the address that counts as the caller's although it forwarded the request for another one; usually a proxy. */
function untrustedProxy(ctx: ParameterizedContext, trustedProxies: BlockList): string | undefined {
  const { address, hasMoreHops } = followProxies(ctx, trustedProxies);
  return hasMoreHops ? address : undefined;
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

export interface ProxyObserverOptions {
  readonly trustedProxies: BlockList;
  readonly clock: () => Date;
  /** Stores the address of a proxy that is not trusted. */
  readonly note: (address: string) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** An observation is repeated, so one note per minute is enough. */
const EVERY_MS = 60_000;

/**
 * Notes proxies that forward requests without being trusted, for the doctor. Counts only callers with a valid key or sign-in,
 * because strangers send any header. Never delays an answer.
 */
export function observeProxies(options: ProxyObserverOptions): Middleware<RequestState> {
  const { trustedProxies, clock, note, onFailure } = options;
  let notedMs = Number.NEGATIVE_INFINITY;
  return async (ctx, next) => {
    await next();
    const isKnown = ctx.state.keyId !== undefined || ctx.state.adminUser !== undefined;
    const address = isKnown ? untrustedProxy(ctx, trustedProxies) : undefined;
    const nowMs = clock().getTime();
    if (address === undefined || Math.abs(nowMs - notedMs) < EVERY_MS) return;
    notedMs = nowMs;
    note(address).catch(onFailure);
  };
}
