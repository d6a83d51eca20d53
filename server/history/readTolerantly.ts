import { ValidationError } from "yup";

/** What `read` makes of stored JSON; undefined where that is not what it should be. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ValidationError) return undefined;
    throw error;
  }
}
