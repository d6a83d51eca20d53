import { join } from "node:path";
import { type Config, listConfigFiles } from "../../config/index.ts";
import type { Manifest } from "../../config/manifest.ts";
import { explainFailure } from "../../db/databaseErrors.ts";
import { chooseAccounts } from "../../db/migrationAccounts.ts";
import { pendingMigrations } from "../../db/migrations.ts";
import {
  chooseMenuAccount,
  examineForInstall,
  examineRights,
  type Finding,
  worst,
} from "../../doctor/index.ts";
import { afterApacheFile, afterUnitFile } from "../../doctor/systemPaths.ts";
import { packageRoot } from "../../lib/packageRoot.ts";
import { createMenuLink } from "../../vicidial/menuLink.ts";
import { MIN_PAGE_LEVEL } from "../../vicidial/signIn.ts";
import type { Site } from "../customerAccess.ts";
import { findOrigin } from "../vicidialOrigin.ts";
import { apacheSnippet } from "./apacheSnippet.ts";
import { type FilePlan, planFile } from "./installedFiles.ts";
import type { Plan, Step } from "./installSteps.ts";
import { pathFor, planMenu, type WantedLink } from "./menuPlan.ts";
import { examineWriters } from "./programWriters.ts";
import { examineServiceAccess } from "./serviceAccess.ts";
import { systemdUnit } from "./systemdUnit.ts";

export interface WantedInstallation {
  readonly link: WantedLink;
  /** Undefined if this machine needs none. */
  readonly apacheFile: string | undefined;
  readonly systemdFile: string | undefined;
  readonly force: boolean;
  readonly dryRun: boolean;
}

const PROGRAM = join(packageRoot, "dist", "server", "main.js");

/** Tries each account separately, so that the message names the one that is refused. */
async function refuseUnconnected({ customer, db, installer }: Site): Promise<void> {
  for (const [pool, { user }] of [
    [db, customer.account],
    [installer, customer.migrationAccount],
  ] as const) {
    await pool.raw("SELECT 1").catch((error: unknown) => {
      throw new Error(
        `customer "${customer.name}", account "${user}": ${explainFailure(error) ?? String(error)}`,
      );
    });
  }
}

interface SitePlan {
  readonly checks: readonly Finding[];
  readonly steps: readonly Step[];
  readonly kept: readonly string[];
}

async function planSite(site: Site, link: WantedLink, now: Date): Promise<SitePlan> {
  await refuseUnconnected(site);
  const { customer, db, installer } = site;
  const pending = await pendingMigrations((await chooseAccounts(db, installer)).rows);
  const checks = await examineForInstall({
    ...customer,
    ...site,
    isMigrationPending: pending.length > 0,
    now,
  });
  if (worst(checks) === "broken") return { checks, steps: [], kept: [] };
  const menuAccount = await chooseMenuAccount({ ...site, vicidialDatabase: customer.vicidialDatabase });
  const menu = await planMenu(customer.name, createMenuLink(menuAccount, customer.vicidialDatabase), link);
  const migrate: Step = { kind: "migrate", customer: customer.name, migrations: pending };
  return { checks, steps: [...(pending.length > 0 ? [migrate] : []), ...menu.steps], kept: menu.kept };
}

function planFiles(config: Config, manifest: Manifest, wanted: WantedInstallation): readonly FilePlan[] {
  const { listen, trustedProxies, customers } = config;
  const { apacheFile, systemdFile, force } = wanted;
  const own = customers.find((each) => each.ownDatabase !== each.vicidialDatabase)?.ownDatabase;
  const unit = {
    node: process.execPath,
    program: PROGRAM,
    files: listConfigFiles(),
    listen,
    trustedProxies,
    ...(own !== undefined && { ownDatabase: own }),
  };
  const { mountPaths } = manifest;
  return [
    ...(systemdFile === undefined ? [] : [planFile("--systemd-file", systemdFile, systemdUnit(unit), force)]),
    ...(apacheFile === undefined
      ? []
      : [planFile("--apache-file", apacheFile, apacheSnippet({ mountPaths, listen }), force)]),
  ];
}

/** Returns what follows once the service runs: the addresses of the pages, and the first key. */
async function firstSteps(
  sites: readonly Site[],
  config: Config,
  { name, path, domain }: WantedLink,
): Promise<readonly string[]> {
  const steps: string[] = [];
  for (const { customer, db } of sites) {
    const found = await findOrigin(db, { ...config, customers: [customer] });
    const { origin, isSet } = domain ? { origin: domain, isSet: true } : found;
    const other = isSet ? "" : " (or the address that you use for Vicidial's admin)";
    steps.push(
      `open ${origin}${pathFor(customer.name, path)}${other} and sign in with a Vicidial user of level ${MIN_PAGE_LEVEL} or higher. Vicidial's Reports page links to it as "${name}"`,
    );
  }
  return [
    ...steps,
    'vicidial-dearchive keys create --label "CRM" --user USER    # a Vicidial user with API access',
  ];
}

/** Plans an installation and changes nothing. */
export async function planInstall(
  sites: readonly Site[],
  config: Config,
  manifest: Manifest,
  wanted: WantedInstallation,
): Promise<Plan> {
  const { link, apacheFile, systemdFile, dryRun } = wanted;
  const paths = { folder: packageRoot, node: process.execPath, unit: systemdFile };
  const plans: SitePlan[] = [];
  for (const site of sites) plans.push(await planSite(site, link, new Date()));
  const checks = [
    ...plans.flatMap((plan) => plan.checks),
    ...examineServiceAccess(paths, dryRun),
    ...examineWriters(paths, dryRun),
  ];
  if (worst(checks) === "broken") return { checks, steps: [], kept: [], next: [] };
  const files = planFiles(config, manifest, wanted);
  return {
    checks,
    // Files first: without root they fail before anything of Vicidial is touched.
    steps: [...files.flatMap((plan) => plan.steps), ...plans.flatMap((plan) => plan.steps)],
    kept: [...files.flatMap((plan) => plan.kept), ...plans.flatMap((plan) => plan.kept)],
    next: [
      ...(systemdFile === undefined ? [] : afterUnitFile(systemdFile)),
      ...(apacheFile === undefined ? [] : afterApacheFile(apacheFile)),
      ...(await firstSteps(sites, config, link)),
    ],
  };
}

/** Returns the missing rights on new tables, for an account whose rights are granted per table. */
export async function grantsAfterwards(sites: readonly Site[]): Promise<readonly string[]> {
  const grants: string[] = [];
  for (const { db, customer } of sites) {
    const found = await examineRights(db, customer.vicidialDatabase, customer.ownDatabase);
    grants.push(...found.flatMap(({ fix }) => fix));
  }
  return grants;
}
