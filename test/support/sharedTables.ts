import { expect } from "chai";
import { EVERY_CUSTOMER, onlyCustomer } from "../../server/db/customerScope.ts";
import { createBatchStore } from "../../server/history/batchStore.ts";
import { createListUploads } from "../../server/runs/store/listUploads.ts";
import { createWebhookStore } from "../../server/webhooks/webhookStore.ts";
import { createPeople } from "./adminSetup.ts";
import { DEARCHIVE, fullMove } from "./apiSetup.ts";
import { onlyArchived } from "./batches.ts";
import { post, startServer, type TestServer } from "./client.ts";
import { createClock } from "./clock.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createKey, createUser, insertLead, insertLeads } from "./factories.ts";
import { saveRule } from "./hours.ts";
import { createMemoryLog } from "./log.ts";
import { createPlan } from "./plans.ts";
import { createRun, untilRun } from "./runs.ts";

/** A word in all data of the customer acme. */
export const MARK = "Zebra";

/** Two customers with a Vicidial each, whose plugin tables share one database. Only acme has data. */
export interface SharedTables {
  /** The plugin's clock. Failed sign-ins are counted per minute. */
  readonly clock: ReturnType<typeof createClock>;
  readonly home: TestDatabase;
  readonly acme: TestDatabase;
  readonly globex: TestDatabase;
  readonly server: TestServer;
  readonly keys: { readonly acme: string; readonly globex: string };
  /** Ids of acme's data, by kind. */
  readonly ids: Readonly<
    Record<"key" | "rule" | "batch" | "undo" | "run" | "plan" | "webhook" | "open", number>
  > & {
    readonly list: string;
  };
}

async function newest(database: TestDatabase, table: string): Promise<number> {
  const [row] = await database.sql<{ id: number }>(`SELECT MAX(id) AS id FROM ${table}`);
  return row?.id ?? expect.fail(`${table} is empty`);
}

/** Creates acme's data. Leads 1 to 4 are: moved, kept in archive, resolved manually, and part of an unfinished batch. */
async function fillAcme(
  home: TestDatabase,
  acme: TestDatabase,
  url: string,
  key: { id: number; key: string },
) {
  await insertLeads(acme, "vicidial_list_archive", [1, 3, 4, 5]);
  await insertLead(acme, "vicidial_list_archive", 2, { first_name: MARK });
  await insertLead(acme, "vicidial_list", 2, { first_name: "Ann" });
  expect((await post(url + DEARCHIVE, key.key, fullMove([1, 2]))).status).to.equal(200);
  const batch = await newest(home, "dearchive_batches");
  const actor = { customer: "acme", keyId: null, vicidialUser: MARK, requestId: MARK };
  const undo = await createBatchStore(home.root, "of-a-test", EVERY_CUSTOMER).open({
    direction: "archive",
    flags: { insert: true, update: false, delete: true },
    actor: { ...actor, undoOf: batch },
    found: onlyArchived([1]),
  });
  await home.root("dearchive_batches").where({ id: undo.batchId }).update({ state: "done" });
  const open = await createBatchStore(home.root, "of-a-test", EVERY_CUSTOMER).open({
    direction: "dearchive",
    flags: { insert: true, update: false, delete: true },
    actor,
    found: onlyArchived([4]),
  });
  await home.root("dearchive_batches").where({ id: open.batchId }).update({ error_code: "row_refused" });
  await home.root("dearchive_resolutions").insert({
    ...{ customer: "acme", lead_id: 3, vicidial_user: MARK, request_id: MARK, row_hash: Buffer.alloc(32) },
    ...{ saved: JSON.stringify([{ column: "first_name", text: MARK }]), saved_at: "2026-11-25 10:00:00" },
  });
  const run = await createRun(home, [5], {
    customer: "acme",
    user: "boss",
    source: { kind: "list", name: `${MARK}.csv`, invalid: 0, repeated: 0 },
  });
  await untilRun(home, run, "ready");
  const plan = await createPlan(home, { name: MARK }, new Date(), "acme");
  const address = "https://acme.example/ends";
  const webhooks = createWebhookStore(home.root, onlyCustomer("acme"));
  const webhook =
    (await webhooks.create({ customer: "acme", label: MARK, url: address, createdBy: MARK }))?.id ?? 0;
  await saveRule(home, "mon 0:00-0:01", { name: MARK, customer: "acme" });
  const rule = await newest(home, "dearchive_office_hours");
  const owner = { customer: "acme", user: "boss" };
  const content = Buffer.from(`lead_id,name\n4,${MARK}\nx,${MARK}\n`);
  const upload = { kind: "file", name: `${MARK}.csv`, content } as const;
  const list = await createListUploads(home.root).keep(owner, upload, new Date());
  return { list, key: key.id, rule, batch, undo: undo.batchId, run, plan, webhook, open: open.batchId };
}

/** Creates the customers and a server for a `describe`. Returns a getter for use inside tests. */
export function useSharedTables(): () => SharedTables {
  let made: SharedTables | undefined;

  before(async () => {
    const clock = createClock(new Date().toISOString());
    const [home, acme, globex] = [
      await createTestDatabase(),
      await createTestDatabase(),
      await createTestDatabase(),
    ];
    for (const database of [home, acme, globex]) await createPeople(database);
    for (const database of [acme, globex]) await createUser(database);
    await createUser(acme, MARK);
    const [customer] = home.config.customers;
    const further = (name: string, { name: vicidialDatabase }: TestDatabase) => ({
      ...customer,
      name,
      vicidialDatabase,
    });
    const config = {
      ...home.config,
      customers: [customer, further("acme", acme), further("globex", globex)] as const,
      sharesDatabase: false,
    };
    const server = await startServer(home, { config, logger: createMemoryLog().logger, clock: clock.read });
    const ofAcme = await createKey(home, { customer: "acme", label: MARK, vicidialUser: MARK });
    const ofGlobex = await createKey(home, { customer: "globex" });
    const ids = await fillAcme(home, acme, server.url, ofAcme);
    made = { clock, home, acme, globex, server, keys: { acme: ofAcme.key, globex: ofGlobex.key }, ids };
  });

  after(async () => {
    await made?.server.close();
    for (const database of [made?.home, made?.acme, made?.globex]) await database?.drop();
  });

  return () => made ?? expect.fail("the customers exist once the first test starts");
}
