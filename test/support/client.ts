import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createPlugin, type Plugin, type PluginOptions } from "../../server/index.ts";
import type { TestDatabase } from "./database.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON, or undefined when it is none. */
  readonly body: unknown;
}

export interface TestServer {
  readonly url: string;
  readonly plugin: Plugin;
  close(): Promise<void>;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends one request and reads the whole answer. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
}

/** Posts a body with a key, as an integrator does; a text goes out as it is. */
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

/** A plugin on a free port, over real HTTP. */
export async function startServer(
  database: TestDatabase,
  options: Partial<PluginOptions> = {},
): Promise<TestServer> {
  const plugin = createPlugin({ config: database.config, ...options });
  const server = await new Promise<Server>((done) => {
    const listening = plugin.app.listen(0, "127.0.0.1", () => done(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    plugin,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await plugin.close();
    },
  };
}
