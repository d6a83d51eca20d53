import { basename } from "node:path";
import type { Manifest } from "../../config/manifest.ts";
import { mayDrop } from "../../db/migrationAccounts.ts";
import { chooseMenuAccount } from "../../doctor/index.ts";
import { afterApacheFile } from "../../doctor/systemPaths.ts";
import { createMenuLink, missingForMenu } from "../../vicidial/menuLink.ts";
import type { Site } from "../customerAccess.ts";
import { type FilePlan, planFileRemoval } from "./installedFiles.ts";
import type { Plan, Step } from "./installSteps.ts";
import { type MenuPlan, planMenuRemoval } from "./menuPlan.ts";

export interface UnwantedInstallation {
  readonly apacheFile: string | undefined;
  readonly systemdFile: string | undefined;
  readonly dropTables: boolean;
  readonly force: boolean;
}

/** Vicidial's own accounts lack DROP, so another account must be named. */
async function refuseUndroppable({ installer, customer }: Site, command: string): Promise<void> {
  if (await mayDrop(installer)) return;
  throw new Error(
    `nothing was changed: "${customer.migrationAccount.user}" lacks the DROP right. Use an account that has it:
  DEARCHIVE_MIGRATION_USER=root DEARCHIVE_MIGRATION_PASSWORD=… vicidial-dearchive ${command}`,
  );
}

function planFiles({ apacheFile, systemdFile, force }: UnwantedInstallation): {
  readonly plans: readonly FilePlan[];
  readonly next: readonly string[];
} {
  const unit = systemdFile === undefined ? undefined : planFileRemoval("--systemd-file", systemdFile, force);
  const snippet = apacheFile === undefined ? undefined : planFileRemoval("--apache-file", apacheFile, force);
  const name = basename(systemdFile ?? "", ".service");
  return {
    plans: [unit, snippet].filter((plan) => plan !== undefined),
    next: [
      ...(unit && unit.steps.length > 0 ? [`systemctl stop ${name}; systemctl daemon-reload`] : []),
      ...(apacheFile !== undefined && snippet && snippet.steps.length > 0
        ? afterApacheFile(apacheFile).slice(-1)
        : []),
    ],
  };
}

/** Returns the sites with tables of ours. */
export async function sitesWithTables(
  sites: readonly Site[],
  { migrations }: Manifest,
): Promise<readonly Site[]> {
  const have = await Promise.all(sites.map(({ db }) => db.schema.hasTable(migrations.table)));
  return sites.filter((_, index) => have[index]);
}

/** Plans the removal of an installation and changes nothing. */
export async function planUninstall(
  sites: readonly Site[],
  manifest: Manifest,
  unwanted: UnwantedInstallation,
): Promise<Plan> {
  const { dropTables, force } = unwanted;
  const { reportName: name, path } = manifest.menu;
  const droppable = dropTables ? await sitesWithTables(sites, manifest) : [];
  for (const site of droppable) await refuseUndroppable(site, "uninstall --drop-tables");
  const menus: MenuPlan[] = [];
  for (const site of sites) {
    const { customer, db } = site;
    const { vicidialDatabase } = customer;
    if ((await missingForMenu(db, vicidialDatabase)).length > 0) continue;
    const link = createMenuLink(await chooseMenuAccount({ ...site, vicidialDatabase }), vicidialDatabase);
    menus.push(await planMenuRemoval(customer.name, link, { name, path, force }));
  }
  const files = planFiles(unwanted);
  const plans = [...menus, ...files.plans];
  const drops = droppable.map(({ customer }): Step => ({ kind: "drop_tables", customer: customer.name }));
  return {
    checks: [],
    steps: [...plans.flatMap((plan) => plan.steps), ...drops],
    kept: plans.flatMap((plan) => plan.kept),
    next: files.next,
  };
}
