import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import mount from "koa-mount";
import { createPlugin } from "../../server/index.ts";
import type { TestServer } from "./client.ts";
import type { TestDatabase } from "./database.ts";

/** The plugin under a prefix of a host app; the address is the prefix's. */
export async function startMounted(database: TestDatabase, prefix: string): Promise<TestServer> {
  const plugin = createPlugin({ config: database.config });
  const host = new Koa();
  host.use(mount(prefix, plugin.app));
  const server = await new Promise<Server>((done) => {
    const listening = host.listen(0, "127.0.0.1", () => done(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    plugin,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await plugin.close();
    },
  };
}
