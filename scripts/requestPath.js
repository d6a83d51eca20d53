import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Session } from "node:inspector/promises";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Lists the files of `server/` that run for one `POST /vicidial/leads/dearchive`. It moves leads of the demo, which must run. */

process.env.DEARCHIVE_CONF ??= join(".demo", "astguiclient.conf");
process.env.DEARCHIVE_LOG_LEVEL = "silent";
const { createPlugin } = await import(pathToFileURL(join("dist", "server", "index.js")).href);
const { apiKey } = JSON.parse(readFileSync(join(".demo", "demo.json"), "utf8"));

const plugin = createPlugin();
const server = createServer(plugin.app.callback()).listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));

async function send(path, body) {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/vicidial/leads/${path}`, {
    method: "POST",
    headers: { Authorization: `Key=${apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ insert_leads: true, delete_leads: true, lead_ids: [4, 5], ...body }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}

// Leads of an earlier run may be live already.
await send("archive", { update_leads: true }).catch(() => undefined);
await send("dearchive");

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

async function filesOfOneRequest() {
  await send("archive", { update_leads: true });
  await session.post("Profiler.takePreciseCoverage");
  await send("dearchive");
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(
      ({ url, functions }) => url.startsWith("file:") && functions.some(({ ranges }) => ranges[0].count > 0),
    )
    .map(({ url }) => relative("dist", fileURLToPath(url)).replace(/\.js$/, ".ts"))
    .filter((file) => file.startsWith("server/"));
}

// Background work runs beside some of the requests only.
const runs = [];
for (let n = 0; n < 5; n++) runs.push(await filesOfOneRequest());
const files = runs[0].filter((file) => runs.every((run) => run.includes(file))).sort();
process.stdout.write(`${files.join("\n")}\n${files.length} files\n`);

server.closeAllConnections();
server.close();
plugin.endStreams();
await plugin.close();
