import type { AdminUser } from "../../vicidial/adminUsers.ts";
import { type When, when } from "../format/shownTime.ts";
import { sheetVersion } from "./colors.ts";
import { csrfToken } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { may } from "./pageRights.ts";
import { styleSheetOf } from "./palette.ts";
import type { Site } from "./site.ts";
import { ZONES } from "./timeZoneCookie.ts";

/** Whoever looks at a page, and at which; nobody is signed in where it is public, or where signing in failed. */
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

/** What stands round every page. Every template has it as `frame`. */
export interface Frame {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** Where /vicidial stands. */
  readonly base: string;
  /** The front page's path; below it are the customer's other pages. */
  readonly home: string;
  readonly assets: string;
  readonly colors: string;
  readonly customer: string | null;
  readonly user: { readonly name: string; readonly fullName: string } | null;
  readonly csrf: string;
  readonly notice: string | null;
  readonly sections: readonly Link[];
  readonly vicidial: readonly Link[];
  readonly clock: When;
  readonly zone: string;
  readonly zones: readonly string[];
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** What a page tells its frame. */
interface FramedPage {
  readonly name: string;
  readonly title: string;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

/** Vicidial's own sections, with what its admin.php calls them. */
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

/** What the sections need to know of a page. */
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
 * Where the installation's colours are served. The address changes with them, so that a browser may keep them; a further
 * customer's is signed, for its colours would tell a stranger that it exists.
 */
async function colorsAddress(parts: AdminDependencies, { home, customer }: Site): Promise<string> {
  const sheet = styleSheetOf(await customer.readColors());
  const version = sheetVersion(await parts.pageSecret(), customer.name, sheet);
  return `${home}/colors.css?v=${version}`;
}

/** Makes what stands round a page. */
export async function frameOf(
  parts: AdminDependencies,
  sections: readonly Section[],
  visitor: Visitor,
  page: FramedPage,
): Promise<Frame> {
  const { site, user, now, zone, notice } = visitor;
  const owner = { customer: site.customer.name, user: user?.user ?? "" };
  return {
    name: parts.manifest.name,
    version: parts.manifest.version,
    title: page.title,
    base: site.base,
    home: site.home,
    assets: `${site.base}/dearchive/static`,
    colors: await colorsAddress(parts, site),
    customer: site.customer.isHome ? null : site.customer.name,
    user: user && { name: user.user, fullName: user.fullName },
    csrf: user ? csrfToken(await parts.pageSecret(), owner, now) : "",
    notice,
    sections: sectionsFor(parts, sections, visitor, page.name),
    vicidial: VICIDIAL.map(([label, add]) => ({
      label,
      href: `${site.base}/admin.php?ADD=${add}`,
      isCurrent: label === "Reports",
    })),
    clock: when(now, zone),
    zone,
    zones: ZONES,
    scripts: page.scripts ?? [],
    styles: page.styles ?? [],
  };
}
