import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { useInstallTarget } from "../support/installTarget.ts";
import { installPlugin, pack, runIn, TSC, useSources } from "../support/package.ts";

const CONSUMER = `
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { type Config, ConfigError, createPlugin, type Plugin, readConfig } from "vicidial-dearchive";
import { createDearchiveClient } from "vicidial-dearchive/client";

export const refusal: typeof ConfigError = ConfigError;
const config: Config = readConfig();
const plugin: Plugin = createPlugin({ config, clock: () => new Date() });
const host: Koa = new Koa();
for (const middleware of plugin.app.middleware) host.use(middleware);
const server = host.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const url = \`http://127.0.0.1:\${port}\`;
const { status } = await fetch(\`\${url}/vicidial/dearchive/health/live\`);
console.log(status, typeof createDearchiveClient({ url, apiKey: "vda_x" }).dearchive);
server.close();
plugin.endStreams();
await plugin.close();
`;

/** Type-checks declaration files too, to find imports of packages that an installation lacks. */
const STRICT = {
  compilerOptions: {
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    module: "nodenext",
    target: "es2023",
    types: ["node"],
  },
  files: ["main.ts"],
};

const CONF = `VARDB_server => 127.0.0.1
VARDB_port => 1
VARDB_database => none
VARDB_user => none
VARDB_pass => none
`;

describe("The plugin's package", () => {
  const folder = useSources();
  const target = useInstallTarget();
  let consumer = "";

  before(function () {
    this.timeout(300_000);
    consumer = join(folder(), "consumer");
    mkdirSync(consumer);
    installPlugin(pack(join(folder(), "source"), folder()), consumer);
  });

  it("installs beside a Vicidial without a build, and the service starts from it", async () => {
    const { apacheFile, systemdFile, line } = target();
    const program = join(consumer, "node_modules/vicidial-dearchive/dist/server/cli/bin.js");
    const run = (...words: string[]) =>
      runIn(consumer, "env", `DEARCHIVE_CONF=${line.conf}`, process.execPath, program, ...words);
    for (const command of ["--help", "demo --help", "doctor --help"])
      expect(run(...command.split(" "))).to.match(/^Usage: vicidial-dearchive/);
    const output = run("install", "--apache-file", apacheFile, "--systemd-file", systemdFile);
    expect(output)
      .to.match(/create or update the plugin's own tables/)
      .and.match(/open http.*\/vicidial\/dearchive/);
    expect(run("keys", "create", "--label", "CRM", "--user", "boss")).to.match(/Key=vda_\w+'/);
    const [, started] =
      /^ExecStart="[^"]+" --enable-source-maps "([^"]+)"$/m.exec(readFileSync(systemdFile, "utf8")) ?? [];
    expect(started).to.equal(realpathSync(join(program, "../../main.js")));
  });

  it("compiles under strict TypeScript and runs with only its own dependencies installed", function () {
    this.timeout(300_000);
    writeFileSync(join(consumer, "package.json"), '{"private": true, "type": "module"}');
    writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify(STRICT));
    writeFileSync(join(consumer, "main.ts"), CONSUMER);
    writeFileSync(join(consumer, "astguiclient.conf"), CONF);
    runIn(consumer, process.execPath, TSC, "-p", "tsconfig.json");
    const conf = `DEARCHIVE_CONF=${join(consumer, "astguiclient.conf")}`;
    const output = runIn(consumer, "env", conf, "DEARCHIVE_LOG_LEVEL=silent", process.execPath, "main.js");
    expect(output).to.equal("200 function\n");
  });
});
