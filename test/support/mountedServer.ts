import Koa from "koa";
import mount from "koa-mount";
import { createPlugin } from "../../server/index.ts";
import { serve, type TestServer } from "./client.ts";
import type { TestDatabase } from "./database.ts";

/** Starts a host app with the plugin mounted under a prefix. The returned URL includes the prefix. */
export async function startMounted(database: TestDatabase, prefix: string): Promise<TestServer> {
  const plugin = createPlugin({ config: database.config });
  const host = new Koa();
  host.use(mount(prefix, plugin.app));
  return serve(host, plugin, prefix);
}
