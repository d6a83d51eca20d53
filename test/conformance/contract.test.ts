import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { operationsOf, readDescription } from "../support/apiDescription.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, send } from "../support/client.ts";
import { createKey, insertLead, insertLeads } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { createRun, holdRun, runToEnd, untilRun } from "../support/runs.ts";
import { LOOKUP_ROWS } from "./lookupRows.ts";
import { ROW_REQUEST_ID } from "./problemText.ts";
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
import { RUN_ROWS, type RunRow } from "./runRows.ts";
import { withoutChance } from "./runTexts.ts";

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

function compare(
  what: string,
  { status, text }: { readonly status: number; readonly text: string },
  got: Answer,
): void {
  const expected = { status, text };
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
      "# Conformance\n\nWritten by `npm test`: every row of the contract, in every generation, of both APIs, and the paths beyond it. Bodies are compared byte by byte. `ID` and `TIME` stand for values that differ each time.\n";
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
    before(async () => {
      const list = { list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" };
      await setup().database.root("vicidial_lists").insert(list);
    });

    beforeEach(() =>
      insertLead(setup().database, "vicidial_list_archive", 1, { phone_number: "5550000001" }),
    );

    async function headersFor({ scope }: Pick<RunRow, "scope">): Promise<Record<string, string>> {
      const key = scope ? (await createKey(setup().database, { scopes: [scope] })).key : "vda_wrong";
      return { Authorization: `Key=${key}`, "X-Request-Id": ROW_REQUEST_ID };
    }

    for (const row of LOOKUP_ROWS)
      it(row.name, async () => {
        const url = setup().server.url + row.path;
        const headers = await headersFor(row);
        const answer = await (row.body === undefined
          ? send(url, { headers })
          : post(url, "", row.body, headers));
        compare(row.name, row, answer);
      });

    let held = 0;

    /** Sets the run that a row is about to its state, in which it stays: nobody works on it. Returns its id. */
    async function prepareRun(state: RunRow["run"]): Promise<number> {
      const { database } = setup();
      await database.root("dearchive_runs").whereNot({ id: held }).delete();
      if (state === "done") {
        const id = await createRun(database, [1], { user: "apiuser" });
        await runToEnd(database, id);
        return id;
      }
      if (held === 0) {
        held = await createRun(database, [1], { user: "apiuser" });
        await untilRun(database, held, "ready");
      }
      const started = state === "ready" ? { started_at: null } : {};
      await holdRun(database, held, { state: state ?? "stopped", finished_at: null, ...started });
      return held;
    }

    for (const row of RUN_ROWS)
      it(row.name, async () => {
        const { database, server } = setup();
        const id = await prepareRun(row.run);
        const headers = { ...(await headersFor(row)), ...(row.creates && { "Idempotency-Key": row.name }) };
        const url = server.url + row.path.replace("ID", String(id));
        const request = () =>
          row.method === "GET" ? send(url, { headers }) : post(url, "", row.body ?? "", headers);
        let got = await request();
        if (row.creates) {
          const made = Number(got.headers.get("Location")?.split("/").at(-1));
          await untilRun(database, made, "ready");
          got = await request();
        }
        compare(row.name, row, { ...got, text: withoutChance(got.text) });
      });

    it("are all in these rows", async () => {
      const known = [
        ...LOOKUP_ROWS.map(({ path, body }) => `${body === undefined ? "get" : "post"} ${path}`),
        ...RUN_ROWS.map(({ method, path }) => `${method.toLowerCase()} ${path}`),
      ].map((text) => text.replace(/\?.*|\/vicidial/g, "").replace(/ID|\d{8}/, "{id}"));
      const described = operationsOf(await readDescription(setup().server.url))
        .filter(({ path }) => path.startsWith("/leads/") && !/^\/leads\/(de)?archive(\/|$)/.test(path))
        .map(({ method, path }) => `${method} ${path}`);
      expect([...new Set(known)]).to.have.members(described);
    });
  });
});
