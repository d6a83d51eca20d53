import { expect } from "chai";
import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";

interface Row {
  readonly promise: string;
  readonly body: unknown;
  readonly status: number;
  readonly text: string;
}

/** The contract's refusals in its order, byte for byte. Leads 1 to 3 are in the archive. */
const REFUSALS: readonly Row[] = [
  {
    promise: "refuses an insert_leads that is not a boolean",
    body: { insert_leads: "true", delete_leads: true, lead_ids: [1] },
    status: 400,
    text: '{"message":"insert_leads must be a boolean value","lead_errors":0,"lead_ids":[]}',
  },
  {
    promise: "refuses a delete_leads that is not a boolean",
    body: { insert_leads: true, delete_leads: "true", lead_ids: [1] },
    status: 400,
    text: '{"message":"delete_leads must be a boolean value","lead_errors":0,"lead_ids":[]}',
  },
  {
    promise: "refuses ids that are not integers, and reports them as sent",
    body: fullMove(["0", 1]),
    status: 400,
    text: '{"message":"lead_ids must only contain integer values","lead_errors":1,"lead_ids":["0"]}',
  },
  {
    promise: "refuses an empty list of ids",
    body: fullMove([]),
    status: 400,
    text: '{"message":"lead_ids must contain atleast 1 value","lead_errors":0,"lead_ids":[]}',
  },
  {
    promise: "refuses more than 500 ids",
    body: fullMove(Array.from({ length: 501 }, (_, n) => n + 1)),
    status: 400,
    text: '{"message":"lead_ids cannot exceed 500 values","lead_errors":0,"lead_ids":[]}',
  },
  {
    promise: "refuses duplicate ids, and reports each once",
    body: fullMove([0, 1, 0, 2, 0]),
    status: 400,
    text: '{"message":"lead_ids cannot contain duplicate values","lead_errors":1,"lead_ids":[0]}',
  },
  {
    promise: "refuses ids that are not in the archive",
    body: fullMove([0, 1]),
    status: 400,
    text: '{"message":"lead_ids does not exist","lead_errors":1,"lead_count":1,"lead_ids":[0]}',
  },
];

const UNAUTHENTICATED = '{"message":"unable to validate api user"}';
const OFFICE_HOURS = '{"message":"api cannot be executed during office hours time condition"}';
describe("The contract of POST /vicidial/leads/dearchive", () => {
  // 2026-11-23 is a Monday.
  const clock = createClock("2026-11-23T09:59:58Z");
  const setup = useApiSetup({ plugin: { clock: clock.read } });

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1, 2, 3]));

  it("answers a moved batch with its three counts: 200", async () => {
    const answer = await setup().dearchive(fullMove([2, 1]));
    expect(answer.status).to.equal(200);
    expect(answer.text).to.equal(
      '{"message":"lead_ids batch was successfully processed","select_count":2,"insert_count":2,"delete_count":2}',
    );
    expect(answer.headers.get("Content-Type")).to.match(/^application\/json/);
  });

  it("refuses a request without a valid key: 401", async () => {
    const answer = await leavingLeadsUntouched(setup(), () =>
      setup().dearchive(fullMove([1]), { Authorization: "Key=nobody" }),
    );
    expect(answer.status).to.equal(401);
    expect(answer.text).to.equal(UNAUTHENTICATED);
  });

  it("refuses a request during office hours, with the seconds until they end in Retry-After: 403", async () => {
    await saveRule(setup().database, "mon 08:00-17:00");
    clock.advance(HOURS_HOLD_MS);
    const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(fullMove([1])));
    await removeRules(setup().database);
    clock.advance(HOURS_HOLD_MS);
    expect(answer.status).to.equal(403);
    expect(answer.text).to.equal(OFFICE_HOURS);
    expect(answer.headers.get("Retry-After")).to.equal(String(7 * 3600));
  });

  for (const { promise, body, status, text } of REFUSALS) {
    it(`${promise}: ${status}`, async () => {
      const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(body));
      expect(answer.status).to.equal(status);
      expect(answer.text).to.equal(text);
      expect(answer.headers.get("Content-Type")).to.match(/^application\/json/);
    });
  }
});
