import { createHash } from "node:crypto";

/** The first line of an installed file. Its checksum shows whether the rest was edited manually. */

const SEAL = /^# Written by vicidial-dearchive install; sha256 of the rest: ([0-9a-f]{64})\n/;

function sumOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** Returns the text with the checksum line on top. */
export function withChecksumHeader(body: string): string {
  return `# Written by vicidial-dearchive install; sha256 of the rest: ${sumOf(body)}\n${body}`;
}

/** Returns whether a file is exactly as the installer wrote it. */
export function isUntouched(content: string): boolean {
  const seal = SEAL.exec(content);
  return seal !== null && seal[1] === sumOf(content.slice(seal[0].length));
}
