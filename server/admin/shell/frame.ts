import type { AdminUser } from "../../vicidial/adminUsers.ts";
import { type DisplayTime, displayTime } from "../format/displayTime.ts";
import { sheetVersion } from "./colors.ts";
import { csrfToken } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { may } from "./pageRights.ts";
import { styleSheetOf } from "./palette.ts";
import type { Site } from "./site.ts";
import { ZONES } from "./timeZoneCookie.ts";

/** The visitor of a page. `user` is null on public pages and after a failed sign-in. */
export interface Visitor {
  readonly site: Site;
  readonly user: AdminUser | null;
  readonly zone: string;
  readonly now: Date;
  readonly notice: string | null;
}

interface Link {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** Data for the layout. Every template receives it as `frame`. */
export interface Frame {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** Path of /vicidial. */
  readonly base: string;
  /** Path of the overview page; the customer's other pages are below it. */
  readonly home: string;
  readonly assets: string;
  readonly colors: string;
  readonly customer: string | null;
  readonly user: { readonly name: string; readonly fullName: string } | null;
  readonly csrf: string;
  readonly notice: string | null;
  readonly sections: readonly Link[];
  readonly vicidial: readonly Link[];
  readonly clock: DisplayTime;
  readonly zone: string;
  readonly zones: readonly string[];
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** What a page contributes to its frame. */
interface FramedPage {
  readonly name: string;
  readonly title: string;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

/** Vicidial's own menu, with the ADD value of each section in admin.php. */
const VICIDIAL: readonly (readonly [label: string, add: string])[] = [
  ["Reports", "999999"],
  ["Users", "0A"],
  ["Campaigns", "10"],
  ["Lists", "100"],
  ["Scripts", "1000000"],
  ["Filters", "10000000"],
  ["Inbound", "1000"],
  ["User Groups", "100000"],
  ["Remote Agents", "10000"],
  ["Admin", "999998"],
];

/** The part of a page that the navigation shows. */
export interface Section {
  readonly name: string;
  readonly label: string;
  readonly path: string;
}

function sectionsFor(
  { manifest }: AdminDependencies,
  sections: readonly Section[],
  { user, site }: Visitor,
  current: string,
): readonly Link[] {
  const documentation = {
    label: "Documentation",
    href: `${site.base}/dearchive/docs`,
    isCurrent: current === "docs",
  };
  const allowed = user ? sections.filter(({ name }) => may(manifest, user, name, "view")) : [];
  return [
    ...allowed.map(({ name, label, path }) => ({
      label,
      href: site.home + path,
      isCurrent: name === current,
    })),
    documentation,
  ];
}

/**
 * Returns the URL of the color style sheet. The version makes it cacheable, and its signature hides which customers exist.
 */
async function colorsAddress(dependencies: AdminDependencies, { home, customer }: Site): Promise<string> {
  const sheet = styleSheetOf(await customer.readColors());
  const version = sheetVersion(await dependencies.pageSecret(), customer.name, sheet);
  return `${home}/colors.css?v=${version}`;
}

/** Builds the frame of a page. */
export async function frameOf(
  dependencies: AdminDependencies,
  sections: readonly Section[],
  visitor: Visitor,
  page: FramedPage,
): Promise<Frame> {
  const { site, user, now, zone, notice } = visitor;
  const owner = { customer: site.customer.name, user: user?.user ?? "" };
  return {
    name: dependencies.manifest.name,
    version: dependencies.manifest.version,
    title: page.title,
    base: site.base,
    home: site.home,
    assets: `${site.base}/dearchive/static`,
    colors: await colorsAddress(dependencies, site),
    customer: site.customer.isHome ? null : site.customer.name,
    user: user && { name: user.user, fullName: user.fullName },
    csrf: user ? csrfToken(await dependencies.pageSecret(), owner, now) : "",
    notice,
    sections: sectionsFor(dependencies, sections, visitor, page.name),
    vicidial: VICIDIAL.map(([label, add]) => ({
      label,
      href: `${site.base}/admin.php?ADD=${add}`,
      isCurrent: label === "Reports",
    })),
    clock: displayTime(now, zone),
    zone,
    zones: ZONES,
    scripts: page.scripts ?? [],
    styles: page.styles ?? [],
  };
}
