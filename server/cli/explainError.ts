import { ConfigError } from "../config/configError.ts";
import { explainFailure } from "../db/databaseErrors.ts";
import { HoursTextError } from "../hours/weeklyText.ts";
import { UsageError } from "./usageError.ts";

/** Exit codes: the command failed, or its usage was wrong. */
const FAILED = 1;
const MISUSED = 2;

/**
 * Returns the message to print for an error, and the exit code. A database's own message is never printed, because it contains
 * the statement with its values.
 */
export function explainError(error: unknown): { readonly message: string; readonly exitCode: number } {
  const isMisuse = error instanceof HoursTextError || error instanceof ConfigError;
  const message = explainFailure(error) ?? (error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) return { message, exitCode: error.exitCode };
  return { message, exitCode: isMisuse ? MISUSED : FAILED };
}
