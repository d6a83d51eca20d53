import { chooseAccounts, type MigrationAccounts } from "../../db/migrationAccounts.ts";
import { migrateDown, migrateUp } from "../../db/migrations.ts";
import { chooseMenuAccount, type Finding, worst } from "../../doctor/index.ts";
import { createMenuLink, type MenuLink } from "../../vicidial/menuLink.ts";
import type { Site } from "../customerAccess.ts";
import { printJson, say } from "../output.ts";
import { printFindings } from "../printFindings.ts";
import { remove } from "./installedFiles.ts";
import { describeStep, type Plan, type Step } from "./installSteps.ts";
import { writeWhole } from "./writeWhole.ts";

export interface ResponseStyle {
  readonly dryRun: boolean;
  readonly json: boolean;
}

function siteOf(sites: readonly Site[], customer: string): Site {
  const site = sites.find((each) => each.customer.name === customer);
  if (!site) throw new Error(`a step names customer "${customer}", whose database is not open`);
  return site;
}

async function menuOf(sites: readonly Site[], customer: string): Promise<MenuLink> {
  const site = siteOf(sites, customer);
  const { vicidialDatabase } = site.customer;
  return createMenuLink(await chooseMenuAccount({ ...site, vicidialDatabase }), vicidialDatabase);
}

async function accountsOf(sites: readonly Site[], customer: string): Promise<MigrationAccounts> {
  const { db, installer } = siteOf(sites, customer);
  return chooseAccounts(db, installer);
}

async function carryOutStep(step: Step, sites: readonly Site[], now: Date): Promise<void> {
  switch (step.kind) {
    case "migrate":
      await migrateUp(await accountsOf(sites, step.customer));
      return;
    case "write_file":
      return writeWhole(step.path, step.content);
    case "remove_link":
    case "remove_file":
      return remove(step.path);
    case "add_report":
      return (await menuOf(sites, step.customer)).addReport(step.report, now);
    case "change_report":
      return (await menuOf(sites, step.customer)).changeReport(step.report, now);
    case "remove_report":
      return (await menuOf(sites, step.customer)).removeReport(step.name, now);
    case "set_reports":
      return (await menuOf(sites, step.customer)).setReports(step.group, step.from, step.to, now);
    case "drop_tables":
      return migrateDown(await accountsOf(sites, step.customer));
  }
}

function printList(heading: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  say(`\n${heading}`);
  for (const line of lines) say(`  ${line}`);
}

function printFile(step: Step): void {
  if (step.kind !== "write_file") return;
  for (const line of step.content.trimEnd().split("\n")) say(`      | ${line}`.trimEnd());
}

async function runSteps(
  { checks, steps }: Plan,
  sites: readonly Site[],
  { dryRun, json }: ResponseStyle,
): Promise<void> {
  if (!json && checks.length > 0) say();
  if (!json) say(dryRun ? "Planned steps (nothing was changed):" : "Steps:");
  if (!json && steps.length === 0) say("  none: everything is already done");
  for (const step of steps) {
    if (!json) say(`  ${describeStep(step)}`);
    if (!dryRun) await carryOutStep(step, sites, new Date());
    else if (!json) printFile(step);
  }
}

function refusal(checks: readonly Finding[]): string {
  const names = checks.filter(({ level }) => level === "broken").map(({ check }) => check);
  return `nothing was changed: fix the failed checks first (${[...new Set(names)].join(", ")})`;
}

/**
 * Prints a plan and executes its steps, unless it is a dry run or something is broken. If a step fails, earlier steps stay
 * done, and the next run skips them.
 *
 * @param lookAgain returns further tasks for the user that are known only after the steps
 */
export async function execute(
  plan: Plan,
  sites: readonly Site[],
  responseStyle: ResponseStyle,
  lookAgain: () => Promise<readonly string[]> = async () => [],
): Promise<void> {
  const isRefused = worst(plan.checks) === "broken";
  if (!responseStyle.json) printFindings(plan.checks);
  if (!isRefused) await runSteps(plan, sites, responseStyle);
  const next = isRefused ? [] : [...(responseStyle.dryRun ? [] : await lookAgain()), ...plan.next];
  const isDone = !isRefused && !responseStyle.dryRun;
  if (responseStyle.json) {
    const steps = plan.steps.map((step) => ({ ...step, message: describeStep(step), done: isDone }));
    printJson({ dryRun: responseStyle.dryRun, checks: plan.checks, steps, kept: plan.kept, next });
  } else {
    printList("Not changed:", plan.kept);
    printList("Next steps for you, unless already done:", next);
  }
  if (isRefused) throw new Error(refusal(plan.checks));
}
