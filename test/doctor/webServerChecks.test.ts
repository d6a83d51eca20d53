import { once } from "node:events";
import { createServer, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { freePort } from "../../demo/privateMariaDb.ts";
import { apacheSnippet } from "../../server/cli/install/apacheSnippet.ts";
import type { Finding } from "../../server/doctor/index.ts";
import { examineWebServer } from "../../server/doctor/webServerChecks.ts";
import { startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { useFiles } from "../support/files.ts";

const PATHS = ["/vicidial/leads", "/vicidial/lead", "/vicidial/dearchive"];
const VICIDIAL_PAGE = "<!DOCTYPE html><html><title>VICIDIAL ADMIN</title></html>";

interface Web {
  /** Paths that are forwarded; all of them when omitted. */
  readonly paths?: readonly string[];
  readonly target?: number;
  readonly addsHeaders?: boolean;
  /** Answers what is not forwarded. */
  readonly otherwise?: (answer: ServerResponse) => void;
}

function notFound(answer: ServerResponse): void {
  answer.writeHead(404, { "Content-Type": "text/html" }).end("<html>Not Found</html>");
}

describe("The doctor's check of the web server", () => {
  const file = useFiles();
  let database: TestDatabase;
  let service: TestServer;
  let port = 0;
  const servers: Server[] = [];

  before(async () => {
    database = await createTestDatabase();
    service = await startServer(database);
    port = Number(new URL(service.url).port);
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  after(async () => {
    await service.close();
    await database.drop();
  });

  /** Starts a web server that forwards paths as Apache does. Returns its address. */
  async function serveWeb({ paths = PATHS, target = port, addsHeaders = true, otherwise = notFound }: Web) {
    const server = createServer((incoming, answer) => {
      if (!paths.some((path) => incoming.url?.startsWith(`${path}/`))) return otherwise(answer);
      const headers = { ...incoming.headers, ...(addsHeaders && { "X-Forwarded-For": "127.0.0.1" }) };
      const forwarded = request({ port: target, path: incoming.url, headers }, (found) => {
        answer.writeHead(found.statusCode ?? 500, found.headers);
        found.pipe(answer);
      });
      forwarded.on("error", () => answer.writeHead(503).end("Service Unavailable"));
      incoming.pipe(forwarded);
    });
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const snippet = (target: number) =>
    file("dearchive.conf", apacheSnippet({ mountPaths: PATHS, listen: { host: "127.0.0.1", port: target } }));

  async function examine(web: Web, { apacheFile = snippet(port), listens = port } = {}): Promise<Finding> {
    const site = await serveWeb(web);
    const listen = { host: "127.0.0.1", port: listens };
    const [finding, ...others] = await examineWebServer({ site, apacheFile, listen });
    expect(others).to.deep.equal([]);
    return finding ?? expect.fail("there is no finding");
  }

  it("finds nothing wrong with a web server that forwards every path", async () => {
    const { level, message } = await examine({});
    expect([level, message]).to.deep.equal([
      "ok",
      message.replace(/forwards .*/, `forwards the plugin's paths to http://127.0.0.1:${port}.`),
    ]);
  });

  it("follows a redirect to another address, such as https", async () => {
    const to = await serveWeb({});
    const otherwise = (answer: ServerResponse) =>
      answer.writeHead(301, { Location: `${to}${answer.req.url}` }).end();
    expect((await examine({ paths: [], otherwise })).level).to.equal("ok");
  });

  it("reports a path that is not forwarded, and how to enable Apache's configuration", async () => {
    const { level, message, fix } = await examine({ paths: [] });
    expect(level).to.equal("broken");
    expect(message).to.match(
      /does not forward \/vicidial\/dearchive\/health to the plugin: it answers with status 404/,
    );
    expect(fix[0]).to.equal("vicidial-dearchive install");
    expect((await examine({ paths: ["/vicidial/dearchive", "/vicidial/leads"] })).message).to.include(
      "does not forward /vicidial/lead/dearchive",
    );
  });

  it("recognizes a page of Vicidial in place of the plugin", async () => {
    const otherwise = (answer: ServerResponse) => answer.writeHead(200).end(VICIDIAL_PAGE);
    expect((await examine({ paths: [], otherwise })).message).to.include("another page, such as Vicidial's");
  });

  it("recognizes a web server that asks for a password of its own", async () => {
    const otherwise = (answer: ServerResponse) =>
      answer.writeHead(401, { "WWW-Authenticate": "Basic" }).end("no");
    expect((await examine({ paths: [], otherwise })).message).to.include("asks for a password of its own");
  });

  it("names the old port to which Apache still forwards", async () => {
    const old = await freePort();
    const wrong = new RegExp(
      `forwards to http://127\\.0\\.0\\.1:${old}, but the service listens on .*:${port}`,
    );
    const apacheFile = snippet(old);
    expect((await examine({ target: old }, { apacheFile })).message).to.match(wrong);
    expect((await examine({}, { apacheFile })).message, "an old service still runs there").to.match(wrong);
  });

  it("recognizes a target that is not the service's address", async () => {
    const unused = await freePort();
    const options = { apacheFile: snippet(unused), listens: unused };
    expect((await examine({}, options)).message).to.include("forwards to another address");
  });

  it("tells a service that is down from an Apache that may not connect to it", async () => {
    const unused = await freePort();
    const down = await examine({ target: unused }, { apacheFile: snippet(unused), listens: unused });
    expect([down.message, down.fix]).to.deep.equal([
      down.message.replace(
        /because .*/,
        `because the service does not answer on http://127.0.0.1:${unused}. Start it.`,
      ),
      ["systemctl restart vicidial-dearchive"],
    ]);
    const blocked = await examine({ target: unused });
    expect(blocked.message).to.include("although the service answers on");
    expect(blocked.fix.join("\n")).to.include("httpd_can_network_connect");
  });

  it("warns of a web server that hides the caller's address, because it opens the metrics to everyone", async () => {
    const { level, message } = await examine({ addsHeaders: false });
    expect(level).to.equal("warning");
    expect(message).to.include("ProxyAddHeaders On");
  });

  it("skips a machine without Apache, and reports a site that does not answer", async () => {
    const listen = { host: "127.0.0.1", port };
    const [skipped] = await examineWebServer({ site: undefined, apacheFile: "/nowhere/x.conf", listen });
    expect(skipped?.level).to.equal("ok");
    const site = `http://127.0.0.1:${await freePort()}`;
    const [silent] = await examineWebServer({ site, apacheFile: undefined, listen });
    expect(silent?.message).to.match(/No web server answers on .* with --site/);
  });
});
