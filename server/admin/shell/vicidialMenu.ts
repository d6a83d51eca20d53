import { phrase } from "../../lib/phrase.ts";
import type { AdminLook } from "../../vicidial/adminLook.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";

/** A section of Vicidial's menu, with its ADD value in admin.php. */
interface MenuSection {
  readonly label: string;
  readonly add: string;
}

/** The section that holds the link to our pages. */
export const REPORTS: MenuSection = { label: phrase("Reports"), add: "999999" };

/**
 * Returns the sections that Vicidial's menu has for the user. The rights of a user hide none of them, because Vicidial checks rights
 * behind each link.
 *
 * Source: admin_header.php, and admin.php for users who see only reports.
 */
export function vicidialSections(
  { dialsOut, hasQualityControl, isFirstLogin }: AdminLook,
  { isInQualityControl, mustChangePassword }: AdminUser,
): readonly MenuSection[] {
  if (isFirstLogin || mustChangePassword) return [REPORTS];
  return [
    REPORTS,
    { label: phrase("Users"), add: "0A" },
    { label: phrase("Campaigns"), add: "10" },
    ...(dialsOut ? [{ label: phrase("Lists"), add: "100" }] : []),
    ...(hasQualityControl && isInQualityControl
      ? [{ label: phrase("Quality Control"), add: "100000000000000" }]
      : []),
    { label: phrase("Scripts"), add: "1000000" },
    ...(dialsOut ? [{ label: phrase("Filters"), add: "10000000" }] : []),
    { label: phrase("Inbound"), add: "1001" },
    { label: phrase("User Groups"), add: "100000" },
    { label: phrase("Remote Agents"), add: "10000" },
    { label: phrase("Admin"), add: "999998" },
  ];
}

/** A host that no link leaves the site through: only paths of the same site keep it. */
const HERE = "http://vicidial.invalid";
const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:"]);
/** Shorter addresses of a user group mean the system's. Source: admin.php. */
const MIN_HOME_LENGTH = 6;

/** Returns the path of Vicidial's web directory, which may have been renamed. */
export function vicidialPath(base: string, { webDirectory }: Pick<AdminLook, "webDirectory">): string {
  const folders = webDirectory.split("/").filter((folder) => folder !== "" && folder !== "..");
  return [base.replace(/\/vicidial$/, ""), ...folders.map(encodeURIComponent)].join("/");
}

/** Returns the address of Vicidial's Home link: the group's, else the system's. Anything but a web address becomes admin.php. */
export function homeAddress(path: string, { homeUrl }: AdminLook, user: Pick<AdminUser, "homeUrl">): string {
  const wanted = user.homeUrl.length >= MIN_HOME_LENGTH ? user.homeUrl : homeUrl;
  const fallback = `${path}/admin.php`;
  const address = `${HERE}${path}/`;
  if (wanted === "" || !URL.canParse(wanted, address)) return fallback;
  const url = new URL(wanted, address);
  if (url.origin === HERE) return url.href.slice(HERE.length);
  return SCHEMES.has(url.protocol) ? url.href : fallback;
}
