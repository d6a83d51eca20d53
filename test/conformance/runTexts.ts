import { RUNS } from "../support/apiRuns.ts";
import { problem } from "./problemText.ts";

/** Texts of answers about runs. */

/** Replaces what differs from run to run: ids of runs and batches, and times. */
export function withoutChance(text: string): string {
  return text
    .replace(/("(?:id|run_id|batch_id)":|\/runs\/|\?run=)\d+/g, "$1ID")
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"TIME"');
}

type Json = Readonly<Record<string, unknown>>;

const LINKS = {
  self: `${RUNS}/ID`,
  leads: `${RUNS}/ID/leads`,
  page: "/vicidial/dearchive/runs/ID",
  batches: "/vicidial/dearchive/history?run=ID",
};
const NO_LEADS = { moved: 0, already_there: 0, kept: 0, skipped: 0, not_found: 0, undone: 0 };
const UNTOUCHED = { total: 1, ...NO_LEADS, not_handled: 1 };
export const MOVED = { total: 1, ...NO_LEADS, moved: 1, not_handled: 0 };
export const SETTINGS = { skip: ["dnc"], restore_callbacks: false, speed_limit: null, changes: null };
export const UNTOUCHED_PROGRESS = { found_all: true, checked: 1, handled: 0, percent: 0 };
const CREATED = { created_at: "TIME", started_at: null, finished_at: null };
export const STARTED = { ...CREATED, started_at: "TIME" };
export const FINISHED = { ...STARTED, finished_at: "TIME" };

/** A run of one lead as a list shows it; ready unless `facts` say otherwise. */
export function listed(facts: Json = {}): Json {
  const { name, state, direction, source, settings, starts_itself, leads, progress, times } = {
    name: "",
    state: "ready",
    direction: "restore",
    source: { kind: "list", repeated: 0 },
    settings: SETTINGS,
    starts_itself: false,
    leads: UNTOUCHED,
    progress: UNTOUCHED_PROGRESS,
    times: CREATED,
    ...facts,
  };
  const about = { id: 0, name, state, direction, user: "apiuser", source, settings, starts_itself };
  return { ...about, is_cut: false, leads, progress, hold: null, ...times, links: LINKS };
}

export function answer(status: number, json: Json): { readonly status: number; readonly text: string } {
  return { status, text: withoutChance(JSON.stringify(json)) };
}

/** The run of `listed` with everything that is known of it. */
export function whole(status: number, facts: Json = {}) {
  const { outcomes, estimate } = { outcomes: {}, estimate: { seconds: 1, ends_at: "TIME" }, ...facts };
  return answer(status, { ...listed(facts), outcomes, check: { warnings: {}, unchecked: [] }, estimate });
}

export function invalid(...errors: readonly (readonly [field: string, message: string])[]) {
  const texts = errors.map(([field, message]) => `${field} ${message}`).join("; ");
  const facts = JSON.stringify(errors.map(([field, message]) => ({ field, message })));
  return problem("fields_invalid", 422, `the request has invalid fields: ${texts}`, `,"errors":${facts}`);
}
