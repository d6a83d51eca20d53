import { BlockList, isIP, SocketAddress } from "node:net";
import { BITS, familyOf, type Range, readRange } from "../config/addressRanges.ts";

/** IPv4 written inside IPv6, as sockets that listen on both show it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const MAPPED_BITS = 96;

/** An address without what hides its family: IPv4 inside IPv6 is IPv4. */
export function plainAddress(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address;
}

/** The one way to write a range: in small letters, shortened, IPv4 as IPv4, a single address without its length. */
function canonical({ address, bits }: Range): string | undefined {
  const short = new SocketAddress({ address, family: familyOf(address) }).address;
  const plain = plainAddress(short);
  const length = plain === short ? bits : bits - MAPPED_BITS;
  if (length < 0) return undefined;
  return length === BITS[familyOf(plain)] ? plain : `${plain}/${length}`;
}

/** A range such as `203.0.113.0/24`, `2001:db8::/32` or a single address, in its one form; undefined where it is none. */
export function canonicalRange(text: string): string | undefined {
  const range = readRange(text);
  return range && canonical(range);
}

/**
 * Makes a set of addresses from `10.0.0.0/8`, `::1` and the like.
 *
 * @throws RangeError naming the range that is none
 */
export function addressSet(ranges: readonly string[]): BlockList {
  const set = new BlockList();
  for (const text of ranges) {
    const range = readRange(text);
    if (!range) throw new RangeError(`"${text}" is not an address or a range such as 10.0.0.0/8`);
    set.addSubnet(range.address, range.bits, familyOf(range.address));
  }
  return set;
}

/** Whether a set holds an address; what is no address is in none. */
export function holds(set: BlockList, address: string): boolean {
  return isIP(address) !== 0 && set.check(address, familyOf(address));
}

/**
 * Whether a key may be used from an address. No range at all means from everywhere. Only ranges of the address's own
 * family count: Node takes every IPv4 address for a part of `::/0`, which whoever wrote that did not mean.
 */
export function isAllowedFrom(ranges: readonly string[], address: string): boolean {
  if (ranges.length === 0) return true;
  const plain = plainAddress(address);
  const family = familyOf(plain);
  const ofFamily = ranges.filter((range) => familyOf(range.replace(/\/.*/, "")) === family);
  return holds(addressSet(ofFamily), plain);
}
