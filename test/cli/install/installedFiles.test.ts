import { spawnSync } from "node:child_process";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { apacheSnippet } from "../../../server/cli/install/apacheSnippet.ts";
import { isUntouched, withChecksumHeader } from "../../../server/cli/install/checksumHeader.ts";
import { confirmDrop } from "../../../server/cli/install/confirmDrop.ts";
import { systemdUnit } from "../../../server/cli/install/systemdUnit.ts";
import { readManifest } from "../../../server/config/manifest.ts";
import { afterApacheFile, usualApacheFile } from "../../../server/doctor/systemPaths.ts";
import { reportNames, withoutReport, withReport } from "../../../server/vicidial/reportNames.ts";
import { useFiles } from "../../support/files.ts";

const LISTEN = { host: "127.0.0.1", port: 8470 };

function isThere(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}

describe("The files that install writes", () => {
  const file = useFiles();
  const unit = systemdUnit({
    node: process.execPath,
    program: "/opt/100% ours/main.js",
    files: {
      conf: "/etc/astguiclient.conf",
      customers: [{ name: "acme", conf: "/etc/customers/acme.conf" }],
    },
    listen: LISTEN,
    trustedProxies: ["10.0.0.0/8"],
    ownDatabase: "dearchive",
  });

  it("include a unit that systemd accepts without warnings", function () {
    if (!isThere("systemd-analyze")) this.skip();
    const { status, stdout, stderr } = spawnSync(
      "systemd-analyze",
      ["verify", file("vicidial-dearchive.service", withChecksumHeader(unit))],
      { encoding: "utf8" },
    );
    expect(stderr + stdout).to.not.match(/vicidial-dearchive/);
    expect(status).to.equal(0);
  });

  it("include a unit with no secrets, no privileges and a read-only system, which trusts this machine's Apache", () => {
    for (const line of [
      "NoNewPrivileges=yes",
      "ProtectSystem=strict",
      "CapabilityBoundingSet=",
      "DynamicUser=yes",
    ])
      expect(unit.split("\n")).to.include(line);
    expect(unit).to.include('"DEARCHIVE_TRUSTED_PROXIES=127.0.0.1,::1,10.0.0.0/8"');
    expect(unit).to.include('"/opt/100%% ours/main.js"').and.include('"DEARCHIVE_DATABASE=dearchive"');
    expect(unit).to.match(/^ProtectHome=yes$/m);
  });

  it("include a unit with limits, so that a faulty service cannot use up the dialer's memory", () => {
    expect(unit)
      .to.match(/^MemoryMax=\d+[MG]$/m)
      .and.match(/^TasksMax=\d+$/m);
  });

  it("include a snippet that Apache accepts", function () {
    const apachectl = ["apachectl", "apache2ctl"].find(isThere);
    if (!apachectl) this.skip();
    const snippet = file(
      "snippet.conf",
      withChecksumHeader(apacheSnippet({ mountPaths: readManifest().mountPaths, listen: LISTEN })),
    );
    const { stderr } = spawnSync(apachectl ?? "", ["-t", "-c", `Include ${snippet}`], { encoding: "utf8" });
    expect(stderr).to.match(/Syntax OK/);
  });

  it("include a snippet that forwards each path in plugin.json to the service's address", () => {
    for (const [host, url] of [
      ["127.0.0.1", "http://127.0.0.1:8470"],
      ["0.0.0.0", "http://127.0.0.1:8470"],
      ["::", "http://[::1]:8470"],
      ["fd00::5", "http://[fd00::5]:8470"],
    ] as const) {
      const snippet = apacheSnippet({ mountPaths: ["/a", "/b"], listen: { host, port: 8470 } });
      expect(snippet.match(/<Location "\/[ab]">/g)).to.have.length(2);
      expect(snippet).to.include(`ProxyPass "${url}/a" `).and.include(`ProxyPass "${url}/b" `);
    }
  });

  it("are written to the standard folders of Debian, openSUSE and AlmaLinux", () => {
    const on = (folder: string) => usualApacheFile((path) => path === folder);
    expect(on("/etc/apache2/conf-available")).to.equal("/etc/apache2/conf-available/vicidial-dearchive.conf");
    expect(on("/etc/apache2/conf.d")).to.equal("/etc/apache2/conf.d/vicidial-dearchive.conf");
    expect(on("/etc/httpd/conf.d")).to.equal("/etc/httpd/conf.d/vicidial-dearchive.conf");
    expect(on("/nowhere")).to.equal(undefined);
    expect(afterApacheFile("/etc/apache2/conf-available/x.conf").join()).to.include("a2enconf x");
  });

  it("reveal changes by the checksum in their first line", () => {
    const content = withChecksumHeader("a\nb\n");
    expect(isUntouched(content)).to.equal(true);
    for (const changed of [`${content}c\n`, content.replace("b", "B"), "a\nb\n", ""])
      expect(isUntouched(changed), changed).to.equal(false);
  });
});

describe("The entry that install adds to Vicidial's list of reports", () => {
  for (const text of ["", "One|", "One|Two|", "One", "One|Two"]) {
    it(`can be removed again and leaves exactly "${text}"`, () => {
      const put = withReport(text, "Ours");
      expect(reportNames(put)).to.deep.equal([...reportNames(text), "Ours"]);
      expect(withReport(put, "Ours")).to.equal(put);
      expect(withoutReport(put, "Ours")).to.equal(text);
    });
  }
});

describe("A user at a terminal", () => {
  async function answering(answer: string): Promise<string> {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(answer);
    return confirmDrop(false, { input, output, isTerminal: true }).then(
      () => "dropped",
      (error: Error) => error.message,
    );
  }

  it("must type the exact word before tables are dropped", async () => {
    expect(await answering("drop\n")).to.equal("dropped");
    for (const answer of ["y\n", "\n", ""]) expect(await answering(answer)).to.equal("nothing was changed");
  });
});
