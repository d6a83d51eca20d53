import { Agent, request } from "node:http";
import * as yup from "yup";
import type { BenchServer } from "./server.ts";

const bodySchema = yup.object({
  insert_count: yup.number().default(0),
  delete_count: yup.number().default(0),
  lead_ids: yup.array(yup.number().required()).default([]),
});

/** The answer to a request, reduced to what callers need. */
export interface MoveAnswer {
  readonly status: number;
  readonly inserted: number;
  /** The ids that a refusal names. */
  readonly refusedIds: readonly number[];
}

/** Moves leads over HTTP. The caller closes it. */
export interface MoveClient {
  /** Sends one request and returns any answer. */
  ask(leadIds: readonly number[]): Promise<MoveAnswer>;
  /**
   * Sends one request that must move every lead.
   *
   * @throws Error when it was refused or moved fewer
   */
  move(leadIds: readonly number[]): Promise<void>;
  close(): void;
}

/** Client with persistent connections on node's `http`, which costs less CPU than `fetch`. */
export function createClient({ port, apiKey }: BenchServer): MoveClient {
  const agent = new Agent({ keepAlive: true });
  const headers = { Authorization: `Key=${apiKey}`, "Content-Type": "application/json" };

  async function post(body: string): Promise<{ status: number; text: string }> {
    return new Promise((done, failed) => {
      const path = "/vicidial/leads/dearchive";
      const options = { host: "127.0.0.1", port, path, method: "POST", agent };
      const call = request(
        { ...options, headers: { ...headers, "Content-Length": Buffer.byteLength(body) } },
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
          });
          response.on("end", () => done({ status: response.statusCode ?? 0, text }));
        },
      );
      call.on("error", failed);
      call.end(body);
    });
  }

  async function ask(leadIds: readonly number[]): Promise<MoveAnswer> {
    const body = { insert_leads: true, delete_leads: true, lead_ids: leadIds };
    const { status, text } = await post(JSON.stringify(body));
    const answer = bodySchema.validateSync(JSON.parse(text));
    return { status, inserted: answer.insert_count, refusedIds: answer.lead_ids };
  }

  return {
    ask,
    async move(leadIds) {
      const answer = await ask(leadIds);
      if (answer.status !== 200 || answer.inserted !== leadIds.length) {
        throw new Error(
          `a call for ${leadIds.length} leads got ${answer.status} and moved ${answer.inserted}`,
        );
      }
    },
    close: () => agent.destroy(),
  };
}

/** Lets `callers` take batches from one list until it is empty, each waiting for its answer. */
export async function callAll(
  batches: readonly (readonly number[])[],
  callers: number,
  call: (leadIds: readonly number[]) => Promise<void>,
): Promise<void> {
  const waiting = batches.values();
  const caller = async () => {
    for (const batch of waiting) await call(batch);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
