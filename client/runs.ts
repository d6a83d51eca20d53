import { randomUUID } from "node:crypto";
import { type Fields, fieldsOf, itemsOf, type RawAnswer, readFailure } from "./answer.ts";
import { DearchiveClientError, type Failure, stopped } from "./clientError.ts";
import { camelCase, renameAll, snakeCase } from "./fieldNames.ts";
import { type RetryPolicy, retry } from "./retry.ts";
import type {
  CreateRunOptions,
  NewRun,
  Run,
  RunCallOptions,
  RunLead,
  RunSettings,
  RunState,
  WaitOptions,
} from "./runTypes.ts";
import type { Call, RequestOptions } from "./send.ts";
import { createTally } from "./tally.ts";

const LOOK_EVERY_MS = 2_000;
const LEADS_PER_PAGE = 5_000;
const OVER: ReadonlySet<RunState> = new Set<RunState>(["done", "stopped"]);

/** The JSON body of a success. */
interface Answered {
  readonly ok: true;
  readonly fields: Fields;
}

function readAnswered(answer: RawAnswer, now: number): Answered | Failure {
  const fields = fieldsOf(answer.text);
  const isOurs = "id" in fields || Array.isArray(fields["runs"]) || Array.isArray(fields["leads"]);
  if (![200, 202].includes(answer.status) || !isOurs) return readFailure(answer, fields, now);
  return { ok: true, fields };
}

const fromApi = <T>(value: unknown) => renameAll(value, camelCase) as T;
const toApi = (value: object) => JSON.stringify(renameAll(value, snakeCase));

/** Creates the client's access to runs. */
export function createRuns({ send, urlOf, retryPolicy }: RequestOptions) {
  /** @throws DearchiveClientError */
  async function ask(call: Call, { signal }: RunCallOptions): Promise<Fields> {
    const policy: RetryPolicy = {
      ...retryPolicy,
      signal: signal ?? new AbortController().signal,
      waitForOfficeHours: false,
      onPause: () => undefined,
    };
    const answer = await retry(() => send(call, readAnswered, policy.signal), policy);
    if (!answer.ok) throw new DearchiveClientError(answer, createTally().summary());
    return answer.fields;
  }

  async function read(id: number, options: RunCallOptions = {}): Promise<Run> {
    return fromApi(await ask({ url: urlOf(`runs/${id}`), headers: {} }, options));
  }

  /** Creates a run. Its request is repeated under one name, so that a lost answer creates no second run. */
  async function make(
    path: string,
    wanted: object,
    { idempotencyKey = randomUUID(), ...options }: CreateRunOptions,
  ): Promise<Run> {
    const headers = { "Idempotency-Key": idempotencyKey };
    return fromApi(await ask({ url: urlOf(path), body: toApi(wanted), headers }, options));
  }

  function control(name: "pause" | "resume" | "stop") {
    return async (id: number, options: RunCallOptions = {}): Promise<Run> =>
      fromApi(await ask({ url: urlOf(`runs/${id}/${name}`), body: "{}", headers: {} }, options));
  }

  return {
    /**
     * Creates a run of up to 100,000 leads.
     *
     * @throws DearchiveClientError
     */
    create({ leadIds, ...wanted }: NewRun, options: CreateRunOptions = {}): Promise<Run> {
      return make("runs", { ...wanted, ...(leadIds && { leadIds: [...new Set(leadIds)] }) }, options);
    },

    /** @throws DearchiveClientError */
    get: read,

    /**
     * Waits until a run is done or stopped, or is ready and waits for `start`.
     *
     * @throws DearchiveClientError `aborted` if the signal is aborted: the run itself goes on
     */
    async wait(id: number, options: WaitOptions = {}): Promise<Run> {
      const { everyMs = LOOK_EVERY_MS, onProgress, signal = new AbortController().signal } = options;
      for (;;) {
        const run = await read(id, { signal });
        onProgress?.(run);
        if (OVER.has(run.state) || run.state === "ready") return run;
        await retryPolicy.sleep(everyMs, signal);
        if (signal.aborted) throw new DearchiveClientError(stopped(signal), createTally().summary());
      }
    },

    /**
     * Starts a run that is ready. Settings that are left out stay as they are.
     *
     * @throws DearchiveClientError
     */
    async start(id: number, settings: RunSettings = {}, options: RunCallOptions = {}): Promise<Run> {
      return fromApi(
        await ask({ url: urlOf(`runs/${id}/start`), body: toApi(settings), headers: {} }, options),
      );
    },

    /** @throws DearchiveClientError */
    pause: control("pause"),
    /** @throws DearchiveClientError */
    resume: control("resume"),
    /** Ends a run for good. @throws DearchiveClientError */
    stop: control("stop"),

    /**
     * Creates a run that moves the leads of a run back.
     *
     * @throws DearchiveClientError
     */
    undo(
      id: number,
      settings: RunSettings & { readonly start?: boolean } = {},
      options: CreateRunOptions = {},
    ): Promise<Run> {
      return make(`runs/${id}/undo`, settings, options);
    },

    /**
     * Lists runs, newest first. Asks for the next page only when it is needed.
     *
     * @throws DearchiveClientError
     */
    async *list(
      filter: { readonly state?: RunState } = {},
      options: RunCallOptions = {},
    ): AsyncGenerator<Run> {
      yield* pages<Run>("runs", "runs", { ...filter }, options);
    },

    /**
     * Lists the outcomes of a run's leads so far. Asks for the next page only when it is needed.
     *
     * @throws DearchiveClientError
     */
    async *leads(
      id: number,
      filter: { readonly outcome?: string } = {},
      options: RunCallOptions = {},
    ): AsyncGenerator<RunLead> {
      const query = { ...filter, limit: String(LEADS_PER_PAGE) };
      yield* pages<RunLead>(`runs/${id}/leads`, "leads", query, options);
    },
  };

  async function* pages<T>(
    path: string,
    list: string,
    filter: Readonly<Record<string, string>>,
    options: RunCallOptions,
  ): AsyncGenerator<T> {
    const query = new URLSearchParams(filter);
    for (let next: unknown = ""; typeof next === "string"; ) {
      if (next !== "") query.set("after", next);
      const fields = await ask({ url: `${urlOf(path)}?${query}`, headers: {} }, options);
      for (const item of itemsOf(fields[list])) yield fromApi<T>(item);
      next = fields["next"];
    }
  }
}
