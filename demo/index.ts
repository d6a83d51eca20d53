import { say } from "../server/cli/output.ts";
import { parseWhole } from "../server/cli/parseNumber.ts";
import { UsageError } from "../server/cli/usageError.ts";
import { type Config, readConfig } from "../server/config/index.ts";
import { createPlugin } from "../server/index.ts";
import { packageRoot } from "../server/lib/packageRoot.ts";
import { closeOnSignal } from "../server/lib/shutdown.ts";
import { listen, type RunningServer } from "../server/listen.ts";
import { DEFAULT_PORT } from "./defaults.ts";
import { HOST, linkPages, prepareDatabase, prepareKey, sampleLeads } from "./demoDatabase.ts";
import { chooseFacts, type DemoOptions } from "./demoFacts.ts";
import { type DemoFacts, type DemoFolder, openDemoFolder } from "./demoFolder.ts";
import { createDemoPlan } from "./demoPlan.ts";
import { type DemoServer, externalServer } from "./externalDatabase.ts";
import { ensureMariaDb } from "./mariadbPackage.ts";
import { isFree, startPrivateMariaDb } from "./privateMariaDb.ts";
import { API_USER } from "./seed.ts";
import { SOLAR_USER } from "./seedShowcase.ts";
import { besideVicidial } from "./vicidialStandIn.ts";

/** Number of ports above the default that are tried. */
const PORT_TRIES = 20;

function portTaken(port: number): UsageError {
  return new UsageError(`port ${port} is in use: choose another with --port`);
}

/** Listens on the given port, or on the first free one from the default port up. */
async function listenSomewhere(
  config: Config,
  host: string,
  wanted: number | undefined,
): Promise<RunningServer> {
  const plugin = besideVicidial(createPlugin({ config }));
  for (let port = wanted ?? DEFAULT_PORT; ; port += 1) {
    try {
      return await listen(plugin, { host, port });
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!isTaken) throw error;
      if (wanted !== undefined) throw portTaken(wanted);
      if (port >= DEFAULT_PORT + PORT_TRIES)
        throw new UsageError("no free port was found: choose one with --port");
    }
  }
}

function introduce(facts: DemoFacts, sample: readonly number[], conf: string): void {
  // Elsewhere, npx would look for a package of that name in the registry.
  const program = process.cwd() === packageRoot ? "npx vicidial-dearchive" : "vicidial-dearchive";
  say(`
Vicidial Dearchive is running.

  Pages       ${facts.adminUrl}
  Sign in     ${facts.user} / ${facts.password}
              or as ${SOLAR_USER} with the same password, for one campaign only
  API key     ${facts.apiKey}
              acts as the Vicidial user ${API_USER}
  Database    ${facts.database.host}:${facts.database.port} ${facts.database.name}, ${facts.database.user} / ${facts.database.password}
  Facts       .demo/demo.json

Restore ${sample.length} leads from the archive:

curl -s ${facts.url}/vicidial/leads/dearchive \\
  -H 'Authorization: Key=${facts.apiKey}' \\
  -H 'Content-Type: application/json' \\
  -d '{"insert_leads": true, "delete_leads": true, "lead_ids": [${sample.join(", ")}]}'

Run any command on the demo in another terminal:

DEARCHIVE_CONF=${conf} ${program} keys list

Press Ctrl-C to stop the demo. The next start uses the same data; --fresh creates new data.
`);
}

/** The running parts of a demo, so that it can be stopped in the right order at any time. */
interface Running {
  server?: DemoServer;
  http?: RunningServer;
  isEnding?: boolean;
}

/** Reports a database that ends before the demo, because every request fails from then on. */
function tellEndOf(server: DemoServer, running: Running, folder: string): void {
  void server.ended.then(() => {
    if (running.isEnding) return;
    process.stderr.write(
      `The demo's MariaDB has stopped, so every call fails. See ${folder}/mariadb.log for the cause.\nStop the demo with Ctrl-C and start it again.\n`,
    );
  });
}

async function end(running: Running, folder: DemoFolder): Promise<void> {
  running.isEnding = true;
  const { server, http } = running;
  await http?.close();
  await server?.stop();
  folder.release();
}

async function begin(folder: DemoFolder, options: DemoOptions, running: Running): Promise<void> {
  const wantedPort = options.port === undefined ? undefined : parseWhole("--port", options.port, 1, 65_535);
  // Checked before minutes are spent on data; a port taken in between is reported below.
  if (wantedPort !== undefined && !(await isFree(wantedPort))) throw portTaken(wantedPort);
  const { facts, isNew } = chooseFacts(folder, options);
  const server = facts.isExternal
    ? externalServer(facts.database)
    : await startPrivateMariaDb({
        programs: ensureMariaDb(say),
        folder: folder.databaseFolder,
        rootPassword: facts.database.password,
      });
  running.server = server;
  tellEndOf(server, running, folder.databaseFolder);
  await prepareDatabase(folder, server, facts, isNew);
  const config = readConfig({ DEARCHIVE_CONF: folder.confFile });
  const apiKey = await prepareKey(config, facts);
  if (isNew) await createDemoPlan(config);
  const http = await listenSomewhere(config, options.listen ?? HOST, wantedPort);
  running.http = http;
  const url = `http://${HOST}:${http.port}`;
  await linkPages(config, url);
  const database = { ...facts.database, port: server.port };
  const ready = { ...facts, url, adminUrl: `${url}/vicidial/dearchive`, apiKey, database };
  folder.writeFacts(ready);
  introduce(ready, await sampleLeads(ready), ".demo/astguiclient.conf");
}

/** Runs the `demo` command. */
export async function demo(options: DemoOptions): Promise<void> {
  const folder = openDemoFolder(process.cwd());
  const other = folder.runningPid();
  if (other !== undefined) {
    const where = folder.readFacts()?.url ?? "it is starting";
    throw new Error(`the demo is already running (process ${other}): ${where}`);
  }
  folder.claim();
  const running: Running = {};
  closeOnSignal(async () => {
    say("\nStopping …");
    await end(running, folder);
  });
  try {
    await begin(folder, options, running);
  } catch (error) {
    await end(running, folder);
    throw error;
  }
}
