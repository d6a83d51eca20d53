import { expect } from "chai";
import { examineRuntime } from "../../server/doctor/runtimeChecks.ts";

describe("The doctor's check of Node", () => {
  const NOW = new Date("2026-11-28T00:00:00Z");
  const CASES: readonly (readonly [version: string, level: string, message: RegExp])[] = [
    ["v18.20.0", "broken", /too old: the plugin needs 20\.19\. Install Node 24/],
    ["v20.18.3", "broken", /too old/],
    ["v20.19.0", "warning", /no security fixes since 2026-04-30\. Install Node 24/],
    ["v25.2.0", "warning", /no security fixes since 2026-06-01/],
    ["v22.11.0", "ok", /recent enough/],
    ["v24.0.0", "ok", /recent enough/],
    ["v31.0.0", "ok", /recent enough/],
  ];
  for (const [version, level, message] of CASES)
    it(`is ${level} for ${version} at the end of 2026`, () => {
      const [finding] = examineRuntime(version, NOW);
      expect(finding?.level).to.equal(level);
      expect(finding?.message).to.match(message);
    });
});
