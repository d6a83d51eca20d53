import { existsSync } from "node:fs";
import { join } from "node:path";

const STOCK = "images/vicidial_admin_web_logo.png";
const OLD = "vicidial_admin_web_logo.gif";
/** A name that cannot leave the folder. */
const SAFE_SUFFIX = /^[-_.A-Za-z0-9]+$/;

/** Returns the files that may hold the logo, best first, below Vicidial's web directory. Source: admin_header.php. */
function candidates(webLogo: string): readonly string[] {
  if (webLogo === "default_old") return [OLD, STOCK];
  if (webLogo === "default_new" || !SAFE_SUFFIX.test(webLogo)) return [STOCK];
  return [`images/vicidial_admin_web_logo${webLogo}`, STOCK];
}

/**
 * Returns the path of the logo below Vicidial's web directory; null if that directory has none.
 *
 * @param webLogo `web_logo` of the screen colors
 * @param folder Vicidial's web directory on this host. If Vicidial runs on another host, the first candidate is assumed to exist
 */
export function findLogo(webLogo: string, folder: string): string | null {
  const files = candidates(webLogo);
  if (!existsSync(folder)) return files[0] ?? null;
  return files.find((file) => existsSync(join(folder, file))) ?? null;
}
