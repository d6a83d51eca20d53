import { createHash } from "node:crypto";

/**
 * The first line of a file that the installer writes. Its sum tells whether somebody changed the rest by hand, which
 * then is left alone.
 */

const SEAL = /^# Written by vicidial-dearchive install; sha256 of the rest: ([0-9a-f]{64})\n/;

function sumOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** The text with its seal on top. */
export function sealed(body: string): string {
  return `# Written by vicidial-dearchive install; sha256 of the rest: ${sumOf(body)}\n${body}`;
}

/** Whether a file is just as the installer wrote it. */
export function isUntouched(content: string): boolean {
  const seal = SEAL.exec(content);
  return seal !== null && seal[1] === sumOf(content.slice(seal[0].length));
}
