import { expect } from "chai";
import { onlyCustomer } from "../../server/db/customerScope.ts";
import { createBatchStatistics } from "../../server/history/batchStatistics.ts";
import { adminClient, basicAuth, csrfTokenIn, HOME } from "../support/adminSetup.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { type Answer, post, send } from "../support/client.ts";
import { insertLeads, readLeads } from "../support/factories.ts";
import { allRoutes } from "../support/routes.ts";
import { untilRun } from "../support/runs.ts";
import { MARK, useSharedTables } from "../support/sharedTables.ts";

const FURTHER = `${HOME}/customers/:customer`;
const PAGES = allRoutes().filter(({ path }) => path.startsWith(`${FURTHER}`));
/** Everything that a form or an address of any page can name. */
const FIELDS = { version: "1", lead_id: "2", lead_ids: "1", show: "all", customer: "acme", name: MARK };

describe("A customer whose tables share a database with another customer's", () => {
  const shared = useSharedTables();

  /** Returns a route's addresses below globex, with acme's ids of that kind in place of `:id`. */
  function addressesOf(path: string): readonly string[] {
    const { key, rule, run, plan, webhook, batch, undo, open, list } = shared().ids;
    const kinds = {
      keys: [key],
      hours: [rule],
      runs: [run],
      plans: [plan],
      webhooks: [webhook],
      history: [batch, undo, open],
      "leads/list": [list],
    };
    const own = path.slice(FURTHER.length);
    if (!own.includes(":id")) return [own];
    const found = Object.entries(kinds).find(([kind]) => own.startsWith(`/${kind}/`));
    return (found ?? expect.fail(`${own} has numbers of no known kind`))[1].map((id) =>
      own.replace(":id", String(id)),
    );
  }

  const pages = (customer: string) => adminClient(`${shared().server.url}${HOME}/customers/${customer}`);
  const queries = () => ["", `?${new URLSearchParams({ ...FIELDS, key: String(shared().ids.key) })}`];

  /** Returns all of acme's data as text. */
  async function possessions(): Promise<string> {
    const { home, acme } = shared();
    const tables = ["batches", "runs", "plans", "webhooks", "api_keys", "office_hours", "resolutions"];
    const rows = await Promise.all(
      tables.map((table) => home.sql(`SELECT * FROM dearchive_${table} WHERE customer = 'acme' ORDER BY id`)),
    );
    const leads = ["vicidial_list", "vicidial_list_archive"] as const;
    const read = await Promise.all(leads.map((table) => readLeads(acme, table)));
    return JSON.stringify([rows, read.map((each) => [...each])], (key, value: unknown) =>
      key === "last_used_at" || key.startsWith("lease_") ? null : value,
    );
  }

  it("has data on every kind of page, without which the tests below would prove nothing", async () => {
    expect(PAGES.filter(({ method }) => method === "GET").length).to.be.greaterThan(15);
    expect(PAGES.filter(({ method }) => method === "POST").length).to.be.greaterThan(12);
    const { ids } = shared();
    const paths = [
      ...[
        "/keys",
        "/hours",
        "/runs",
        "/plans",
        "/webhooks",
        "/history",
        "/history.csv",
        `/history/${ids.batch}`,
        "/history/lead?lead_id=3",
      ],
      ...[`/history/${ids.batch}.csv`, `/runs/${ids.run}`, `/keys/${ids.key}`, "", "/history/lead?lead_id=2"],
      ...[`/leads/list/${ids.list}`],
    ];
    for (const path of paths) {
      const { status, text } = await pages("acme").get("boss", path);
      expect(status, path).to.equal(200);
      expect(text, path).to.include(MARK);
    }
    expect((await pages("acme").get("boss", `/history/${ids.undo}`)).text).to.include(`#${ids.batch}`);
    const stuck = (customer: string) =>
      createBatchStatistics(shared().home.root, onlyCustomer(customer)).listStuck(9);
    expect((await stuck("acme")).map(({ batchId }) => batchId)).to.deep.equal([ids.open]);
    expect(await stuck("globex")).to.deep.equal([]);
  });

  it("never sees the other customer's data on any page, whichever numbers and names its admin requests", async () => {
    for (const { path } of PAGES.filter(({ method }) => method === "GET"))
      for (const address of addressesOf(path))
        for (const query of queries()) {
          const { status, text } = await pages("globex").get("boss", address + query);
          const what = `GET ${address}${query}`;
          if (path.includes(":id")) expect(status, what).to.equal(404);
          else expect(status, what).to.be.oneOf([200, 404, 422]);
          // Filters and forms repeat the requested values, and the form of the time zone the whole address.
          const shown =
            query === "" ? text : text.replaceAll(`value="${MARK}"`, "").replaceAll(`name=${MARK}`, "");
          expect(shown, what).to.not.include(MARK);
          expect(shown, what).to.not.match(/batch #?\d|Run #\d/);
        }
  });

  it("never changes the other customer's data by any form, whichever numbers its admin sends", async () => {
    const before = await possessions();
    const own = pages("globex");
    const _csrf = csrfTokenIn((await own.get("boss")).text);
    for (const { path } of PAGES.filter(({ method }) => method === "POST"))
      for (const address of addressesOf(path)) {
        const ids = path.includes(":id") ? [""] : Object.values(shared().ids).map(String);
        for (const id of ids) {
          const { status, text } = await own.submit("boss", address, { ...FIELDS, _csrf, id, key: id });
          const what = `POST ${address} ${id}`;
          if (path.includes(":id")) expect(status, what).to.equal(404);
          expect(text.replaceAll(`value="${MARK}"`, ""), what).to.not.include("Zebra.csv");
        }
      }
    expect(await possessions()).to.equal(before);
  });

  it("never shows its data on the default customer's pages", async () => {
    const { ids, server } = shared();
    const home = adminClient(server.url + HOME);
    for (const path of [
      "/history",
      "/history.csv",
      "/runs",
      "/keys?show=all",
      "/hours",
      "/history/lead?lead_id=3",
    ])
      expect((await home.get("boss", path)).text, path).to.not.include(MARK);
    for (const path of [`/history/${ids.batch}`, `/runs/${ids.run}`, `/keys/${ids.key}`])
      expect((await home.get("boss", path)).status, path).to.equal(404);
  });

  it("is not affected in an undo when the other customer moved a lead with the same id", async () => {
    const { globex, home, server, keys } = shared();
    await insertLeads(globex, "vicidial_list_archive", [1]);
    await post(server.url + DEARCHIVE, keys.globex, fullMove([1]));
    const [row] = await home.sql<{ id: number }>(
      "SELECT MAX(id) AS id FROM dearchive_batches WHERE customer = 'globex'",
    );
    await home.root("dearchive_batch_leads").insert({ lead_id: 1, batch_id: 987_654, outcome: "moved" });
    await home.root("dearchive_batches").insert({
      ...{ id: 987_654, customer: "acme", direction: "archive", vicidial_user: MARK, request_id: MARK },
      ...{
        insert_leads: 1,
        update_leads: 0,
        delete_leads: 1,
        state: "done",
        leads: '{"twins":[],"absent":[1]}',
      },
      started_at: "2026-11-25 10:00:00",
    });
    const asked = await pages("globex").submit("boss", `/history/${row?.id}/undo`, {});
    const run = Number(asked.headers.get("Location")?.split("/").at(-1));
    expect((await untilRun(home, run, "ready")).tally.combinations, "nothing was changed").to.deep.equal({
      "": 1,
    });
    const { text } = await pages("globex").get("boss", `/runs/${run}`);
    expect(text).to.not.include("987654").and.not.include("moved again");
    await home.root("dearchive_batches").where({ id: 987_654 }).delete();
  });

  it("is refused by every API route of the other customer, and cannot replay the other customer's calls", async () => {
    const { server, keys, ids } = shared();
    const routes = allRoutes().filter(({ path }) => !path.startsWith(`${HOME}/`) && path !== HOME);
    const naming = routes.filter(({ path }) => path.includes(":customer"));
    const numbered = routes.filter(({ path }) => path.includes(":id"));
    expect(naming.length).to.be.greaterThan(3);
    expect(numbered.length).to.be.greaterThan(3);
    const before = await possessions();
    for (const { path } of naming) {
      const address = server.url + path.replace("{/:customer}", "/acme");
      const answer = await post(address, keys.globex, { ...fullMove([1]), update_leads: true });
      expect(answer.status, path).to.equal(401);
    }
    for (const { method, path } of numbered) {
      const address = server.url + path.replace(":id", String(ids.run));
      const headers = { Authorization: `Key=${keys.globex}` };
      expect((await send(address, { method, headers })).status, `${method} ${path}`).to.equal(404);
    }
    expect(await possessions()).to.equal(before);
    const once = { "Idempotency-Key": MARK };
    await post(server.url + DEARCHIVE, keys.acme, fullMove([3]), once);
    const other = await post(server.url + DEARCHIVE, keys.globex, fullMove([3]), once);
    expect(other.headers.get("Idempotency-Replayed")).to.equal(null);
    expect(other.body).to.include({ message: "lead_ids does not exist" });
    expect(before).to.include(MARK);
  });

  it("reads only its own metrics with its key", async () => {
    const { server, keys } = shared();
    const read = (key: string) =>
      send(`${server.url}${HOME}/metrics`, {
        headers: { Authorization: `Key=${key}`, "X-Forwarded-For": "203.0.113.9" },
      });
    const local = await send(`${server.url}${HOME}/metrics`, {});
    expect(local.text).to.include('customer="acme"').and.include('customer="globex"');
    expect(local.text).to.match(/^dearchive_requests_total\{endpoint=/m);
    const { status, text } = await read(keys.globex);
    expect(status).to.equal(200);
    expect(text).to.match(/^dearchive_requests_total\{customer="globex"/m);
    expect(text).to.match(/^dearchive_request_seconds_count\{customer="globex"/m);
    expect(text).to.not.match(/^dearchive_request(s_total|_seconds)\w*\{(?!.*customer="globex")/m);
    expect(text)
      .to.not.include("acme")
      .and.not.match(/customer="(default)?"/);
    expect(text).to.match(/^dearchive_process_resident_memory_bytes \d+/m);
    expect((await read(keys.acme)).text)
      .to.include('customer="acme"')
      .and.not.include("globex");
  });
});

describe("A visitor who is not signed in", () => {
  const shared = useSharedTables();

  /** Returns the response to a visitor, without the parts that differ between requests. */
  function plain({ status, headers, text }: Answer, customer: string) {
    const id = headers.get("X-Request-Id") ?? "";
    const kept = ["content-type", "www-authenticate", "cache-control", "content-security-policy"];
    return {
      status,
      headers: kept.map((name) => headers.get(name)),
      text: text
        .replaceAll(id, "ID")
        .replaceAll(customer, "NAME")
        .replace(/datetime="[^"]*"[^<]*<[^<]*/g, ""),
    };
  }

  it("cannot find out whether a customer exists from any page, sign-in or style sheet", async () => {
    const { server, clock } = shared();
    const headers = { Accept: "text/html", "Sec-Fetch-Site": "same-origin" };
    const signIns = [
      {},
      basicAuth("boss", "wrong"),
      basicAuth("nobody-of-them"),
      { Authorization: "Basic !" },
    ];
    const paths = PAGES.map(({ method, path }) => ({
      method,
      path: path.slice(FURTHER.length).replace(":id", "1"),
    }));
    for (const { method, path } of [...paths, { method: "GET", path: "/colors.css?v=guess" }]) {
      clock.advance(60_000);
      for (const signIn of signIns) {
        const ask = async (customer: string) =>
          plain(
            await send(`${server.url}${HOME}/customers/${customer}${path}`, {
              method,
              headers: { ...headers, ...signIn },
              redirect: "manual",
            }),
            customer,
          );
        expect(await ask("globex"), `${method} ${path}`).to.deep.equal(await ask("unheard"));
      }
    }
  });

  it("sees that a customer does not exist only after signing in to the default customer", async () => {
    const { server, clock } = shared();
    // Vicidial locks a user for 15 minutes after the failed attempts above.
    clock.advance(900_000);
    const status = async (customer: string, user: string) =>
      (await send(`${server.url}${HOME}/customers/${customer}`, { headers: basicAuth(user) })).status;
    expect(await status("unheard", "boss")).to.equal(404);
    expect(await status("unheard", "apiuser")).to.equal(401);
  });
});
