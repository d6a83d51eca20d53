import { expect } from "chai";
import { examineServiceAccess } from "../../../server/cli/install/serviceAccess.ts";

const UNIT = "/etc/systemd/system/vicidial-dearchive.service";
const GOOD = { folder: "/opt/vicidial-dearchive", node: "/usr/bin/node", unit: UNIT };

describe("The hardened service", () => {
  it("can start from /opt with the system's Node", () => {
    for (const folder of [GOOD.folder, "/tmpfiles/x", "/usr/local/home/x", "/rooted"])
      expect(examineServiceAccess({ ...GOOD, folder }, false), folder).to.deep.equal([]);
  });

  for (const [folder, cause] of [
    ["/tmp", /PrivateTmp/],
    ["/tmp/plugin", /PrivateTmp/],
    ["/var/tmp/plugin", /PrivateTmp/],
    ["/home/ann/plugin", /ProtectHome/],
    ["/root/plugin", /ProtectHome/],
  ] as const) {
    it(`cannot start from ${folder}, and install explains the cause and the fix`, () => {
      const [found, ...others] = examineServiceAccess({ ...GOOD, folder }, false);
      expect(others).to.deep.equal([]);
      expect(found).to.include({ check: "service", level: "broken" });
      expect(found?.message)
        .to.match(cause)
        .and.include(folder)
        .and.match(/Move the folder to \/opt/);
    });
  }

  it("cannot start with a Node in a home folder", () => {
    const node = "/root/.nvm/versions/node/v22.0.0/bin/node";
    const [found] = examineServiceAccess({ ...GOOD, node }, false);
    expect(found?.level).to.equal("broken");
    expect(found?.message)
      .to.include(node)
      .and.match(/Install Node under/);
  });

  it("causes only a warning in a dry run, which says that the real install refuses", () => {
    const [found] = examineServiceAccess({ ...GOOD, folder: "/tmp/plugin" }, true);
    expect(found?.level).to.equal("warning");
    expect(found?.message).to.match(/without --dry-run this is refused/);
  });

  it("causes only a warning for a unit outside systemd's folders, and none without a unit", () => {
    const elsewhere = { ...GOOD, folder: "/home/ann/plugin", unit: "/home/ann/x.service" };
    expect(examineServiceAccess(elsewhere, false).map(({ level }) => level)).to.deep.equal(["warning"]);
    expect(examineServiceAccess({ ...elsewhere, unit: undefined }, false)).to.deep.equal([]);
  });
});
