import { explainFailure } from "../db/databaseErrors.ts";
import { broken, type Finding } from "./finding.ts";

/** A check that cannot be made is a finding too; what the database said in full may hold values, and is not shown. */
export async function examine(
  check: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const why = explainFailure(error) ?? (error instanceof Error ? error.name : "unknown");
    return [broken(check, `could not be examined: ${why}`)];
  }
}
