import type { Batch } from "../../../history/batch.ts";
import { judge, refusingRule } from "../../../hours/officeHours.ts";
import { chosenLeads, type UndoState } from "../../../runs/work/undoPlan.ts";
import { type GatheredUndo, gatherUndo } from "../../../runs/work/undoSources.ts";
import { when } from "../../format/shownTime.ts";
import type { Page } from "../../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { showCount } from "../batchView.ts";
import type { HistorySources, Viewer } from "../historySources.ts";
import { BATCH_SIZE, type MovedBack, moveBack } from "./moveBack.ts";

/** What the pages of an undo work on. */
export interface UndoContext {
  readonly page: Page;
  readonly sources: HistorySources;
  readonly viewer: Viewer;
  readonly batch: Batch;
}

const LATE = "Something changed while you were here, so nothing was done. This is how things stand now.";

function problemOf(isTicked: boolean): string {
  return isTicked
    ? "There is nothing to take back."
    : "There is nothing to take back without the changed leads.";
}

/** Taking a batch back: what that would do, and the doing. */
export function undoPages(clock: () => Date) {
  /** Why office hours forbid it now, in a sentence; null where they do not. */
  async function closedBecause({ hours, zone }: Page, batch: Batch): Promise<string | null> {
    const [rules, now] = [await hours.list(batch.customer), clock()];
    const rule = refusingRule(rules, now);
    if (!rule) return null;
    const { changesAt } = judge(rules, now);
    const until = changesAt ? ` until ${when(changesAt, zone).text}` : "";
    return `Office hours: the rule “${rule.name}” lets no lead be moved${until}.`;
  }

  function render(
    { batch, page, viewer }: UndoContext,
    gathered: GatheredUndo,
    closed: string | null,
    problem = "",
  ) {
    const { plan, hidden, untouched } = gathered;
    const count = (state: UndoState) => plan.leads.filter((lead) => lead.state === state).length;
    const locals = {
      id: batch.id,
      toArchive: batch.direction === "dearchive",
      overwrites: batch.flags.update,
      startedAt: when(batch.startedAt, page.zone),
      version: plan.version,
      ready: showCount(count("ready")),
      isAnyReady: count("ready") > 0,
      changed: plan.leads
        .filter(({ state }) => state === "changed")
        .map(({ leadId, reason, date }) => ({
          leadId,
          reason: date === undefined || viewer.privacy.hidesLeadData ? reason : `${reason}: ${date}`,
        })),
      back: count("back"),
      gone: count("gone"),
      hidden,
      untouched,
      isRestricted: hidden > 0,
      closed,
      problem,
    };
    const status = problem === "" ? 200 : 409;
    return renderView("history/undo", `Take batch ${batch.id} back?`, locals, {
      status,
      styles: ["history.css"],
    });
  }

  async function ask(context: UndoContext, problem = ""): Promise<PageAnswer> {
    const gathered = await gatherUndo(context.sources, context.viewer.scope, context.batch);
    return render(context, gathered, await closedBecause(context.page, context.batch), problem);
  }

  async function log({ page, batch }: UndoContext, { moved, kept }: MovedBack): Promise<void> {
    await page.log({
      section: "LEADS",
      type: "OTHER",
      recordId: batch.id,
      code: `Lead Dearchive: batch ${batch.id} taken back`,
      notes: `${moved} leads moved back, ${kept} left behind; the batch was ${batch.direction}, of user ${batch.user}`,
    });
  }

  return {
    ask: (context: UndoContext): Promise<PageAnswer> => ask(context),

    async carryOut(context: UndoContext): Promise<PageAnswer> {
      const { page, batch, sources, viewer } = context;
      const gathered = await gatherUndo(sources, viewer.scope, batch);
      if (page.form.get("version") !== gathered.plan.version) return ask(context, LATE);
      const isTicked = page.form.get("with_changed") === "on";
      const leadIds = chosenLeads(gathered.plan, isTicked);
      if (leadIds.length === 0) return ask(context, problemOf(isTicked));
      const done = await moveBack({
        mover: page.customer.mover,
        batch,
        leadIds,
        scope: viewer.scope,
        user: page.user.user,
        requestId: page.requestId,
        closedBecause: () => closedBecause(page, batch),
      });
      const counts = `${showCount(done.moved)} of ${showCount(leadIds.length)} leads went back`;
      if (done.moved + done.kept > 0) await log(context, done);
      if (done.stopped !== null) return ask(context, `${counts}. ${done.stopped}`);
      // Of several parts each is a batch: the page of the one that they take back names them all.
      const undo = leadIds.length > BATCH_SIZE ? undefined : (await sources.undos.undoneBy(batch.id)).at(-1);
      const kept = done.kept > 0 ? `; ${showCount(done.kept)} stayed, for their rows differ` : "";
      return redirectTo(`/history/${undo?.batchId ?? batch.id}`, `${counts}${kept}.`);
    },
  };
}
