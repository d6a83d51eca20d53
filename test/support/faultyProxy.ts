import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What the way between client and plugin does to a call. `drop`: cuts the connection, and the plugin hears nothing.
 * `lose_answer`: the plugin does its work, and the caller hears nothing. `half_answer`: the caller hears the beginning.
 * `hold`: the plugin does its work, and the caller waits for ever. Else: an answer of the proxy's own.
 */
export type ProxyFault =
  | "none"
  | "drop"
  | "lose_answer"
  | "half_answer"
  | "hold"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A call as the client sent it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

/** Hands a call on as it came; `fetch` frames the body anew. */
async function forward(target: string, call: SeenRequest): Promise<Response> {
  const { host: _host, connection: _connection, "content-length": _length, ...kept } = call.headers;
  const headers = Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]);
  return fetch(target + call.path, { method: "POST", headers, body: call.body });
}

async function answerAs(trouble: ProxyFault, target: string, call: SeenRequest, response: ServerResponse) {
  if (typeof trouble === "object") {
    response.writeHead(trouble.status, trouble.headers).end(trouble.body);
    return;
  }
  if (trouble === "drop") {
    response.destroy();
    return;
  }
  const answer = await forward(target, call);
  const text = await answer.text();
  if (trouble === "hold") return;
  if (trouble === "lose_answer") {
    response.destroy();
    return;
  }
  const headers = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, { ...headers, "content-length": Buffer.byteLength(text) });
  if (trouble === "half_answer") response.write(text.slice(0, 20), () => response.destroy());
  else response.end(text);
}

/**
 * A way to the plugin that makes trouble as planned.
 *
 * @param target where the plugin answers; asked for each call
 */
export async function startFaultyProxy(target: () => string) {
  const seen: SeenRequest[] = [];
  let planned: ProxyFault[] = [];
  let [concurrent, maxConcurrent] = [0, 0];
  const server = createServer(async (request, response) => {
    concurrent += 1;
    maxConcurrent = Math.max(maxConcurrent, concurrent);
    response.once("close", () => {
      concurrent -= 1;
    });
    const call = { path: request.url ?? "", headers: request.headers, body: await readBody(request) };
    seen.push(call);
    // A plugin that is down is one more way to lose a call.
    await answerAs(planned.shift() ?? "none", target(), call, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    /** The most calls that were under way at a time. */
    maxConcurrent: () => maxConcurrent,
    /** What happens to the next calls, one each; those after them meet no trouble. */
    plan(...troubles: readonly ProxyFault[]): void {
      planned = [...troubles];
    },
    reset(): void {
      planned = [];
      seen.length = 0;
      maxConcurrent = 0;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export type FaultyProxy = Awaited<ReturnType<typeof startFaultyProxy>>;
