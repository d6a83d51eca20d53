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

/** Property names of the message, per response format. */
const MESSAGES = ["message", "error"];

/** Checks that a problem document (RFC 9457) carries the same facts as the ordinary refusal. */
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
  describe(`Errors as application/problem+json, for a key with the format ${responseFormat},`, () => {
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
      it(`carry the same facts as the ordinary refusal: ${name}`, () =>
        expectProblem(CODES[name] ?? "", (headers) => post(url(), key, body, headers)));
    }

    it("carry the same facts as the ordinary refusal: no key", () =>
      expectProblem("unauthenticated", (headers) => send(url(), { method: "POST", headers })));

    it("carry the same facts as the ordinary refusal: office hours, with Retry-After", async () => {
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

    it("carry the same facts as the ordinary refusal: an Idempotency-Key that is too long or used by another request", async () => {
      await post(url(), key, fullMove([1]), withIdempotencyKey("used"));
      await expectProblem("idempotency_reused", (headers) =>
        post(url(), key, fullMove([2]), withIdempotencyKey("used", headers)),
      );
      await expectProblem("idempotency_invalid", (headers) =>
        post(url(), key, fullMove([2]), withIdempotencyKey("v".repeat(256), headers)),
      );
    });

    it("carry the same facts as the ordinary refusal: a body that is too large, has the wrong type or cannot be decompressed", async () => {
      const faults = {
        body_too_large: { body: `{"x":"${"x".repeat(20_000)}"}`, more: {} },
        body_not_json: { body: "{}", more: { "Content-Type": "text/plain" } },
        body_unreadable: { body: "{}", more: { "Content-Encoding": "gzip" } },
      };
      for (const [code, { body, more }] of Object.entries(faults))
        await expectProblem(code, (headers) => post(url(), key, body, { ...more, ...headers }));
    });

    it("carry the same facts as the ordinary refusal: a database failure, and an unexpected error", async () => {
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

    it("carry the same facts as the ordinary refusal: an unknown path, and a wrong method", async () => {
      await expectProblem("not_found", (headers) => send(url("/vicidial/leads/none"), { headers }));
      await expectProblem("method_not_allowed", (headers) => send(url(), { headers }));
    });

    it("are sent for any letter case of the Accept header and for a list of types", async () => {
      for (const accept of ["Application/Problem+JSON", "text/html, application/problem+json;q=0.9, */*"]) {
        const answer = await post(url(), key, fullMove([]), { Accept: accept });
        expect(answer.headers.get("Content-Type"), accept).to.match(/^application\/problem\+json/);
      }
    });

    it("do not change successful responses", async () => {
      const answer = await post(url(), key, fullMove([1]), PROBLEM);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("Content-Type")).to.match(/^application\/json/);
      expect(answer.body).to.not.have.any.keys("type", "title", "request_id");
    });
  });
}
