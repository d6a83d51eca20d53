import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type Koa from "koa";
import type { Plugin } from "./index.ts";

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A plugin that serves HTTP on its own port. */
export interface RunningServer extends Address {
  /** Refuses new connections, lets running moves finish, then closes everything. */
  close(): Promise<void>;
}

/** How often a closing server looks for connections that became idle. */
const IDLE_CHECK_MS = 50;
/** Longer than the pools of common HTTP clients keep a connection (60 s), so none is closed just as a client reuses it. */
const KEEP_ALIVE_MS = 75_000;
/** Time for a client to send its headers. Node swaps the two limits if this one is larger than the other. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Time for a client to send its whole request. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Connections that the system queues in a burst. With Node's default of 511, clients see resets beyond that. */
const BACKLOG = 4096;

async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  server.closeIdleConnections();
  await closed;
  clearInterval(idleCheck);
}

/**
 * Starts an HTTP server for an app.
 *
 * @throws the system's error, such as EADDRINUSE, if the address is not available
 */
export async function startHttpServer(app: Koa, address: Address): Promise<Server> {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
    app.callback(),
  );
  server.listen({ ...address, backlog: BACKLOG });
  await once(server, "listening");
  return server;
}

/**
 * Serves the plugin on its own port.
 *
 * @throws the system's error, such as EADDRINUSE, if the address is not available
 */
export async function listen(plugin: Plugin, address: Address): Promise<RunningServer> {
  const server = await startHttpServer(plugin.app, address);
  return {
    host: address.host,
    port: (server.address() as AddressInfo).port,
    async close() {
      plugin.endStreams();
      await closeGracefully(server);
      await plugin.close();
    },
  };
}
