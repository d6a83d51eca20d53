import type { Run } from "../../runs/run.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";

/** A run, its viewer and what the viewer may see. */
export interface RunContext {
  readonly page: Page;
  readonly run: Run;
  readonly scope: ListScope;
  readonly privacy: LeadPrivacy;
  /**
   * Whether the viewer may decide what the run moves: its owner, or a user with access to every list. Others may pause and
   * stop it, which moves nothing.
   */
  readonly mayDrive: boolean;
}

export const RUN_STYLES = ["history.css", "runs.css"];

/** Loads the run that the path names. @throws PageError page_not_found */
export async function loadRun(page: Page): Promise<RunContext> {
  const text = page.params["id"] ?? "";
  const id = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  const run = id === undefined ? undefined : await page.customer.stores.runs.find(id);
  if (!run) return refusePage({ code: "page_not_found" });
  const scope = await page.customer.lists.scopeOf(page.user.allowedCampaigns);
  return {
    page,
    run,
    scope,
    privacy: page.user,
    mayDrive: run.user === page.user.user || scope.kind === "every",
  };
}
