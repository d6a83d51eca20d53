import { ConfigError } from "../config/configError.ts";
import { explainFailure } from "../db/failures.ts";
import { HoursTextError } from "../hours/weeklyText.ts";
import { UsageError } from "./usageError.ts";

/** Exit codes: the command failed, or it was called wrongly. */
const FAILED = 1;
const MISUSED = 2;

/**
 * Returns what to print about an error, and the exit code. A database's own message holds the statement with its
 * values, so it is never printed.
 */
export function explainError(error: unknown): { readonly message: string; readonly exitCode: number } {
  const isMisuse =
    error instanceof UsageError || error instanceof HoursTextError || error instanceof ConfigError;
  const message = explainFailure(error) ?? (error instanceof Error ? error.message : String(error));
  return { message, exitCode: isMisuse ? MISUSED : FAILED };
}
