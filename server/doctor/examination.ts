import { explainFailure } from "../db/databaseErrors.ts";
import { phrase } from "../lib/phrase.ts";
import { broken, type Finding } from "./finding.ts";

/** Runs a check, and reports a failed check as a finding. Omits the database's message, which may contain lead data. */
export async function examine(
  check: string,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    const reason = explainFailure(error) ?? (error instanceof Error ? error.name : "unknown");
    return [broken(check, phrase("This check could not run: %1s.", reason))];
  }
}
