import { ConfigError } from "../config/index.ts";
import { readManifest } from "../config/manifest.ts";
import { scopeOfCustomer } from "../db/customerScope.ts";
import {
  examine,
  examineAll,
  examineMachine,
  examineMenu,
  type Finding,
  LEVELS,
  worst,
} from "../doctor/index.ts";
import { examinePlans } from "../plans/planHealth.ts";
import { examineWebhooks } from "../webhooks/webhookHealth.ts";
import { withCustomer } from "./customerAccess.ts";
import { apacheFileOf, parseSite, type SharedOptions, systemdFileOf } from "./install/installOptions.ts";
import { pathFor } from "./install/menuPlan.ts";
import { printJson } from "./output.ts";
import { parseWhole } from "./parseNumber.ts";
import { printFindings } from "./printFindings.ts";
import { findOrigin } from "./vicidialOrigin.ts";

const MAX_SECONDS = 3600;

interface DoctorOptions extends Pick<SharedOptions, "apacheFile" | "systemdFile"> {
  readonly customer: string;
  readonly site?: string;
  readonly json?: boolean;
  readonly seconds: string;
}

/** Reports an unreadable configuration as the first finding. */
async function findings(options: DoctorOptions): Promise<readonly Finding[]> {
  const site = parseSite("--site", options.site);
  const seconds = parseWhole("--seconds", options.seconds, 0, MAX_SECONDS);
  const now = new Date();
  try {
    return await withCustomer(options.customer, async (db, customer, config) => {
      const { name, vicidialDatabase, ownDatabase, childTables } = customer;
      const scope = scopeOfCustomer(config, name);
      const found = await examineAll({
        db,
        vicidialDatabase,
        scope,
        ownDatabase,
        childTables,
        now,
        duplicatesBudgetMs: seconds * 1000,
      });
      const [first] = found;
      if (first?.check === "connection" && first.level === "broken") return found;
      const hasOwnTables = found.every(({ check, level }) => check !== "migrations" || level !== "broken");
      const own = hasOwnTables
        ? [
            ...(await examine("plans", () => examinePlans(db, vicidialDatabase, scope, now))),
            ...(await examine("webhooks", () => examineWebhooks(db, scope))),
          ]
        : [];
      const { origin, isSet } = await findOrigin(db, config);
      const machine = await examineMachine({
        db,
        settings: config,
        unitFile: systemdFileOf(options),
        apacheFile: apacheFileOf(options),
        site: site ?? (isSet ? origin : undefined),
        now,
      });
      const { reportName, path } = readManifest().menu;
      const link = { name: reportName, path: pathFor(name, path) };
      return [...found, ...own, ...(await examineMenu(db, vicidialDatabase, link)), ...machine];
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ check: "configuration", level: "broken", message: error.message, fix: [] }];
  }
}

/** Runs `doctor`. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const found = await findings(options);
  const verdict = worst(found);
  if (options.json)
    printJson({
      verdict,
      findings: found.map(({ check, level, message, fix }) => ({ check, level, message, fix })),
    });
  else printFindings(found);
  process.exitCode = LEVELS.indexOf(verdict);
}
