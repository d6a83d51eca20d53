import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { openDemoFolder } from "../../demo/demoFolder.ts";
import { freePort } from "../../demo/privateMariaDb.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createTestDatabase } from "../support/database.ts";
import { useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import { HOST, ROOT_PASSWORD, sharedPort } from "../support/mariadb.ts";
import { type Running, start } from "../support/program.ts";
import { until } from "../support/waiting.ts";

interface DemoFacts {
  readonly url: string;
  readonly apiKey: string;
  readonly user: string;
  readonly password: string;
}

describe("vicidial-dearchive demo", () => {
  const file = useFiles();
  let folder: string;
  let demo: Running;

  const startDemo = (...words: readonly string[]) => start("cli", ["demo", ...words], {}, "ignore", folder);

  before(async () => {
    folder = dirname(file("of-a-demo", ""));
    demo = startDemo("--leads", "100", "--port", String(await freePort()));
    await until("the demo runs", async () => /Ctrl-C to stop the demo/.test(demo.stdout()), 90_000);
  });

  after(async () => {
    demo.process.kill("SIGTERM");
    await demo.ended;
  });

  const readFacts = () => JSON.parse(readFileSync(join(folder, ".demo/demo.json"), "utf8")) as DemoFacts;

  it("answers the call from its own output", async () => {
    const facts = readFacts();
    expect(demo.stdout())
      .to.include(`Key=${facts.apiKey}`)
      .and.match(/astguiclient\.conf vicidial-dearchive keys/);
    const { status } = await post(facts.url + DEARCHIVE, facts.apiKey, fullMove([4, 5]));
    expect(status).to.equal(200);
  });

  it("shows a plan, lists with names, and leads that are being called", async () => {
    const { url, user, password } = readFacts();
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const page = async (path: string) =>
      (await fetch(`${url}/vicidial/dearchive${path}`, { headers: { authorization } })).text();
    expect(await page("/plans"))
      .to.include("Solar, second try")
      .and.include("Active");
    expect(await page("/leads?in=live&status=INCALL"))
      .to.include("live leads found")
      .and.include("Solar, web forms");
  });

  it("redirects its root address to the pages, and shows a placeholder for Vicidial's own pages", async () => {
    const { url } = readFacts();
    const front = await fetch(url, { redirect: "manual" });
    expect(front.headers.get("location")).to.equal("/vicidial/dearchive");
    const vicidial = await fetch(`${url}/vicidial/admin_modify_lead.php?lead_id=4`);
    expect(vicidial.status).to.equal(404);
    expect(await vicidial.text()).to.include("The demo has no Vicidial beside it");
  });

  it("refuses to start a second time in the same folder", async () => {
    const { code, stderr } = await startDemo().ended;
    expect(stderr).to.match(/^the demo is already running \(process \d+\): http/);
    expect(code).to.equal(1);
  });

  it("reports when its MariaDB stops", async () => {
    const pidFile = join(folder, ".demo/mariadb/data/private.pid");
    process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
    await until("the demo tells of it", async () =>
      /^The demo's MariaDB has stopped.*mariadb\.log/.test(demo.stderr()),
    );
  });
});

describe("vicidial-dearchive demo --database", () => {
  const file = useFiles();
  const url = () => `mysql://root:${ROOT_PASSWORD}@${HOST}:${sharedPort()}`;
  let folder: string;
  let demo: Running;

  const startDemo = async (...words: readonly string[]) =>
    start(
      "cli",
      ["demo", "--leads", "10", "--port", String(await freePort()), ...words],
      {},
      "ignore",
      folder,
    );

  before(async () => {
    folder = dirname(file("of-an-external-demo", ""));
    // Accounts of earlier tests on this server would take precedence over the demo's.
    const { root, drop } = await createTestDatabase({ migrated: false });
    await root.raw("DROP USER IF EXISTS cron@?, custom@?", [HOST, HOST]);
    await drop();
    demo = await startDemo("--database", url(), "--listen", "0.0.0.0");
    await until("the demo runs", async () => /Ctrl-C to stop the demo/.test(demo.stdout()), 90_000);
  });

  after(async () => {
    demo.process.kill("SIGTERM");
    await demo.ended;
    const { root, drop } = await createTestDatabase({ migrated: false });
    await root.raw("DROP DATABASE asterisk");
    await root.raw("DROP USER cron@'%', custom@'%'");
    await drop();
  });

  it("creates the small Vicidial in a MariaDB that already runs, and starts none of its own", async () => {
    const facts = JSON.parse(readFileSync(join(folder, ".demo/demo.json"), "utf8")) as DemoFacts;
    const { status } = await post(facts.url + DEARCHIVE, facts.apiKey, fullMove([4, 5]));
    expect(status).to.equal(200);
    expect(existsSync(join(folder, ".demo/mariadb"))).to.equal(false);
    const conf = { DEARCHIVE_CONF: join(folder, ".demo/astguiclient.conf") };
    const words = ["keys", "create", "--label", "Second", "--user", "apiuser"];
    expect((await runInProcess(words, conf)).stdout).to.include(
      `curl ${facts.url}/vicidial/leads/dearchive `,
    );
  });

  it("starts again after it was killed, even with the same process id, as in a restarted container", () => {
    const killed = openDemoFolder(join(folder, "killed"));
    killed.claim();
    expect(killed.runningPid()).to.equal(undefined);
    expect(openDemoFolder(folder).runningPid()).to.equal(demo.process.pid);
  });

  it("never overwrites a database", async () => {
    demo.process.kill("SIGTERM");
    await demo.ended;
    const fresh = await (await startDemo("--database", url(), "--fresh")).ended;
    expect(fresh.stderr).to.match(/already has a database "asterisk", which was kept/);
    expect(fresh.code).to.equal(1);
  });
});
