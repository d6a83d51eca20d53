import { BlockList, isIP, SocketAddress } from "node:net";

type Family = "ipv4" | "ipv6";

/** A range of addresses; a single address has all bits of its family. */
interface Range {
  readonly address: string;
  readonly bits: number;
}

const BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** IPv4 mapped into IPv6, as sockets that listen on both families report it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const MAPPED_BITS = 96;

function familyOf(address: string): Family {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or a single address; undefined if the text is neither. */
export function readRange(text: string): Range | undefined {
  const [address = "", bits, ...more] = text.split("/");
  // A zone id (`fe80::1%eth0`) names a network card of one machine, so it has no meaning in a setting.
  if (isIP(address) === 0 || address.includes("%") || more.length > 0) return undefined;
  const longest = BITS[familyOf(address)];
  const length = bits === undefined ? longest : Number(bits);
  return /^\d+$/.test(bits ?? "0") && length <= longest ? { address, bits: length } : undefined;
}

/** Returns an IPv4 address that is mapped into IPv6 as plain IPv4, and every other address unchanged. */
export function plainAddress(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address;
}

/**
 * Returns the canonical spelling of a range such as `203.0.113.0/24` or of a single address: lower case, shortened, mapped
 * IPv4 as IPv4, no prefix length on a single address. Undefined if the text is not a range.
 */
export function canonicalRange(text: string): string | undefined {
  const range = readRange(text);
  if (!range) return undefined;
  const { address, bits } = range;
  const short = new SocketAddress({ address, family: familyOf(address) }).address;
  const plain = plainAddress(short);
  const length = plain === short ? bits : bits - MAPPED_BITS;
  if (length < 0) return undefined;
  return length === BITS[familyOf(plain)] ? plain : `${plain}/${length}`;
}

/**
 * Creates a set of addresses from ranges such as `10.0.0.0/8` and `::1`.
 *
 * @throws RangeError naming the text that is not a range
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

/** Tests whether a set contains an address; false for a text that is not an address. */
export function holds(set: BlockList, address: string): boolean {
  return isIP(address) !== 0 && set.check(address, familyOf(address));
}

/** Tests whether an address is in one of the allowed ranges; an empty list allows every address. */
export function isAllowedFrom(ranges: readonly string[], address: string): boolean {
  if (ranges.length === 0) return true;
  const plain = plainAddress(address);
  const family = familyOf(plain);
  // Node counts every IPv4 address as part of `::/0`, which an administrator who allows IPv6 does not expect.
  const ofFamily = ranges.filter((range) => familyOf(range.replace(/\/.*/, "")) === family);
  return holds(addressSet(ofFamily), plain);
}
