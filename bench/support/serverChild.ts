import { createPlugin } from "../../server/index.ts";
import { listen } from "../../server/listen.ts";
import type { ServerReport, ServerRequest } from "./serverMessages.ts";

/** Runs the plugin in its own process, so that it shares no event loop with the load. Configured by the environment. */
const running = await listen(createPlugin(), { host: "127.0.0.1", port: 0 });

function report(message: ServerReport): void {
  process.send?.(message);
}

process.on("message", (request: ServerRequest) => {
  if (request === "memory") {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    report({ kind: "memory", rss, heapUsed });
    return;
  }
  running.close().then(
    () => process.disconnect(),
    () => process.exit(1),
  );
});

// Exits with its parent, because nothing else would end it.
process.once("disconnect", () => process.exit());

report({ kind: "listening", port: running.port });
