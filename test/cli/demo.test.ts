import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { freePort } from "../../demo/privateMariaDb.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { useFiles } from "../support/files.ts";
import { type Running, start } from "../support/program.ts";
import { until } from "../support/waiting.ts";

interface DemoFacts {
  readonly url: string;
  readonly apiKey: string;
}

describe("vicidial-dearchive demo", () => {
  const file = useFiles();
  let folder: string;
  let demo: Running;

  const startDemo = (...words: readonly string[]) => start("cli", ["demo", ...words], {}, "ignore", folder);

  before(async () => {
    folder = dirname(file("of-a-demo", ""));
    demo = startDemo("--leads", "10", "--port", String(await freePort()));
    await until("the demo runs", async () => /Ctrl-C to stop the demo/.test(demo.stdout()), 90_000);
  });

  after(async () => {
    demo.process.kill("SIGTERM");
    await demo.ended;
  });

  const readFacts = () => JSON.parse(readFileSync(join(folder, ".demo/demo.json"), "utf8")) as DemoFacts;

  it("answers the call from its own output", async () => {
    const facts = readFacts();
    expect(demo.stdout()).to.include(`Key=${facts.apiKey}`);
    const { status } = await post(facts.url + DEARCHIVE, facts.apiKey, fullMove([4, 5]));
    expect(status).to.equal(200);
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
