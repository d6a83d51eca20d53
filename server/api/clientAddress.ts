import { BlockList, isIP } from "node:net";
import type { ParameterizedContext } from "koa";

/** IPv4 written inside IPv6, as sockets that listen on both show it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** A proxy adds one entry; whoever sends hundreds is not behind proxies of ours. */
const MAX_HOPS = 20;

function plain(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/**
 * Makes a set of addresses from `10.0.0.0/8`, `::1` and the like.
 *
 * @throws RangeError naming the range that is none
 */
export function addressSet(ranges: readonly string[]): BlockList {
  const set = new BlockList();
  for (const range of ranges) {
    const [address = "", bits, ...more] = range.split("/");
    const longest = isIP(address) === 6 ? 128 : 32;
    const length = bits === undefined ? longest : Number(bits);
    if (isIP(address) === 0 || !/^\d+$/.test(bits ?? "0") || length > longest || more.length > 0) {
      throw new RangeError(`"${range}" is not an address or a range such as 10.0.0.0/8`);
    }
    set.addSubnet(address, length, familyOf(address));
  }
  return set;
}

/** Whether a set holds an address; what is no address is in none. */
export function holds(set: BlockList, address: string): boolean {
  return isIP(address) !== 0 && set.check(address, familyOf(address));
}

/**
 * Who really calls. What X-Forwarded-For says is believed from the right, for as long as it was written by a proxy that
 * is trusted: everything further left may have been made up by the caller.
 */
export function clientAddress(ctx: ParameterizedContext, trustedProxies: BlockList): string {
  const hops = ctx
    .get("X-Forwarded-For")
    .split(",")
    .slice(-MAX_HOPS)
    .map((hop) => plain(hop.trim()));
  let address = plain(ctx.req.socket.remoteAddress ?? "");
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
  return !wasHandedOn && holds(LOOPBACK, plain(ctx.req.socket.remoteAddress ?? ""));
}
