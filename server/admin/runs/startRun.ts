import { type PageText, phrase } from "../../lib/phrase.ts";
import { predictLeads } from "../../runs/leadCounts.ts";
import { combinationsOf, type LeadWarning, warningsOf, willMove } from "../../runs/leadWarnings.ts";
import { MAX_NAME, type Run, type RunSettings } from "../../runs/run.ts";
import { MAX_RATE } from "../../runs/work/throttle.ts";
import type { FieldErrors } from "../shell/form.ts";
import { data, type PageAnswer } from "../shell/pageAnswer.ts";
import {
  type CheckedChanges,
  canChange,
  checkTypedChanges,
  effectLabel,
  NO_CHANGES,
  readTypedChanges,
  type TypedChanges,
} from "./changesForm.ts";
import { estimateView } from "./estimateView.ts";
import type { RunContext } from "./runContext.ts";

/** What was typed into the start form, to show it again beside an error. */
export interface TypedStart {
  readonly skip: readonly LeadWarning[];
  readonly restoresCallbacks: boolean;
  readonly rate: string;
  readonly name: string;
  readonly changes: TypedChanges;
}

/** Parses leads per second: null for no limit, undefined for invalid input. */
export function parseRate(typed: string): number | null | undefined {
  if (typed === "") return null;
  const rate = /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
  return rate >= 1 && rate <= MAX_RATE ? rate : undefined;
}

export const RATE_ERROR = {
  rate: phrase("Enter a whole number from 1 to %1s, or leave it empty for no limit.", MAX_RATE),
};
export const NAME_ERROR = { name: phrase("Enter at most %1s characters.", MAX_NAME) };
const NONE_ERROR = {
  skip: phrase("With these settings, no lead would move. Untick a warning, or discard the run."),
};

/** Reads the name of a run; undefined if it is too long. */
export function readName(form: URLSearchParams): string | undefined {
  const name = (form.get("name") ?? "").trim().replace(/\s+/g, " ");
  return name.length <= MAX_NAME ? name : undefined;
}

/** Reads the start form, or the same fields of a query. */
export function readStart({ page, run }: RunContext, form: URLSearchParams = page.form): TypedStart {
  const [ticked, offered] = [form.getAll("skip"), form.getAll("offered")];
  // A warning without a checkbox keeps its setting: no lead raised it then, but some may by now.
  const isSkipped = (warning: LeadWarning) =>
    offered.includes(warning) ? ticked.includes(warning) : run.skip.includes(warning);
  return {
    skip: warningsOf(run).filter(isSkipped),
    restoresCallbacks: form.get("callbacks") === "on",
    rate: form.get("rate")?.trim() ?? "",
    name: form.get("name") ?? run.name,
    changes: readTypedChanges(form),
  };
}

/** Whether the run would move any lead. */
export function isAnyMoving({ tally }: Run, skip: readonly LeadWarning[]): boolean {
  const skipped = new Set(skip);
  return combinationsOf(tally).some(({ warnings }) => willMove(warnings, skipped));
}

/** Returns an error if no lead would move with the typed settings. */
export function movingErrors({ run }: RunContext, { skip }: TypedStart): FieldErrors {
  return isAnyMoving(run, skip) ? {} : NONE_ERROR;
}

/** What a start form decides, or what is wrong with it. */
export type ReadSettings =
  | { readonly typed: TypedStart; readonly errors: FieldErrors }
  | { readonly typed: TypedStart; readonly settings: RunSettings; readonly name: string };

/** Reads and checks the settings of a start form. */
export async function readSettings(context: RunContext): Promise<ReadSettings> {
  const typed = readStart(context);
  const [rate, name] = [parseRate(typed.rate), readName(context.page.form)];
  const { changes, errors } = await checkChanges(context, typed);
  if (rate === undefined || name === undefined || Object.keys(errors).length > 0)
    return {
      typed,
      errors: { ...(rate === undefined && RATE_ERROR), ...(name === undefined && NAME_ERROR), ...errors },
    };
  const { skip, restoresCallbacks } = typed;
  return { typed, settings: { skip, restoresCallbacks, rate, changes }, name };
}

/** The viewer's rights apply to changes: only users who may drive the run can start it. */
export async function checkChanges(context: RunContext, typed: TypedStart): Promise<CheckedChanges> {
  const { page, scope } = context;
  return canChange(context.run)
    ? checkTypedChanges(page, typed.changes, { scope, allowedCampaigns: page.user.allowedCampaigns })
    : NO_CHANGES;
}

/** What typed changes would do to the leads that move, or what is wrong with them. */
export function effectOf({ run }: RunContext, typed: TypedStart, checked: CheckedChanges): PageText {
  const [problem] = Object.values(checked.errors);
  return problem ?? effectLabel(checked, predictLeads(run.tally, new Set(typed.skip)).moved);
}

/** Says that the warnings were counted for another list than the leads would move to; empty otherwise. */
export function recountLabel({ run }: RunContext, { changes, errors }: CheckedChanges): PageText {
  const [counted, wanted] = [run.changes?.listId, changes?.listId];
  if (counted === wanted || Object.keys(errors).length > 0) return "";
  return wanted === undefined
    ? phrase("The warnings above were counted for list %1s.", counted ?? "")
    : phrase("The warnings above were not counted for list %1s yet.", wanted);
}

/** Answers how long the run would take at the typed speed and what it would change, for the page's script. */
export async function answerEstimate(context: RunContext): Promise<PageAnswer> {
  const { page } = context;
  const typed = readStart(context, page.query);
  const estimate = await estimateView(context, parseRate(typed.rate));
  const checked = await checkChanges(context, typed);
  return data({
    changes: page.translate(effectOf(context, typed, checked)),
    recount: page.translate(recountLabel(context, checked)),
    duration: page.translate(estimate.duration),
    hold: page.translate(estimate.hold),
    end: page.translate(estimate.end),
  });
}
