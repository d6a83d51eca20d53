import type { DearchiveError } from "../../../errors.ts";
import { type PageText, phrase } from "../../../lib/phrase.ts";
import { type PageAnswer, renderView } from "../../shell/pageAnswer.ts";
import { showCount } from "../batchView.ts";
import { stopReason } from "./stopTexts.ts";

/** Work on many leads that is done in several requests: each page sends the next one, by itself where JavaScript runs. */
export interface WorkUnderWay {
  readonly title: PageText;
  /** Path below the overview page that continues the work. */
  readonly action: string;
  /** What the next request needs to know. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly done: number;
  readonly total: number;
  /** What happened so far. */
  readonly summary: PageText;
  /** The error that stopped the work; the user decides whether it continues. */
  readonly stopped: DearchiveError | undefined;
  /** Path below the overview page of what is done so far. */
  readonly leaveTo: string;
}

/** Reads counts that the page before put into the form. */
export function readCounts<Name extends string>(
  form: URLSearchParams,
  names: readonly Name[],
): Record<Name, number> {
  const counts = names.map((name) => {
    const text = form.get(name) ?? "";
    return [name, /^\d{1,9}$/.test(text) ? Number(text) : 0] as const;
  });
  return Object.fromEntries(counts) as Record<Name, number>;
}

/** Shows the progress. Not to be answered to GET, since the page sends its form by itself. */
export function renderWork(work: WorkUnderWay): PageAnswer {
  const { title, action, fields, done, total, summary, stopped, leaveTo } = work;
  const locals = {
    title,
    action,
    fields,
    leaveTo,
    summary,
    figures: phrase("%1s of %2s", showCount(Math.min(done, total)), showCount(total)),
    percent: total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total)),
    stopped: stopped ? stopReason(stopped) : null,
  };
  return renderView("history/work", title, locals, {
    styles: ["history.css", "runs.css"],
    scripts: stopped ? [] : ["continue.js"],
  });
}
