import type { AddressInfo } from "node:net";
import type Koa from "koa";
import { createPlugin, type Plugin, type PluginOptions } from "../../server/index.ts";
import { startHttpServer } from "../../server/listen.ts";
import type { TestDatabase } from "./database.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON body; undefined if the body is not JSON. */
  readonly body: unknown;
}

export interface TestServer {
  readonly url: string;
  readonly plugin: Plugin;
  /** Returns how many requests ended because their client hung up. */
  abandoned(): number;
  close(): Promise<void>;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names what went wrong on the network: `fetch` itself only says that it failed. */
function explainFailure(error: unknown): never {
  if (!(error instanceof TypeError && error.cause instanceof Error)) throw error;
  throw new TypeError(`${error.message}: ${error.cause.message}`, { cause: error.cause });
}

/** Sends one request and returns the whole answer. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init).catch(explainFailure);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
}

/** Posts a body with an API key, as an integrator does. Sends a string unchanged. */
export async function post(
  url: string,
  key: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(url, {
    method: "POST",
    headers: { Authorization: `Key=${key}`, "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** Serves an app that has the plugin, below a prefix or alone. The returned URL includes the prefix. */
export async function serve(app: Koa, plugin: Plugin, prefix = ""): Promise<TestServer> {
  const server = await startHttpServer(app, { host: "127.0.0.1", port: 0 });
  let abandoned = 0;
  server.on("request", (_, response) => {
    response.once("close", () => {
      if (!response.writableFinished) abandoned += 1;
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    plugin,
    abandoned: () => abandoned,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await plugin.close();
    },
  };
}

/** Starts a server with the plugin on a free port. */
export async function startServer(
  database: TestDatabase,
  options: Partial<PluginOptions> = {},
): Promise<TestServer> {
  const plugin = createPlugin({ config: database.config, ...options });
  return serve(plugin.app, plugin);
}
