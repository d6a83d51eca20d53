import type { Run } from "../../runs/run.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";

/** What the pages of runs work on: who looks, and what that person may see. */
export interface RunContext {
  readonly page: Page;
  readonly run: Run;
  readonly scope: ListScope;
  readonly privacy: LeadPrivacy;
  /**
   * Whether the person may decide what it does: its owner, or who may touch every lead. Others may stop and pause it, for
   * that moves nothing.
   */
  readonly mayDrive: boolean;
}

export const RUN_STYLES = ["history.css", "runs.css"];

/** The run that the address names. @throws PageError page_not_found */
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
