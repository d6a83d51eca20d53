import { expect } from "chai";
import { examineService, type UnitState } from "../../server/doctor/serviceChecks.ts";
import { readServiceSettings } from "../../server/doctor/serviceSettings.ts";
import { useFiles } from "../support/files.ts";

const RUNNING: UnitState = {
  LoadState: "loaded",
  ActiveState: "active",
  SubState: "running",
  UnitFileState: "enabled",
  NeedDaemonReload: "no",
};

describe("The doctor's check of the service", () => {
  const file = useFiles();

  async function examine(changes: UnitState | undefined, isWritten = true) {
    const unit = isWritten ? file("vicidial-dearchive.service", "") : "/nowhere/vicidial-dearchive.service";
    const names: string[] = [];
    const findings = await examineService(unit, async (name) => {
      names.push(name);
      return changes && { ...RUNNING, ...changes };
    });
    expect(names).to.deep.equal(["vicidial-dearchive"]);
    return findings;
  }

  it("finds nothing wrong with a service that runs and starts with the machine", async () => {
    expect((await examine({})).map(({ level }) => level)).to.deep.equal(["ok"]);
  });

  it("accepts a machine without systemd, and a machine that needs no service", async () => {
    expect((await examine(undefined)).map(({ level }) => level)).to.deep.equal(["ok"]);
    expect(await examineService(undefined)).to.deep.equal([]);
  });

  const CASES: Readonly<
    Record<string, readonly [state: UnitState, level: string, message: RegExp, fix: RegExp]>
  > = {
    "stopped service": [
      { ActiveState: "inactive", SubState: "dead" },
      "broken",
      /not running/,
      /^systemctl start/,
    ],
    "service that cannot start": [
      { ActiveState: "failed" },
      "broken",
      /ends as soon as it starts/,
      /^journalctl/,
    ],
    "service that systemd restarts all the time": [
      { ActiveState: "activating", SubState: "auto-restart" },
      "broken",
      /ends as soon as it starts/,
      /^journalctl/,
    ],
    "service that is not enabled": [
      { UnitFileState: "disabled" },
      "warning",
      /does not start with the machine/,
      /^systemctl enable/,
    ],
    "unit that changed on disk": [{ NeedDaemonReload: "yes" }, "warning", /still uses the old one/, /reload/],
    "unit that systemd has not loaded": [
      { LoadState: "not-found" },
      "broken",
      /has not loaded/,
      /daemon-reload/,
    ],
    "masked unit": [{ LoadState: "masked" }, "broken", /masked/, /^systemctl unmask/],
  };
  for (const [what, [state, level, message, fix]] of Object.entries(CASES))
    it(`reports a ${what} with the command that fixes it`, async () => {
      const [finding, ...others] = await examine(state);
      expect(others).to.deep.equal([]);
      expect(finding?.level).to.equal(level);
      expect(finding?.message).to.match(message);
      expect(finding?.fix[0]).to.match(fix);
    });

  it("reports that no service is installed", async () => {
    const [finding] = await examine({ LoadState: "not-found" }, false);
    expect([finding?.level, finding?.fix]).to.deep.equal(["warning", ["vicidial-dearchive install"]]);
  });

  it("reads the address and the trusted proxies from the unit and its file, not from the shell", () => {
    const shell = { listen: { host: "127.0.0.1", port: 8470 }, trustedProxies: [] };
    const unit = file(
      "unit",
      'Environment="DEARCHIVE_HOST=10.0.0.1"\nEnvironment="DEARCHIVE_PORT=8471"\nEnvironment="DEARCHIVE_TRUSTED_PROXIES=127.0.0.1,::1"\n',
    );
    expect(readServiceSettings("/nowhere", shell)).to.deep.equal(shell);
    expect(readServiceSettings(unit, shell, "/nowhere")).to.deep.equal({
      listen: { host: "10.0.0.1", port: 8471 },
      trustedProxies: ["127.0.0.1", "::1"],
    });
    const environment = file("env", "# proxies\nDEARCHIVE_TRUSTED_PROXIES='10.0.0.0/8'\n");
    expect(readServiceSettings(unit, shell, environment).trustedProxies).to.deep.equal(["10.0.0.0/8"]);
  });
});
