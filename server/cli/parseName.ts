import { UsageError } from "./usageError.ts";

/** Length of the customer column. */
export const MAX_CUSTOMER_LENGTH = 64;

/**
 * Parses a name.
 *
 * @throws UsageError naming the option if the name is empty or too long
 */
export function parseName(option: string, text: string, maxLength: number): string {
  const name = text.trim();
  if (name === "" || name.length > maxLength) {
    throw new UsageError(`${option} must have 1 to ${maxLength} characters`);
  }
  return name;
}
