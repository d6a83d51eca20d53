import type { KeyScope } from "../../server/keys/keySettings.ts";
import type { RunState } from "../../server/runs/run.ts";
import { RUNS } from "../support/apiRuns.ts";
import { problem } from "./problemText.ts";
import {
  answer,
  FINISHED,
  invalid,
  listed,
  MOVED,
  SETTINGS,
  STARTED,
  UNTOUCHED_PROGRESS,
  whole,
} from "./runTexts.ts";

/** A request about runs, and its whole answer. */
export interface RunRow {
  readonly name: string;
  readonly method: "GET" | "POST";
  /** `ID` stands for the id of a run that restores lead 1. */
  readonly path: string;
  /** Undefined for none. */
  readonly body?: unknown;
  /** State of that run; none is needed if left out. */
  readonly run?: Extract<RunState, "ready" | "running" | "paused" | "done">;
  /** Of the request's key; undefined for no valid key. */
  readonly scope: KeyScope | undefined;
  /** Whether the request creates a run. It is sent once more when that run is checked, with the same Idempotency-Key. */
  readonly creates?: true;
  readonly status: number;
  readonly text: string;
}

const NO_KEY = problem("unauthenticated", 401, "unable to validate api user");
const UNKNOWN = problem("run_unknown", 404, "there is no such run, or it belongs to another user");
const noScope = (scopes: string) =>
  problem("scope_missing", 403, `the api key does not have the scope ${scopes}`);
const wrongState = (state: string, action: string) =>
  problem("run_state", 409, `the run is ${state}, so it cannot be ${action}`);

const DONE = {
  state: "done",
  settings: { ...SETTINGS, skip: [] },
  leads: MOVED,
  progress: { ...UNTOUCHED_PROGRESS, handled: 1, percent: 100 },
  times: FINISHED,
  outcomes: { moved: 1 },
  estimate: null,
};
const WANTED = { direction: "restore", lead_ids: [1], name: "Won back" };

const post = (path: string) => ({ method: "POST", path: RUNS + path }) as const;
const get = (path: string) => ({ method: "GET", path: RUNS + path }) as const;

export const RUN_ROWS: readonly RunRow[] = [
  {
    name: "create a run",
    ...post(""),
    body: WANTED,
    scope: "restore",
    creates: true,
    ...whole(202, { name: "Won back" }),
  },
  {
    name: "create a run, without any field",
    ...post(""),
    body: {},
    scope: "restore",
    ...invalid(
      ["direction", "must be restore or archive"],
      ["lead_ids", "must name the leads, unless search finds them"],
    ),
  },
  {
    name: "create a run, no JSON",
    ...post(""),
    body: "{",
    scope: "restore",
    ...problem(
      "body_malformed",
      400,
      "Unexpected end encountered while parsing property name. Path '', line 1, position 1.",
    ),
  },
  { name: "create a run, no scope", ...post(""), body: WANTED, scope: "archive", ...noScope("restore") },
  { name: "create a run, no valid key", ...post(""), body: WANTED, scope: undefined, ...NO_KEY },
  {
    name: "list runs",
    ...get(""),
    run: "ready",
    scope: "read",
    ...answer(200, { runs: [listed()], next: null }),
  },
  { name: "list runs, none", ...get("?state=done"), scope: "read", ...answer(200, { runs: [], next: null }) },
  {
    name: "list runs, a wrong limit",
    ...get("?limit=0"),
    scope: "read",
    ...invalid(["limit", "must be a whole number from 1 to 200"]),
  },
  { name: "list runs, no scope", ...get(""), scope: "restore_by_phone", ...noScope("read") },
  { name: "list runs, no valid key", ...get(""), scope: undefined, ...NO_KEY },
  { name: "read a run", ...get("/ID"), run: "ready", scope: "read", ...whole(200) },
  { name: "read a run, done", ...get("/ID"), run: "done", scope: "archive", ...whole(200, DONE) },
  { name: "read a run, unknown", ...get("/99999999"), scope: "read", ...UNKNOWN },
  {
    name: "read the leads of a run",
    ...get("/ID/leads"),
    run: "done",
    scope: "read",
    ...answer(200, {
      leads: [{ lead_id: 1, outcome: "moved", counted_as: "moved", batch_id: 0 }],
      next: null,
    }),
  },
  { name: "read the leads of a run, unknown", ...get("/99999999/leads"), scope: "read", ...UNKNOWN },
  {
    name: "start a run",
    ...post("/ID/start"),
    run: "ready",
    scope: "restore",
    ...whole(200, { state: "running", times: STARTED }),
  },
  {
    name: "start a run, an unknown field",
    ...post("/ID/start"),
    body: { colour: "red" },
    run: "ready",
    scope: "restore",
    ...invalid(["colour", "is not a field of this request"]),
  },
  {
    name: "start a run, no scope",
    ...post("/ID/start"),
    run: "ready",
    scope: "archive",
    ...noScope("restore"),
  },
  {
    name: "pause a run",
    ...post("/ID/pause"),
    run: "running",
    scope: "restore",
    ...whole(200, { state: "paused", times: STARTED }),
  },
  {
    name: "pause a run, not started",
    ...post("/ID/pause"),
    run: "ready",
    scope: "restore",
    ...wrongState("ready", "paused"),
  },
  {
    name: "resume a run",
    ...post("/ID/resume"),
    run: "paused",
    scope: "restore",
    ...whole(200, { state: "running", times: STARTED }),
  },
  {
    name: "resume a run, not started",
    ...post("/ID/resume"),
    run: "ready",
    scope: "restore",
    ...wrongState("ready", "resumed"),
  },
  { name: "resume a run, unknown", ...post("/99999999/resume"), scope: "restore", ...UNKNOWN },
  {
    name: "stop a run",
    ...post("/ID/stop"),
    run: "paused",
    scope: "restore",
    ...whole(200, { state: "stopped", times: FINISHED, estimate: null }),
  },
  {
    name: "undo a run",
    ...post("/ID/undo"),
    body: { skip: [] },
    run: "done",
    scope: "archive",
    creates: true,
    ...whole(202, {
      direction: "archive",
      source: { kind: "undo", run_id: 0 },
      settings: { ...SETTINGS, skip: [] },
    }),
  },
  {
    name: "undo a run, not finished",
    ...post("/ID/undo"),
    run: "paused",
    scope: "archive",
    ...wrongState("paused", "undone"),
  },
  {
    name: "undo a run, no scope",
    ...post("/ID/undo"),
    run: "ready",
    scope: "restore",
    ...noScope("archive"),
  },
];
