import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, send } from "../support/client.ts";
import { createKey, insertLead, insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { LOOKUP_ROWS, ROW_REQUEST_ID } from "./lookupRows.ts";
import {
  type Api,
  BODY_ROWS,
  type ContractRow,
  expectedRefusal,
  expectedSuccess,
  type Generation,
  NO_KEY,
  noScope,
  OFFICE_HOURS,
} from "./rows.ts";

/** How a request selects a dialect: by its path, or by the key's response format. */
interface Way {
  readonly generation: Generation;
  readonly by: string;
  readonly path: string;
  readonly format: "auto" | Generation;
}

const WAYS: readonly Way[] = [
  { generation: "current", by: "path", path: "/vicidial/leads/", format: "auto" },
  { generation: "http_code", by: "path", path: "/vicidial/lead/", format: "auto" },
  { generation: "current", by: "key", path: "/vicidial/lead/", format: "current" },
  { generation: "http_code", by: "key", path: "/vicidial/leads/", format: "http_code" },
  { generation: "status_code", by: "key", path: "/vicidial/leads/", format: "status_code" },
];
const APIS: readonly Api[] = ["dearchive", "archive"];
const SOURCES = { dearchive: "vicidial_list_archive", archive: "vicidial_list" } as const;

/** Returns the table of docs/conformance.md: expected and actual answer of each request. */
const report: string[] = [];

function compare(what: string, expected: { status: number; text: string }, got: Answer): void {
  const mark = got.status === expected.status && got.text === expected.text ? "equal" : "**differs**";
  report.push(
    `| ${what} | ${expected.status} \`${expected.text.trimEnd()}\` | ${got.status} \`${got.text.trimEnd()}\` | ${mark} |`,
  );
  expect({ status: got.status, text: got.text }).to.deep.equal(expected);
}

describe("Every row of the contract, in every generation of the API", () => {
  // A new office hours rule applies within two seconds.
  let offset = 0;
  const setup = useApiSetup({ plugin: { clock: () => new Date(Date.UTC(2026, 10, 23, 12) + offset) } });
  const keys = new Map<string, string>();

  before(async () => {
    for (const responseFormat of ["auto", "current", "http_code", "status_code"] as const)
      keys.set(responseFormat, (await createKey(setup().database, { responseFormat })).key);
  });

  after(() => {
    const folder = join(packageRoot, "docs");
    mkdirSync(folder, { recursive: true });
    const intro =
      "# Conformance\n\nWritten by `npm test`: every row of the contract, in every generation, of both APIs, and the paths beyond it. Bodies are compared byte by byte.\n";
    const heading = "| request | expected | got | |\n|---|---|---|---|";
    writeFileSync(join(folder, "conformance.md"), `${intro}\n${heading}\n${report.join("\n")}\n`);
  });

  for (const api of APIS) {
    for (const way of WAYS) {
      describe(`${api}, ${way.generation} by ${way.by}`, () => {
        const call = (body: unknown, key = keys.get(way.format) ?? "") =>
          post(`${setup().server.url}${way.path}${api}`, key, body);
        const name = (row: { name: string }) => `${api}, ${way.generation} by ${way.by}: ${row.name}`;
        beforeEach(() => insertLeads(setup().database, SOURCES[api], [1, 2]));

        function holds(row: ContractRow, answer: Answer): void {
          const expected = expectedRefusal(row, api, way.generation);
          compare(name(row), expected ?? expect.fail("no such row"), answer);
        }

        for (const row of BODY_ROWS.filter((each) => each.codes[api] !== undefined))
          it(row.name, async () => holds(row, await call(row.body)));

        it("success", async () => {
          const body = { insert_leads: true, update_leads: true, delete_leads: true, lead_ids: [1, 2] };
          const expected = { status: 200, text: expectedSuccess(api, way.generation) };
          compare(name({ name: "success" }), expected, await call(body));
        });

        it(OFFICE_HOURS.name, async () => {
          await saveRule(setup().database, "daily all day");
          offset += 2000;
          const answer = await call({});
          await removeRules(setup().database);
          offset += 2000;
          holds(OFFICE_HOURS, answer);
        });

        it(noScope(api).name, async () => {
          const responseFormat = way.format;
          const { key } = await createKey(setup().database, { responseFormat, scopes: ["read"] });
          holds(noScope(api), await call({}, key));
        });

        // Until the key is known, the path decides the dialect.
        if (way.by === "path") it(NO_KEY.name, async () => holds(NO_KEY, await call({}, "vda_wrong")));
      });
    }
  }

  describe("paths beyond the contract", () => {
    beforeEach(() =>
      insertLead(setup().database, "vicidial_list_archive", 1, { phone_number: "5550000001" }),
    );

    for (const row of LOOKUP_ROWS)
      it(row.name, async () => {
        const scopes = row.scope && [row.scope];
        const key = scopes ? (await createKey(setup().database, { scopes })).key : "vda_wrong";
        const url = setup().server.url + row.path;
        const headers = { Authorization: `Key=${key}`, "X-Request-Id": ROW_REQUEST_ID };
        const answer = await (row.body === undefined
          ? send(url, { headers })
          : post(url, key, row.body, headers));
        compare(row.name, { status: row.status, text: row.text }, answer);
      });
  });
});
