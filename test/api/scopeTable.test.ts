import { expect } from "chai";
import { KEY_SCOPES, type KeyScope } from "../../server/keys/keySettings.ts";
import type { RunState } from "../../server/runs/run.ts";
import { operationsOf, readDescription } from "../support/apiDescription.ts";
import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { send } from "../support/client.ts";
import { createKey, insertLeads } from "../support/factories.ts";
import { createRun, holdRun, untilRun } from "../support/runs.ts";

/** The direction of the run that a request is about, and a state in which the request is allowed. */
interface NeededRun {
  readonly direction: "dearchive" | "archive";
  readonly state: RunState;
}

/** A request, and the status of its answer with each scope that allows it. */
interface ScopedRequest {
  /** As in the OpenAPI description: method, then path. */
  readonly operation: string;
  readonly scopes: readonly KeyScope[];
  readonly status: number;
  readonly query?: string;
  readonly body?: unknown;
  readonly run?: NeededRun;
}

const READERS: readonly KeyScope[] = ["read", "restore", "archive"];

/** Lead 1 is archived, lead 2 is live, and both are counted only. */
const counting = (leadId: number) => ({
  ...fullMove([leadId]),
  insert_leads: false,
  update_leads: false,
  delete_leads: false,
});

const MOVES: readonly ScopedRequest[] = ["/leads", "/lead"].flatMap((path) =>
  ["", "/{customer}"].flatMap((customer) => [
    {
      operation: `post ${path}/dearchive${customer}`,
      scopes: ["restore"] as const,
      status: 200,
      body: counting(1),
    },
    {
      operation: `post ${path}/archive${customer}`,
      scopes: ["archive"] as const,
      status: 200,
      body: counting(2),
    },
  ]),
);

/** Requests about a run of each direction: restoring needs one scope, archiving the other, and undoing the opposite one. */
const CONTROLS: readonly ScopedRequest[] = (["dearchive", "archive"] as const).flatMap((direction) => {
  const [own, other]: readonly KeyScope[] =
    direction === "dearchive" ? ["restore", "archive"] : ["archive", "restore"];
  const control = (name: string, state: RunState, scope = own): ScopedRequest => ({
    operation: `post /leads/runs/{id}/${name}`,
    scopes: scope ? [scope] : [],
    status: name === "undo" ? 202 : 200,
    run: { direction, state },
  });
  return [
    {
      operation: "post /leads/runs",
      scopes: own ? [own] : [],
      status: 202,
      body: { direction: own, lead_ids: [1] },
    },
    control("start", "ready"),
    control("pause", "running"),
    control("resume", "paused"),
    control("stop", "paused"),
    control("undo", "stopped", other),
  ];
});

const READ_RUN: NeededRun = { direction: "archive", state: "paused" };

const TABLE: readonly ScopedRequest[] = [
  ...MOVES,
  { operation: "get /leads/archived", query: "?lead_id=1", scopes: ["read"], status: 200 },
  { operation: "post /leads/locate", body: { lead_ids: [1] }, scopes: ["read"], status: 200 },
  {
    operation: "get /leads/restore-by-phone",
    query: "?phone_number=5559999999",
    scopes: ["restore_by_phone"],
    status: 200,
  },
  ...CONTROLS,
  { operation: "get /leads/runs", scopes: READERS, status: 200 },
  { operation: "get /leads/runs/{id}", run: READ_RUN, scopes: READERS, status: 200 },
  { operation: "get /leads/runs/{id}/leads", run: READ_RUN, scopes: READERS, status: 200 },
  { operation: "get /dearchive/metrics", scopes: READERS, status: 200 },
];

/** Paths that need no key. */
const OPEN = ["openapi.json", "health", "health/live", "health/ready"].map(
  (path) => `get /dearchive/${path}`,
);

describe("What a key may do with a single scope", () => {
  const setup = useApiSetup();
  const runs = { dearchive: 0, archive: 0 };

  async function putLeads(): Promise<void> {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    await insertLeads(setup().database, "vicidial_list", [2]);
  }

  before(async () => {
    const { database } = setup();
    await putLeads();
    for (const direction of ["dearchive", "archive"] as const) {
      const leadIds = direction === "dearchive" ? [1] : [2];
      runs[direction] = await createRun(database, leadIds, { user: "apiuser", direction });
      await untilRun(database, runs[direction], "ready");
    }
  });

  beforeEach(putLeads);

  async function request(key: string, { operation, query = "", body, run }: ScopedRequest) {
    const [method = "", path = ""] = operation.split(" ");
    const id = run ? runs[run.direction] : 0;
    if (run)
      await holdRun(setup().database, id, {
        state: run.state,
        ...(run.state === "ready" && { started_at: null }),
      });
    const there = path.replace("{customer}", "default").replace("{id}", String(id));
    return send(`${setup().server.url}/vicidial${there}${query}`, {
      method: method.toUpperCase(),
      headers: {
        Authorization: `Key=${key}`,
        "Content-Type": "application/json",
        // A forwarded request counts as remote: this machine reads metrics without a key.
        "X-Forwarded-For": "192.0.2.1",
      },
      ...(method === "post" && { body: body === undefined ? "" : JSON.stringify(body) }),
    });
  }

  for (const scope of KEY_SCOPES)
    it(`${scope}: ${TABLE.filter(({ scopes }) => scopes.includes(scope)).length} of ${TABLE.length} requests, and 403 for the others`, async () => {
      const { key } = await createKey(setup().database, { scopes: [scope] });
      await leavingLeadsUntouched(setup(), async () => {
        for (const row of TABLE) {
          const what = `${row.operation} ${row.run?.direction ?? ""} with ${scope}`;
          const { status, text } = await request(key, row);
          if (row.scopes.includes(scope)) expect(status, `${what}: ${text}`).to.equal(row.status);
          else
            expect([status, text], what).to.satisfy(
              ([code, said]: [number, string]) => code === 403 && /scope/.test(said),
            );
        }
      });
    });

  it("is listed here for every path of the API", async () => {
    const described = operationsOf(await readDescription(setup().server.url)).map(
      ({ method, path }) => `${method} ${path}`,
    );
    const listed = [...new Set(TABLE.map(({ operation }) => operation)), ...OPEN];
    expect(listed).to.have.members(described);
  });
});
