import { expect } from "chai";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";

interface Step {
  readonly mistake: string;
  readonly body: string;
  readonly says: RegExp;
}

const tooMany = Array.from({ length: 501 }, (_, n) => n % 400).join();

/** Each body has the named mistake and every mistake that the contract checks later, but no earlier one. */
const STEPS: readonly Step[] = [
  {
    mistake: "insert_leads",
    body: `{"insert_leads":1,"delete_leads":1,"lead_ids":["a",${tooMany}]}`,
    says: /^insert_leads must be a boolean value$/,
  },
  {
    mistake: "delete_leads",
    body: `{"insert_leads":true,"delete_leads":1,"lead_ids":["a",${tooMany}]}`,
    says: /^delete_leads must be a boolean value$/,
  },
  {
    mistake: "an id that is not an integer",
    body: `{"insert_leads":true,"delete_leads":true,"lead_ids":["a",${tooMany}]}`,
    says: /^lead_ids must only contain integer values$/,
  },
  {
    mistake: "too many ids",
    body: `{"insert_leads":true,"delete_leads":true,"lead_ids":[${tooMany}]}`,
    says: /^lead_ids cannot exceed 500 values$/,
  },
  {
    mistake: "a duplicate",
    body: '{"insert_leads":true,"delete_leads":true,"lead_ids":[8,8,9]}',
    says: /^lead_ids cannot contain duplicate values$/,
  },
  {
    mistake: "an id that does not exist",
    body: '{"insert_leads":true,"delete_leads":true,"lead_ids":[1,9]}',
    says: /^lead_ids does not exist$/,
  },
];

const NO_KEY = { Authorization: "Key=nobody" };

describe("The order of a request's checks", () => {
  const clock = createClock("2026-11-23T10:00:00Z");
  const setup = useApiSetup({ plugin: { clock: clock.read } });

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1, 2]));

  const wrongBodies: Readonly<Record<string, readonly [string, Record<string, string>]>> = {
    "a malformed body": ["{", {}],
    "a body that is not JSON": ["insert_leads=true", { "Content-Type": "text/plain" }],
    "a body that is too large": [" ".repeat(1024 * 1024 + 1), {}],
    ...Object.fromEntries(STEPS.map(({ mistake, body }) => [`a body with ${mistake}`, [body, {}] as const])),
  };

  for (const [what, [body, headers]] of Object.entries(wrongBodies)) {
    it(`begins with the API key: ${what} without a valid key is 401`, async () => {
      const answer = await setup().dearchive(body, { ...headers, ...NO_KEY });
      expect(answer.status).to.equal(401);
      expect(answer.text).to.equal('{"message":"unable to validate api user"}');
    });
  }

  describe("during office hours", () => {
    before(async () => {
      await saveRule(setup().database, "daily all day");
      clock.advance(HOURS_HOLD_MS);
    });

    after(async () => {
      await removeRules(setup().database);
      clock.advance(HOURS_HOLD_MS);
    });

    it("still begins with the API key", async () => {
      expect((await setup().dearchive("{", NO_KEY)).status).to.equal(401);
    });

    for (const [what, [body, headers]] of Object.entries(wrongBodies)) {
      it(`puts office hours before ${what}`, async () => {
        const answer = await setup().dearchive(body, headers);
        expect(answer.status).to.equal(403);
      });
    }
  });

  for (const { mistake, body, says } of STEPS) {
    it(`reports ${mistake} before every later mistake, and changes nothing`, async () => {
      const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(body));
      expect(answer.status).to.equal(400);
      expect(answer.body).to.have.property("message").that.matches(says);
    });
  }
});
