import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import {
  ADMIN_LEVEL,
  type CustomReport,
  type GroupReports,
  INSTALLER,
  MAX_REPORTS_LENGTH,
  type MenuLink,
} from "../../vicidial/menuLink.ts";
import { reportNames, withoutReport, withReport } from "../../vicidial/reportNames.ts";
import { MIN_PAGE_LEVEL } from "../../vicidial/signIn.ts";
import { UsageError } from "../usageError.ts";
import type { Step } from "./installSteps.ts";

/** Which user groups see the link. */
export type GroupChoice =
  | { readonly kind: "named"; readonly names: readonly string[] }
  | { readonly kind: "all" }
  /** Groups with a user of level 9: these users make the rules that the pages are for. */
  | { readonly kind: "admins" };

export interface WantedLink {
  readonly name: string;
  readonly path: string;
  /** Undefined keeps the domain that was set in Vicidial; a new link stays on the admin's own site. */
  readonly domain: string | undefined;
  readonly groups: GroupChoice;
  readonly force: boolean;
}

export interface MenuPlan {
  readonly steps: readonly Step[];
  readonly kept: readonly string[];
}

function isOurs(report: CustomReport, path: string): boolean {
  return report.user === INSTALLER || report.path === path;
}

function planReport(customer: string, found: CustomReport | undefined, wanted: WantedLink): MenuPlan {
  const { name, path } = wanted;
  const report = { name, path, domain: wanted.domain ?? found?.domain ?? "", user: INSTALLER };
  if (!found) return { steps: [{ kind: "add_report", customer, report }], kept: [] };
  if (found.path === report.path && found.domain === report.domain) return { steps: [], kept: [] };
  if (isOurs(found, path) || wanted.force) {
    return { steps: [{ kind: "change_report", customer, report }], kept: [] };
  }
  const kept = `Vicidial has another custom report "${name}" (${found.domain}${found.path}), which was kept. --force replaces it`;
  return { steps: [], kept: [kept] };
}

async function chosenGroups(
  customer: string,
  menu: MenuLink,
  known: readonly GroupReports[],
  choice: GroupChoice,
): Promise<readonly GroupReports[]> {
  if (choice.kind === "all") return known;
  const names = choice.kind === "named" ? choice.names : await menu.listGroupsWithLevel(ADMIN_LEVEL);
  const chosen = known.filter(({ group }) => names.includes(group));
  const unknown = names.filter((name) => !known.some(({ group }) => group === name));
  const all = known.map(({ group }) => group).join(", ");
  if (choice.kind === "named" && unknown.length > 0) {
    throw new UsageError(
      `customer "${customer}" has no user group ${unknown.join(", ")}. Existing groups: ${all}`,
    );
  }
  if (chosen.length === 0) {
    throw new UsageError(
      `customer "${customer}" has no user group with an active level 9 user. Set groups with --groups, or use --all-groups. Existing groups:  ${all}`,
    );
  }
  return chosen;
}

function withoutUsers(groups: readonly string[]): string {
  return `no link for user group ${groups.join(", ")}: only active users of level ${MIN_PAGE_LEVEL} or higher can open the pages, and the group has none. --force shows the link anyway`;
}

function showTo(customer: string, name: string, { group, reports }: GroupReports): Step {
  const to = withReport(reports, name);
  if (to.length > MAX_REPORTS_LENGTH) {
    throw new Error(`user group ${group} already has the maximum number of custom reports`);
  }
  return { kind: "set_reports", customer, group, from: reports, to };
}

/** Returns the path of a customer's pages; those of the default customer are at the path itself. */
export function pathFor(customer: string, path: string): string {
  return customer === DEFAULT_CUSTOMER ? path : `${path}/customers/${customer}`;
}

/** Plans to add the link to Vicidial's menu. */
export async function planMenu(customer: string, menu: MenuLink, wanted: WantedLink): Promise<MenuPlan> {
  const link = { ...wanted, path: pathFor(customer, wanted.path) };
  const report = planReport(customer, await menu.findReport(link.name), link);
  const groups = await chosenGroups(customer, menu, await menu.listGroups(), wanted.groups);
  const blind = groups.filter(({ reports }) => !reportNames(reports).includes(wanted.name));
  const usable = await menu.listGroupsWithLevel(MIN_PAGE_LEVEL);
  const offered = wanted.force ? blind : blind.filter(({ group }) => usable.includes(group));
  const useless = blind.filter((group) => !offered.includes(group)).map(({ group }) => group);
  return {
    // Keep another report of the same name.
    steps:
      report.kept.length > 0
        ? []
        : [...report.steps, ...offered.map((group) => showTo(customer, wanted.name, group))],
    kept: [...report.kept, ...(useless.length > 0 ? [withoutUsers(useless)] : [])],
  };
}

/** Plans to remove the link from every group that sees it. */
export async function planMenuRemoval(
  customer: string,
  menu: MenuLink,
  { name, path, force }: Pick<WantedLink, "name" | "path" | "force">,
): Promise<MenuPlan> {
  const found = await menu.findReport(name);
  if (found && !isOurs(found, pathFor(customer, path)) && !force) {
    const kept = `Vicidial's custom report "${name}" links to ${found.domain}${found.path} instead of the plugin and was kept. --force removes it`;
    return { steps: [], kept: [kept] };
  }
  const seeing = (await menu.listGroups()).filter(({ reports }) => reportNames(reports).includes(name));
  return {
    steps: [
      ...seeing.map(({ group, reports }): Step => {
        return { kind: "set_reports", customer, group, from: reports, to: withoutReport(reports, name) };
      }),
      ...(found ? [{ kind: "remove_report", customer, name } as const] : []),
    ],
    kept: [],
  };
}
