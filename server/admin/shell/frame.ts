import type { PageText, Translate } from "../../lib/phrase.ts";
import type { AdminLook } from "../../vicidial/adminLook.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import type { ScreenColors } from "../../vicidial/screenColors.ts";
import { barTime, type DisplayTime } from "../format/displayTime.ts";
import { type Appearance, appearanceFor } from "./appearance.ts";
import { sheetVersion } from "./colors.ts";
import { csrfToken } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { may } from "./pageRights.ts";
import { styleSheetOf } from "./palette.ts";
import type { Site } from "./site.ts";
import { ZONES } from "./timeZoneCookie.ts";
import { homeAddress, REPORTS, vicidialPath, vicidialSections } from "./vicidialMenu.ts";

/** The visitor of a page. `user` is null on public pages and after a failed sign-in. */
export interface Visitor {
  readonly site: Site;
  readonly user: AdminUser | null;
  readonly zone: string;
  readonly now: Date;
  readonly notice: string | null;
  /** Says which database server the page was read from; omitted without a choice. */
  readonly readFrom?: PageText | undefined;
  /** Address of the page below the overview page; omitted for error pages. */
  readonly here?: string;
  /** Read for the visitor if it is missing. */
  readonly appearance?: Appearance;
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
  /** Language code. */
  readonly language: string;
  /** Path of /vicidial, for our own pages. */
  readonly base: string;
  /** Path of Vicidial's web directory, for links to its pages. */
  readonly vicidialPath: string;
  readonly logo: string | null;
  /** Path of the overview page; the customer's other pages are below it. */
  readonly home: string;
  /** This page's address below the overview page, to return to. */
  readonly here: string;
  readonly assets: string;
  readonly colors: string;
  readonly customer: string | null;
  readonly user: { readonly name: string; readonly fullName: string } | null;
  readonly csrf: string;
  readonly notice: string | null;
  /** Says which database server the page was read from; null without a choice. */
  readonly readFrom: string | null;
  readonly sections: readonly Link[];
  readonly vicidial: readonly Link[];
  readonly vicidialHome: string;
  /** Whether Vicidial lets the user choose a language. */
  readonly hasLanguages: boolean;
  readonly clock: DisplayTime;
  readonly zone: string;
  readonly zones: readonly string[];
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** Templates receive it as `t`. */
  readonly translate: Translate;
  readonly refreshSeconds: number | null;
}

/** What a page contributes to its frame. */
interface FramedPage {
  readonly name: string;
  readonly title: PageText;
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  readonly refreshSeconds?: number | null;
}

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
  translate: Translate,
): readonly Link[] {
  const documentation = {
    label: translate("Documentation"),
    href: `${site.base}/dearchive/docs`,
    isCurrent: current === "docs",
  };
  const allowed = user ? sections.filter(({ name }) => may(manifest, user, name, "view")) : [];
  return [
    ...allowed.map(({ name, label, path }) => ({
      label: translate(label),
      href: site.home + path,
      isCurrent: name === current,
    })),
    documentation,
  ];
}

/**
 * Returns the URL of the color style sheet. The version makes it cacheable, and its signature hides which customers exist.
 */
async function colorsAddress(
  dependencies: AdminDependencies,
  { home, customer }: Site,
  colors: ScreenColors,
): Promise<string> {
  const sheet = styleSheetOf(colors);
  const version = sheetVersion(await dependencies.pageSecret(), customer.name, sheet);
  return `${home}/colors.css?v=${version}`;
}

function vicidialLinks(
  path: string,
  look: AdminLook,
  user: AdminUser,
  translate: Translate,
): readonly Link[] {
  return vicidialSections(look, user).map(({ label, add }) => ({
    label: translate(label),
    href: `${path}/admin.php?ADD=${add}`,
    isCurrent: add === REPORTS.add,
  }));
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
  const { look, translate, languageCode } =
    visitor.appearance ?? (await appearanceFor(site.customer, user, now));
  const path = vicidialPath(site.base, look);
  return {
    name: dependencies.manifest.name,
    version: dependencies.manifest.version,
    title: translate(page.title),
    language: languageCode,
    base: site.base,
    vicidialPath: path,
    logo: look.logo === null ? null : `${path}/${look.logo}`,
    home: site.home,
    here: visitor.here ?? "",
    assets: `${site.base}/dearchive/static`,
    colors: await colorsAddress(dependencies, site, look.colors),
    customer: site.customer.isHome ? null : site.customer.name,
    user: user && { name: user.user, fullName: user.fullName },
    csrf: user ? csrfToken(await dependencies.pageSecret(), owner, now) : "",
    notice,
    readFrom: visitor.readFrom === undefined ? null : translate(visitor.readFrom),
    sections: sectionsFor(dependencies, sections, visitor, page.name, translate),
    vicidial: user ? vicidialLinks(path, look, user, translate) : [],
    vicidialHome: user ? homeAddress(path, look, user) : path,
    hasLanguages: look.hasLanguages,
    clock: barTime(now, zone),
    zone,
    zones: ZONES,
    scripts: page.scripts ?? [],
    styles: page.styles ?? [],
    translate,
    refreshSeconds: page.refreshSeconds ?? null,
  };
}
