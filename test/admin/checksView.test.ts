import { expect } from "chai";
import { checksView } from "../../server/admin/overview/checksView.ts";
import type { CheckedGroup } from "../../server/doctor/index.ts";

const NOW = new Date("2026-11-25T10:22:00Z");
const EARLIER = new Date("2026-11-25T10:00:00Z");
const FINE = { check: "tables", level: "ok", message: "Both lead tables exist.", fix: [] } as const;

describe("The checks on the overview", () => {
  const group = (changes: Partial<CheckedGroup>): CheckedGroup => ({
    name: "database",
    findings: [FINE],
    at: NOW,
    isStale: false,
    ...changes,
  });
  const view = (...groups: readonly CheckedGroup[]) => checksView(groups, NOW, "UTC");

  it("report no problems only after every check has a recent result", () => {
    expect(view(group({})).state).to.equal("fine");
    expect(view(group({}), group({ findings: undefined, at: null })).state).to.equal("waiting");
    expect(view(group({}), group({ at: EARLIER, isStale: true })).state).to.equal("stale");
  });

  it("show the age of the oldest result, and of each check", () => {
    const { oldest, rows } = view(group({}), group({ at: EARLIER }));
    expect(String(oldest?.ago)).to.equal("22 minutes ago");
    expect(rows.map(({ ago }) => String(ago))).to.deep.equal(["just now", "22 minutes ago"]);
  });

  it("list problems from worst to mildest and no more than five of them", () => {
    const warning = { ...FINE, level: "warning" } as const;
    const { warnings, more } = view(
      group({ findings: [...Array(6).fill(warning), { ...FINE, check: "rights", level: "broken" }] }),
    );
    expect(warnings.map(({ check }) => check)).to.deep.equal(["Rights", ...Array(4).fill("Tables")]);
    expect(more).to.equal(2);
  });
});
