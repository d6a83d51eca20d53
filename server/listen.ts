import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Plugin } from "./index.ts";

/** A plugin that serves HTTP on its own port. */
export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Refuses new connections, lets running moves finish, then closes everything. */
  close(): Promise<void>;
}

/** A connection that is idle when closing begins, or becomes so, is cut soon. */
const IDLE_CHECK_MS = 50;
const REQUEST_TIMEOUT_MS = 30_000;

async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  server.closeIdleConnections();
  await closed;
  clearInterval(idleCheck);
}

/**
 * Listens.
 *
 * @throws the system's error, such as EADDRINUSE, when the address cannot be had
 */
export async function listen(
  plugin: Plugin,
  address: { host: string; port: number },
): Promise<RunningServer> {
  const server = plugin.app.listen(address.port, address.host);
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await new Promise<void>((done, failed) => {
    server.once("listening", done);
    server.once("error", failed);
  });
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
