import { isIP } from "node:net";

export type Family = "ipv4" | "ipv6";

/** A range of addresses; a single one has all its bits. */
export interface Range {
  readonly address: string;
  readonly bits: number;
}

/** How many bits an address of the family has. */
export const BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

export function familyOf(address: string): Family {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or a single address; undefined where it is none. */
export function readRange(text: string): Range | undefined {
  const [address = "", bits, ...more] = text.split("/");
  // The name of a network card behind a percent sign means nothing on another machine.
  if (isIP(address) === 0 || address.includes("%") || more.length > 0) return undefined;
  const longest = BITS[familyOf(address)];
  const length = bits === undefined ? longest : Number(bits);
  return /^\d+$/.test(bits ?? "0") && length <= longest ? { address, bits: length } : undefined;
}
