import { expect } from "chai";
import { BODY_ROWS } from "../conformance/rows.ts";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, send } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { createKey, insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { withIdempotencyKey } from "../support/idempotency.ts";

const GENERATIONS = ["current", "http_code", "status_code"] as const;
const PROBLEM = { Accept: "application/problem+json" };

/** Names of the message in the dialects. */
const MESSAGES = ["message", "error"];

/** Proves that a problem has the facts of the ordinary refusal in the format of RFC 9457. */
function expectSameFacts(problem: Answer, ordinary: Answer, code: string): void {
  expect(problem.status, problem.text).to.equal(ordinary.status);
  expect(problem.headers.get("Content-Type")).to.match(/^application\/problem\+json/);
  expect(ordinary.headers.get("Content-Type")).to.match(/^application\/json/);
  const { type, title, status, request_id: requestId, ...facts } = problem.body as Record<string, unknown>;
  expect({ type, status, requestId }).to.deep.equal({
    type: `urn:vicidial-dearchive:problem:${code}`,
    status: problem.status,
    requestId: problem.headers.get("X-Request-Id"),
  });
  const told = Object.entries(ordinary.body as Record<string, unknown>);
  expect(Object.fromEntries(told.filter(([name]) => !MESSAGES.includes(name)))).to.deep.equal(facts);
  const [message] = told.filter(([name]) => MESSAGES.includes(name)).map(([, text]) => text);
  const withoutIds = (text: unknown) => String(text).replace(/request id \S+/, "");
  expect(withoutIds(title)).to.equal(withoutIds(message));
}

for (const responseFormat of GENERATIONS) {
  describe(`Errors as application/problem+json, for a key of the format ${responseFormat}`, () => {
    const clock = createClock("2026-11-23T10:00:00Z");
    const setup = useApiSetup({ plugin: { clock: clock.read }, config: { bodyLimitBytes: 20_000 } });
    let key: string;

    before(async () => {
      ({ key } = await createKey(setup().database, { responseFormat }));
    });

    beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1, 2]));

    type Call = (headers: Record<string, string>) => Promise<Answer>;
    async function expectProblem(code: string, call: Call): Promise<void> {
      expectSameFacts(await call(PROBLEM), await call({}), code);
    }
    const url = (path = "/vicidial/leads/dearchive") => setup().server.url + path;

    const CODES: Readonly<Record<string, string>> = {
      "insert_leads is no boolean": "flag_not_boolean",
      "insert_leads is missing": "flag_not_boolean",
      "delete_leads is no boolean": "flag_not_boolean",
      "delete_leads is missing": "flag_not_boolean",
      "an id is no integer": "ids_not_integer",
      "no id": "ids_empty",
      "lead_ids is missing": "ids_empty",
      "lead_ids is null": "ids_empty",
      "lead_ids is no array": "ids_empty",
      "too many ids": "ids_over_limit",
      "an id twice": "ids_duplicate",
      "an id that does not exist": "ids_missing",
      "a body that is not JSON": "body_malformed",
    };
    for (const { name, body } of BODY_ROWS.filter((row) => row.codes.dearchive !== undefined)) {
      it(`tell the same facts: ${name}`, () =>
        expectProblem(CODES[name] ?? "", (headers) => post(url(), key, body, headers)));
    }

    it("tell the same facts: no key", () =>
      expectProblem("unauthenticated", (headers) => send(url(), { method: "POST", headers })));

    it("tell the same facts: office hours, with Retry-After", async () => {
      const { database } = setup();
      await saveRule(database, "daily 09:00-11:00");
      clock.advance(HOURS_HOLD_MS);
      try {
        await expectProblem("office_hours", async (headers) => {
          const answer = await post(url(), key, fullMove([1]), headers);
          expect(Number(answer.headers.get("Retry-After"))).to.be.greaterThan(0);
          return answer;
        });
      } finally {
        await removeRules(database);
        clock.advance(HOURS_HOLD_MS);
      }
    });

    it("tell the same facts: an Idempotency-Key of another call, and one that is too long", async () => {
      await post(url(), key, fullMove([1]), withIdempotencyKey("used"));
      await expectProblem("idempotency_reused", (headers) =>
        post(url(), key, fullMove([2]), withIdempotencyKey("used", headers)),
      );
      await expectProblem("idempotency_invalid", (headers) =>
        post(url(), key, fullMove([2]), withIdempotencyKey("v".repeat(256), headers)),
      );
    });

    it("tell the same facts: a body that is too large, no JSON by its type, or cannot be unpacked", async () => {
      const faults = {
        body_too_large: { body: `{"x":"${"x".repeat(20_000)}"}`, more: {} },
        body_not_json: { body: "{}", more: { "Content-Type": "text/plain" } },
        body_unreadable: { body: "{}", more: { "Content-Encoding": "gzip" } },
      };
      for (const [code, { body, more }] of Object.entries(faults))
        await expectProblem(code, (headers) => post(url(), key, body, { ...more, ...headers }));
    });

    it("tell the same facts: a failure of the database, and one that nobody foresaw", async () => {
      const { database } = setup();
      for (const [table, code] of [
        ["vicidial_list", "schema_drift"],
        ["vicidial_users", "internal"],
      ] as const) {
        await database.sql(`RENAME TABLE ${table} TO taken_away`);
        await expectProblem(code, (headers) => post(url(), key, fullMove([1]), headers)).finally(() =>
          database.sql(`RENAME TABLE taken_away TO ${table}`),
        );
      }
    });

    it("tell the same facts: an unknown path, and another method", async () => {
      await expectProblem("not_found", (headers) => send(url("/vicidial/leads/none"), { headers }));
      await expectProblem("method_not_allowed", (headers) => send(url(), { headers }));
    });

    it("come in any case and among other types of Accept", async () => {
      for (const accept of ["Application/Problem+JSON", "text/html, application/problem+json;q=0.9, */*"]) {
        const answer = await post(url(), key, fullMove([]), { Accept: accept });
        expect(answer.headers.get("Content-Type"), accept).to.match(/^application\/problem\+json/);
      }
    });

    it("leave a success as it is", async () => {
      const answer = await post(url(), key, fullMove([1]), PROBLEM);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("Content-Type")).to.match(/^application\/json/);
      expect(answer.body).to.not.have.any.keys("type", "title", "request_id");
    });
  });
}
