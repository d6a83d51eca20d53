import { readManifest } from "../../config/manifest.ts";
import { terminal } from "../confirm.ts";
import { withSites } from "../customerAccess.ts";
import { confirmDrop } from "./confirmDrop.ts";
import { execute } from "./execute.ts";
import { apacheFileOf, type SharedOptions, systemdFileOf } from "./installOptions.ts";
import type { Plan } from "./installSteps.ts";
import { planUninstall, sitesWithTables } from "./planUninstall.ts";
import { listRevokes } from "./revokeAdvice.ts";

interface UninstallOptions extends SharedOptions {
  readonly dropTables?: boolean;
  readonly yes?: boolean;
}

const TABLES_STAY =
  "the plugin's own tables were kept, with all keys, rules and history. vicidial-dearchive uninstall --drop-tables drops them, with an account that has the DROP right";
const REVOKES_HEADING =
  "revoke the rights that were granted for the plugin, unless other programs need them:";
const FILES_STAY = "the service and Apache's paths were kept, because the other customers still use them";

/** Runs `uninstall`. */
export async function uninstall(options: UninstallOptions): Promise<void> {
  const { dryRun = false, json = false, force = false, dropTables = false, yes = false } = options;
  const manifest = readManifest();
  await withSites(options.customer, async (sites, config) => {
    const servesOthers = sites.length < config.customers.length;
    const unwanted = {
      apacheFile: servesOthers ? undefined : apacheFileOf(options),
      systemdFile: servesOthers ? undefined : systemdFileOf(options),
      dropTables,
      force,
    };
    const found = await planUninstall(sites, manifest, unwanted);
    const staying = dropTables ? [] : await sitesWithTables(sites, manifest);
    const revokes = servesOthers ? [] : (await Promise.all(sites.map(listRevokes))).flat();
    const plan: Plan = {
      ...found,
      next: [...found.next, ...(revokes.length > 0 ? [REVOKES_HEADING, ...revokes] : [])],
      kept: [
        ...found.kept,
        ...(servesOthers ? [FILES_STAY] : []),
        ...(staying.length > 0 ? [TABLES_STAY] : []),
      ],
    };
    if (dropTables && !dryRun) await confirmDrop(yes, terminal());
    await execute(plan, sites, { dryRun, json });
  });
}
