import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { counted, type PageText, phrase, sentences, term } from "../../lib/phrase.ts";
import { type ExpectedHold, estimateRun, type RunEstimate, USUAL_SPEED } from "../../runs/runEstimate.ts";
import { duration } from "../format/duration.ts";
import { formatDateTime } from "../hours/dateLabels.ts";
import type { Page } from "../shell/adminPage.ts";
import type { RunContext } from "./runContext.ts";

/** How long a run would take, in sentences. Empty sentences have nothing to say. */
export interface EstimateView {
  readonly duration: PageText;
  readonly hold: PageText;
  readonly end: PageText;
}

const NO_ESTIMATE: EstimateView = { duration: "", hold: "", end: "" };

function holdText(holds: readonly ExpectedHold[], { now, zone }: Page): PageText {
  const [first, ...others] = holds;
  if (!first) return "";
  const from =
    first.from.getTime() <= now.getTime()
      ? term(phrase("now"))
      : phrase("from %1s", formatDateTime(first.from, zone));
  const until = first.until
    ? phrase("until %1s", formatDateTime(first.until, zone))
    : term(phrase("until the rule changes"));
  return sentences(
    phrase("Office hours: the rule “%1s” holds the run %2s %3s.", first.rule, from, until),
    ...(others.length > 0 ? [phrase("It may hold the run again later.")] : []),
    phrase("The run continues automatically."),
  );
}

function endText({ endsAt, holds }: RunEstimate, { zone }: Page): PageText {
  if (endsAt) return phrase("Expected to be done at %1s.", formatDateTime(endsAt, zone));
  return holds.at(-1)?.until === null
    ? phrase("With this rule, the run cannot finish.")
    : phrase("It will take more than a month.");
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
    rate === null
      ? term(phrase("without a limit"))
      : term(counted(rate, phrase("at 1 lead per second"), phrase("at %1s leads per second")));
  return {
    duration: phrase("Takes about %1s %2s.", term(duration(Math.max(1, estimate.seconds))), at),
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
