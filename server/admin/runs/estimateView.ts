import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { type ExpectedHold, estimateRun, type RunEstimate } from "../../runs/runEstimate.ts";
import { duration } from "../format/duration.ts";
import { showCount } from "../history/batchView.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import type { Page } from "../shell/adminPage.ts";
import type { RunContext } from "./runContext.ts";

/** Leads per second of an unlimited run, until a run has shown the speed of this installation. */
const USUAL_SPEED = 400;

/** How long a run would take, in sentences. Empty sentences have nothing to say. */
export interface EstimateView {
  readonly duration: string;
  readonly hold: string;
  readonly end: string;
}

const NO_ESTIMATE: EstimateView = { duration: "", hold: "", end: "" };

function holdText(holds: readonly ExpectedHold[], { now, zone }: Page): string {
  const [first, ...others] = holds;
  if (!first) return "";
  const from = first.from.getTime() <= now.getTime() ? "now" : `from ${formatDateTime(first.from, zone)}`;
  const until = first.until ? `until ${formatDateTime(first.until, zone)}` : "until the rule changes";
  const more = others.length > 0 ? " It may hold the run again later." : "";
  return `Office hours: the rule “${first.rule}” holds the run ${from} ${until}.${more} The run continues automatically.`;
}

function endText({ endsAt, holds }: RunEstimate, { zone }: Page): string {
  if (endsAt) return `Expected to be done at ${formatDateTime(endsAt, zone)}.`;
  return holds.at(-1)?.until === null
    ? "With this rule, the run cannot finish."
    : "It will take more than a month.";
}

/** Says how long the run would take at a speed, and what office hours do to it. */
function showEstimate(
  rules: readonly OfficeHoursRule[],
  leads: number,
  { rate, usual }: { readonly rate: number | null; readonly usual: number | null },
  page: Page,
): EstimateView {
  const speed = rate ?? usual ?? USUAL_SPEED;
  const estimate = estimateRun(rules, page.now, leads / speed);
  const at =
    rate === null ? "without a limit" : `at ${showCount(rate)} ${rate === 1 ? "lead" : "leads"} per second`;
  return {
    duration: `Takes about ${duration(Math.max(1, estimate.seconds))} ${at}.`,
    hold: holdText(estimate.holds, page),
    end: endText(estimate, page),
  };
}

/** Estimates the run of a preview. @param rate leads per second; null for no limit, undefined for invalid input */
export async function estimateView(
  { page, run }: Pick<RunContext, "page" | "run">,
  rate: number | null | undefined,
): Promise<EstimateView> {
  if (rate === undefined) return NO_ESTIMATE;
  const usual = rate === null ? await page.customer.stores.runSearch.usualSpeed() : null;
  const rules = await page.hours.list(page.customer.name);
  return showEstimate(rules, run.leadCount, { rate, usual }, page);
}
