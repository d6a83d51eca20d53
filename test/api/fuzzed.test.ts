import { expect } from "chai";
import fc from "fast-check";
import { type Description, expectDescribed, readDescription } from "../support/apiDescription.ts";
import { RUNS } from "../support/apiRuns.ts";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { post, send } from "../support/client.ts";
import { createKey, insertLeads } from "../support/factories.ts";
import { createLookupRequests } from "../support/lookups.ts";
import { createRun, holdRun, untilRun } from "../support/runs.ts";

const FUZZ = { numRuns: 25 };

const text = fc.string({ unit: "grapheme", maxLength: 8 });

/** A query string with known and unknown fields. */
function anyQuery(...fields: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...fields, "x", "__proto__");
  const value = fc.oneof(
    text,
    fc.constantFrom("1", "0", "-1", "1.5", "1.-1", "99999999999999999999", "ready"),
  );
  return fc
    .array(fc.tuple(name, value), { maxLength: 4 })
    .map((pairs) => new URLSearchParams(pairs).toString());
}

describe("Whatever a program sends", () => {
  const setup = useApiSetup();
  const { call } = createLookupRequests(setup);
  let description: Description;
  let id = 0;

  before(async () => {
    const { database, server } = setup();
    description = await readDescription(server.url);
    id = await createRun(database, [1], { user: "apiuser" });
    await untilRun(database, id, "ready");
  });

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  /** Expects described answers without an internal error to any input, and no change of a lead. */
  async function expectAnswers<T>(
    operation: string,
    inputs: fc.Arbitrary<T>,
    request: (input: T) => ReturnType<typeof send>,
  ): Promise<void> {
    await leavingLeadsUntouched(setup(), () =>
      fc.assert(
        fc.asyncProperty(inputs, async (input) => {
          const answer = await request(input);
          expect(answer.status, answer.text).to.be.below(500);
          expectDescribed(description, operation, answer);
        }),
        FUZZ,
      ),
    );
  }

  const get = (path: string) =>
    send(setup().server.url + path, { headers: { Authorization: `Key=${setup().key}` } });

  it("to list runs and their leads, it gets a described answer", async () => {
    await expectAnswers("listRuns", anyQuery("state", "limit", "after"), (query) => get(`${RUNS}?${query}`));
    await expectAnswers("listRunLeads", anyQuery("outcome", "limit", "after"), (query) =>
      get(`${RUNS}/${id}/leads?${query}`),
    );
  });

  it("as the id of a run, it gets a described answer", async () => {
    // A dot would be resolved before the request is sent.
    const ids = text.filter((each) => each !== "" && !/^\.+$/.test(each)).map(encodeURIComponent);
    await expectAnswers("readRun", ids, (each) => get(`${RUNS}/${each}`));
  });

  it("to control a run, it gets a described answer", async () => {
    const fields = fc.constantFrom(
      "skip",
      "name",
      "speed_limit",
      "restore_callbacks",
      "changes",
      "start",
      "x",
    );
    const bodies = fc.oneof(
      fc
        .dictionary(fields, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
        .map((body) => JSON.stringify(body)),
      fc.json({ maxDepth: 2 }),
      text,
    );
    for (const control of ["start", "pause", "resume", "stop", "undo"] as const)
      await expectAnswers(`${control}Run`, bodies, async (body) => {
        await holdRun(setup().database, id, { state: "ready", started_at: null });
        return post(`${setup().server.url}${RUNS}/${id}/${control}`, setup().key, body);
      });
  });

  it("as a phone number, it gets a word without digits", async () => {
    const { key } = await createKey(setup().database, { scopes: ["restore_by_phone"] });
    await expectAnswers("restoreLeadByPhone", anyQuery("phone_number", "lead_id"), async (query) => {
      const answer = await call(query, key);
      expect(answer.text).to.match(/^[a-z_]+$/);
      return answer;
    });
  });
});
