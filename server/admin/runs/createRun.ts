import { runEvent } from "../../runs/adminLogEvent.ts";
import type { NewRun } from "../../runs/store/runStore.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";

/** Makes a run of the leads, and goes to its page. */
export async function beginRun(
  page: Page,
  wanted: Pick<NewRun, "direction" | "source" | "leadIds" | "undoOf">,
  notice: string | null = null,
): Promise<PageAnswer> {
  const id = await page.customer.stores.runs.create({
    ...wanted,
    customer: page.customer.name,
    user: page.user.user,
    requestId: page.requestId,
  });
  page.customer.wakeRuns();
  const made = {
    id,
    direction: wanted.direction,
    leadCount: wanted.leadIds?.length ?? 0,
    counts: {},
  };
  await page.log(runEvent(made, "made", `${page.home}/runs/${id}`));
  return redirectTo(`/runs/${id}`, notice);
}
