import { expect } from "chai";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { basicAuth, createPeople } from "../support/adminSetup.ts";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { createMemoryLog } from "../support/log.ts";
import { until } from "../support/waiting.ts";

const PAGES = "/vicidial/dearchive";
const PATHS = [
  ...[DEARCHIVE, `${DEARCHIVE}/default`, "/vicidial/lead/archive"],
  ...["", "/health", "/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs", "/colors.css"],
  ...[
    "/keys",
    "/hours",
    "/history",
    "/leads",
    "/runs",
    "/runs/1/events",
    "/static/page.css",
    "/static/none.css",
  ],
  ...["/static/", "/static/../../package.json", "/static/%2e%2e/%00", "/nothing", "/customers/nobody/keys"],
].map((path) => (path.startsWith("/vicidial/lead") ? path : PAGES + path));

describe("Every answer", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger } });
  before(() => createPeople(setup().database));

  const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"];
  for (const method of METHODS) {
    it(`to ${method} on any path keeps browsers from guessing its type`, async () => {
      for (const path of PATHS)
        for (const headers of [basicAuth("boss"), { Authorization: `Key=${setup().key}` }, {}]) {
          const answer = await fetch(setup().server.url + path, { method, headers, redirect: "manual" });
          await answer.arrayBuffer();
          expect(answer.headers.get("X-Content-Type-Options"), `${path} ${answer.status}`).to.equal(
            "nosniff",
          );
        }
    });
  }

  it("of the API with any status keeps browsers from guessing its type", async () => {
    const { dearchive } = setup();
    const answers = [
      await dearchive(fullMove([404])),
      await dearchive("{"),
      await dearchive(fullMove([1]), { Authorization: "Key=no" }),
      await dearchive("x".repeat(1024 * 1024)),
      await dearchive("x", { "Content-Type": "text/plain" }),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([400, 500, 401, 413, 415]);
    for (const { headers } of answers) expect(headers.get("X-Content-Type-Options")).to.equal("nosniff");
  });
});

describe("A path in the logs", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger } });

  async function loggedPath(path: string): Promise<string> {
    const before = log.lines().length;
    await fetch(setup().server.url + path, {
      method: "POST",
      headers: { Authorization: `Key=${setup().key}`, "Content-Type": "application/json" },
      body: "{}",
    });
    return String(log.lines()[before]?.["path"]);
  }

  it("shows no key that a caller put there by mistake", async () => {
    const key = makeApiKey();
    const escaped = `%76%64%61_${key.slice(4)}`;
    const paths = [
      key,
      `Key=${key}`,
      escaped,
      key.slice(0, 20),
      `a/${key}/b`,
      "0123456789abcdef0123456789abcdef",
    ];
    for (const secret of paths)
      expect(await loggedPath(`${DEARCHIVE}/${secret}`), secret).to.match(
        /^\/vicidial\/leads\/dearchive\/(Key=|a\/)?\*\*\*(\/b)?$/,
      );
    expect(log.text()).to.not.include(key.slice(4, 20));
    await until("the calls are in Vicidial's log", async () => {
      const rows = await setup().database.sql<{ data: string }>("SELECT data FROM vicidial_api_log");
      return rows.every(({ data }) => !data.includes(key.slice(4, 20)));
    });
  });

  it("is logged without a key that a caller sent as the request id", async () => {
    const key = makeApiKey();
    const answer = await setup().dearchive({}, { "X-Request-Id": key });
    expect(answer.headers.get("X-Request-Id")).to.match(/^[0-9a-f-]{36}$/);
    expect(log.text()).to.not.include(key);
  });

  it("is cut if it is longer than any path of the plugin", async () => {
    const logged = await loggedPath(`${DEARCHIVE}/${"long-".repeat(2000)}`);
    expect(logged.length).to.be.at.most(201);
    expect(logged.endsWith("…")).to.equal(true);
  });

  it("is otherwise shown unchanged, including broken escapes", async () => {
    for (const path of [DEARCHIVE, `${DEARCHIVE}/caf%C3%A9`, `${DEARCHIVE}/%E0%A4`])
      expect(await loggedPath(path)).to.equal(path);
  });
});
