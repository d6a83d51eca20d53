import type { AddressInfo } from "node:net";
import Koa from "koa";
import mount from "koa-mount";
import { createPlugin } from "../../server/index.ts";
import { startHttpServer } from "../../server/listen.ts";
import type { TestServer } from "./client.ts";
import type { TestDatabase } from "./database.ts";

/** Starts a host app with the plugin mounted under a prefix. The returned URL includes the prefix. */
export async function startMounted(database: TestDatabase, prefix: string): Promise<TestServer> {
  const plugin = createPlugin({ config: database.config });
  const host = new Koa();
  host.use(mount(prefix, plugin.app));
  const server = await startHttpServer(host, { host: "127.0.0.1", port: 0 });
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
