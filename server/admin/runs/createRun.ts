import { type PageText, phrase } from "../../lib/phrase.ts";
import { runEvent } from "../../runs/adminLogEvent.ts";
import type { UndoSource } from "../../runs/runSource.ts";
import type { NewRun } from "../../runs/store/runCreation.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";

function ownedBy({ customer, user, requestId }: Page) {
  return { customer: customer.name, user: user.user, requestId };
}

/** Logs a new run and redirects to its page. */
async function openRun(
  page: Page,
  id: number,
  run: Pick<NewRun, "direction" | "source" | "leadIds">,
  notice: PageText | null,
): Promise<PageAnswer> {
  page.customer.wakeRuns();
  const created = { ...run, id, leadCount: run.leadIds?.length ?? 0, counts: {} };
  await page.log(runEvent(created, "created", `${page.home}/runs/${id}`));
  return redirectTo(`/runs/${id}`, notice);
}

/** Creates a run and redirects to its page. Without a `user`, it acts for the signed-in one. */
export async function beginRun(
  page: Page,
  wanted: Pick<NewRun, "direction" | "source" | "leadIds"> & Partial<NewRun>,
  notice: PageText | null = null,
): Promise<PageAnswer> {
  const id = await page.customer.stores.runs.create({ ...ownedBy(page), ...wanted });
  return openRun(page, id, wanted, notice);
}

/** Creates a run that moves the leads of a run or batch back. It is checked and started like any other. */
export async function beginUndo(
  page: Page,
  source: UndoSource,
  undone: Pick<NewRun, "direction">,
): Promise<PageAnswer> {
  const direction = undone.direction === "dearchive" ? "archive" : "dearchive";
  const run = { direction, source } as const;
  const { id, isNew } = await page.customer.stores.runs.createUndo({ ...run, ...ownedBy(page) });
  return isNew
    ? openRun(page, id, run, null)
    : redirectTo(`/runs/${id}`, phrase("You have already created this undo. Here it is."));
}
