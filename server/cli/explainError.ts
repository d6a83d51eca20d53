import { explainFailure } from "../db/databaseErrors.ts";
import { HoursTextError } from "../hours/weeklyText.ts";
import { FAILED_EXIT_CODE, USAGE_EXIT_CODE, UsageError } from "./usageError.ts";

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return error.exitCode;
  return error instanceof HoursTextError ? USAGE_EXIT_CODE : FAILED_EXIT_CODE;
}

/**
 * Returns the message to print for an error, and the exit code. A database's own message is never printed, because it contains
 * the statement with its values.
 */
export function explainError(error: unknown): { readonly message: string; readonly exitCode: number } {
  const message = explainFailure(error) ?? (error instanceof Error ? error.message : String(error));
  return { message, exitCode: exitCodeOf(error) };
}
