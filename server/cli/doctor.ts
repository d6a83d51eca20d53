import { ConfigError } from "../config/index.ts";
import { scopeOfCustomer } from "../db/customerScope.ts";
import { examineAll, type Finding, LEVELS, worst } from "../doctor/index.ts";
import { withCustomer } from "./customerAccess.ts";
import { printJson } from "./output.ts";
import { parseWhole } from "./parseNumber.ts";
import { printFindings } from "./printFindings.ts";

const MAX_SECONDS = 3600;

/** Reports an unreadable configuration as the first finding. */
async function findings(customer: string, seconds: number): Promise<readonly Finding[]> {
  try {
    return await withCustomer(customer, (db, { name, vicidialDatabase, ownDatabase, childTables }, config) =>
      examineAll({
        db,
        vicidialDatabase,
        scope: scopeOfCustomer(config, name),
        ownDatabase,
        childTables,
        now: new Date(),
        duplicatesBudgetMs: seconds * 1000,
      }),
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ check: "configuration", level: "broken", message: error.message, fix: [] }];
  }
}

/** Runs `doctor`. */
export async function doctor(options: { customer: string; json?: boolean; seconds: string }): Promise<void> {
  const found = await findings(options.customer, parseWhole("--seconds", options.seconds, 0, MAX_SECONDS));
  const verdict = worst(found);
  if (options.json) printJson({ verdict, findings: found });
  else printFindings(found);
  process.exitCode = LEVELS.indexOf(verdict);
}
