import { explainFailure } from "../db/failures.ts";

/** What a person can act on; a database's own message holds the statement with its values, and is not shown. */
export function explain(error: unknown): string {
  return explainFailure(error) ?? (error instanceof Error ? error.message : String(error));
}
