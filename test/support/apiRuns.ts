import { expect } from "chai";
import type { ApiSetup } from "./apiSetup.ts";
import { type Answer, post, send } from "./client.ts";
import { until } from "./waiting.ts";

export const RUNS = "/vicidial/leads/runs";

/** A run as the API answers it, as far as tests read it. */
export interface RunBody {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly direction: string;
  readonly user: string | null;
  readonly starts_itself: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly leads: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly check: {
    readonly warnings: Readonly<Record<string, number>>;
    readonly unchecked: readonly string[];
  };
  readonly hold: { readonly code: string } | null;
  readonly estimate: { readonly seconds: number; readonly ends_at: string | null } | null;
  readonly links: Readonly<Record<string, string>>;
}

/** Sends requests about runs with a key. */
export function runClient({ server, key: usual }: Pick<ApiSetup, "server" | "key">, key = usual) {
  const url = (path: string) => server.url + RUNS + path;
  const get = (path: string, headers: Record<string, string> = {}) =>
    send(url(path), { headers: { Authorization: `Key=${key}`, ...headers } });

  async function read(id: number): Promise<RunBody> {
    const { status, body, text } = await get(`/${id}`);
    expect(status, text).to.equal(200);
    return body as RunBody;
  }

  return {
    get,
    read,
    create: (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
      post(url(""), key, body, headers),
    /** Sends a control, such as `pause`. */
    control: (id: number, name: string, body: unknown = "", headers: Record<string, string> = {}) =>
      post(url(`/${id}/${name}`), key, body, headers),
    /** Waits until a run is in one of the states. Returns the run. */
    async until(id: number, ...states: readonly string[]): Promise<RunBody> {
      await until(`run ${id} is ${states.join(" or ")}`, async () => states.includes((await read(id)).state));
      return read(id);
    },
  };
}

export type RunClient = ReturnType<typeof runClient>;

/** Expects a run that was created. Returns it. */
export function expectCreated(answer: Answer): RunBody {
  expect(answer.status, answer.text).to.equal(202);
  const run = answer.body as RunBody;
  expect(answer.headers.get("Location")).to.equal(`${RUNS}/${run.id}`);
  return run;
}

/** Expects a problem document. Returns it. */
export function expectProblem(answer: Answer, status: number, code: string) {
  expect(answer.status, answer.text).to.equal(status);
  expect(answer.headers.get("Content-Type")).to.match(/^application\/problem\+json/);
  expect(answer.body).to.include({ type: `urn:vicidial-dearchive:problem:${code}`, status });
  return answer.body as {
    readonly title: string;
    readonly errors?: readonly { readonly field: string; readonly message: string }[];
  };
}
