import type { Knex } from "knex";
import { createMenuLink, missingForMenu } from "../vicidial/menuLink.ts";
import { reportNames } from "../vicidial/reportNames.ts";
import { MIN_PAGE_LEVEL } from "../vicidial/signIn.ts";
import { examine } from "./examination.ts";
import { type Finding, ok, warning } from "./finding.ts";

const CHECK = "menu link";
const INSTALL = ["vicidial-dearchive install"];

export interface ExpectedLink {
  readonly name: string;
  /** Path of the customer's pages. */
  readonly path: string;
}

/** Checks the link on Vicidial's Reports page: that it exists, leads to the pages, and is shown to users who can open them. */
async function examineMenuLink(
  db: Knex,
  vicidialDatabase: string,
  { name, path }: ExpectedLink,
): Promise<readonly Finding[]> {
  const missing = await missingForMenu(db, vicidialDatabase);
  if (missing.length > 0)
    return [
      warning(
        CHECK,
        `Vicidial's Reports page cannot show a link: this Vicidial has no ${missing.join(", ")}. Upgrade its database.`,
      ),
    ];
  const menu = createMenuLink(db, vicidialDatabase);
  const found = await menu.findReport(name);
  if (!found) return [warning(CHECK, `Vicidial's Reports page has no link "${name}". Install it.`, INSTALL)];
  if (found.path !== path)
    return [
      warning(
        CHECK,
        `The link "${name}" on Vicidial's Reports page leads to ${found.domain}${found.path} instead of ${path}. Replace it.`,
        ["vicidial-dearchive install --force"],
      ),
    ];
  const seeing = (await menu.listGroups())
    .filter(({ reports }) => reportNames(reports).includes(name))
    .map(({ group }) => group);
  const usable = await menu.listGroupsWithLevel(MIN_PAGE_LEVEL);
  const useful = seeing.filter((group) => usable.includes(group));
  return useful.length > 0
    ? [ok(CHECK, `Vicidial's Reports page shows the link "${name}" to user group ${useful.join(", ")}.`)]
    : [
        warning(
          CHECK,
          `No user group with an active user of level ${MIN_PAGE_LEVEL} or higher sees the link "${name}". Choose groups with --groups.`,
          ["vicidial-dearchive install --groups ADMIN"],
        ),
      ];
}

/** Runs the check of the menu link, and reports a failed check as a finding. */
export function examineMenu(
  db: Knex,
  vicidialDatabase: string,
  link: ExpectedLink,
): Promise<readonly Finding[]> {
  return examine(CHECK, () => examineMenuLink(db, vicidialDatabase, link));
}
