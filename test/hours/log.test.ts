import { expect } from "chai";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { createMemoryLog } from "../support/log.ts";

describe("The log of requests that office hours block", () => {
  const clock = createClock("2026-11-23T10:00:00Z");
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger, clock: clock.read } });

  async function refuse() {
    clock.advance(HOURS_HOLD_MS);
    const answer = await setup().dearchive(fullMove([1]));
    expect(answer.status).to.equal(403);
    expect(answer.text).to.equal('{"message":"api cannot be executed during office hours time condition"}');
    return log.lines().at(-1);
  }

  afterEach(() => removeRules(setup().database));

  it("names the rule, which the answer does not reveal", async () => {
    await saveRule(setup().database, "daily all day", { name: "desk" });
    expect(await refuse())
      .to.include({ fault: "office_hours", rule: "desk" })
      .and.not.have.property("missing_call_time");
  });

  it("names the rule's call time that is missing in Vicidial", async () => {
    await saveRule(setup().database, "", { name: "agents", mode: "refuse_outside", callTimeId: "gone" });
    expect(await refuse()).to.include({ fault: "office_hours", rule: "agents", missing_call_time: "gone" });
  });
});
