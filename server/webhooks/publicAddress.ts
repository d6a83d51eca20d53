import { type BlockList, isIP } from "node:net";
import { addressSet, holds, plainAddress } from "../lib/addressRanges.ts";

/**
 * Addresses that are not on the public internet: a webhook to one of them could reach services that trust this server. Source:
 * IANA's special-purpose registries for IPv4 and IPv6, and the ranges that embed an IPv4 address.
 */
const SPECIAL = addressSet([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
/** IPv6 has one range of public addresses; these parts of it are not. */
const PUBLIC_V6 = addressSet(["2000::/3"]);
const SPECIAL_V6 = addressSet(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

/**
 * Tests whether a webhook may be sent to an address.
 *
 * @param address as the resolver returned it
 * @param allowed addresses that the operator allows although they are not public
 */
export function isReachable(address: string, allowed: BlockList): boolean {
  const plain = plainAddress(address);
  if (holds(allowed, plain)) return true;
  if (plain.includes(":")) return holds(PUBLIC_V6, plain) && !holds(SPECIAL_V6, plain);
  return isIP(plain) === 4 && !holds(SPECIAL, plain);
}
