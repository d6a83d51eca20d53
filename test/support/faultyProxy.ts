import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What the proxy does to a request. `drop` closes the connection before the plugin sees the request. The others forward it:
 * `lose_answer` closes the connection without a response, `half_answer` after 20 characters, and `hold` never responds.
 * An object is the proxy's own response.
 */
export type ProxyFault =
  | "none"
  | "drop"
  | "lose_answer"
  | "half_answer"
  | "hold"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A request as the client sent it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Forwards a request without the headers that `fetch` sets itself. */
async function forward(target: string, call: SeenRequest): Promise<Response> {
  const { host: _host, connection: _connection, "content-length": _length, ...kept } = call.headers;
  const headers = Object.entries(kept).map(([name, value]): [string, string] => [name, String(value)]);
  return fetch(target + call.path, {
    method: call.method,
    headers,
    body: call.method === "GET" ? null : call.body,
  });
}

async function answerAs(fault: ProxyFault, target: string, call: SeenRequest, response: ServerResponse) {
  if (typeof fault === "object") {
    response.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  if (fault === "drop") {
    response.destroy();
    return;
  }
  const answer = await forward(target, call);
  const text = await answer.text();
  if (fault === "hold") return;
  if (fault === "lose_answer") {
    response.destroy();
    return;
  }
  const headers = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, { ...headers, "content-length": Buffer.byteLength(text) });
  if (fault === "half_answer") response.write(text.slice(0, 20), () => response.destroy());
  else response.end(text);
}

/**
 * Starts a proxy that causes the planned faults.
 *
 * @param target returns the plugin's address; called for each request
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
    const { method = "", url: path = "", headers } = request;
    const call = { method, path, headers, body: await readBody(request) };
    seen.push(call);
    // The plugin may be down.
    await answerAs(planned.shift() ?? "none", target(), call, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    /** Returns the largest number of concurrent requests. */
    maxConcurrent: () => maxConcurrent,
    /** Sets the faults of the next requests, one each. Later requests succeed. */
    plan(...faults: readonly ProxyFault[]): void {
      planned = [...faults];
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
