import { UsageError } from "./usageError.ts";

/** As much as the column of a customer's name holds. */
export const MAX_CUSTOMER_LENGTH = 64;

/**
 * Reads a name that a person gave.
 *
 * @throws UsageError naming the option where nothing is left of it, or too much
 */
export function parseName(option: string, text: string, maxLength: number): string {
  const name = text.trim();
  if (name === "" || name.length > maxLength) {
    throw new UsageError(`${option} wants 1 to ${maxLength} characters`);
  }
  return name;
}
