import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { parseException } from "../../server/hours/datePeriods.ts";
import { createRequestStore } from "../../server/keys/requestStore.ts";
import { createWebhookStore } from "../../server/webhooks/webhookStore.ts";
import type { AdminSetup } from "./adminSetup.ts";
import { onlyArchived, startDeadInstance } from "./batches.ts";
import { createKey, createUser, insertLead, insertLeads } from "./factories.ts";
import { makeHoliday, saveRule } from "./hours.ts";
import { idsFrom } from "./leadIds.ts";
import { createPlan } from "./plans.ts";
import { leadResult, recordBatch } from "./recordBatch.ts";
import { REQUEST } from "./requests.ts";

/** Leads of the filled database. */
export const LEADS = { equal: 1, twin: 2, dnc: 5, archived: 100, live: 201, missing: 9999 } as const;

/** Creates lists, leads, a call time and users, as all other parts need. */
export async function fillVicidial({ database }: AdminSetup): Promise<void> {
  const { root } = database;
  await root("vicidial_lists").insert([
    { list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" },
    { list_id: 1002, list_name: "Autumn", campaign_id: "A", active: "N" },
  ]);
  await insertLeads(database, "vicidial_list_archive", idsFrom(LEADS.equal, 160));
  await insertLeads(database, "vicidial_list", [LEADS.equal, 4, LEADS.live]);
  for (const id of [LEADS.twin, 3])
    await insertLead(database, "vicidial_list", id, { last_name: "SMITH", status: "SALE" });
  await root("vicidial_dnc").insert({ phone_number: "5550000005" });
  await root
    .from("vicidial_call_times")
    .insert({ call_time_id: "DAY", call_time_name: "Day", ct_default_start: 900, ct_default_stop: 1700 });
  await makeHoliday(database, { id: "XMAS", date: "2026-12-25", start: 2400, stop: 2400 });
  await createUser(database, "crm");
  await createUser(database, "gone", { active: "N" });
}

/** Creates a key in each state, and their requests. */
export async function fillKeys({ database }: AdminSetup): Promise<void> {
  await createKey(database, {
    label: "CRM",
    vicidialUser: "crm",
    rateLimit: 60,
    allowedAddresses: ["203.0.113.0/24"],
  });
  await createKey(database, {
    label: "Soon",
    vicidialUser: "crm",
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  await createKey(database, { label: "Partner", vicidialUser: "gone" });
  await createKey(database, { label: "Old", vicidialUser: "crm", expiresAt: new Date("2026-01-01") });
  const revoked = await createKey(database, { label: "Revoked", vicidialUser: "crm" });
  await database
    .root("dearchive_api_keys")
    .where({ id: revoked.id })
    .update({ revoked_at: "2026-01-02 00:00:00" });
  await createRequestStore(database.root).add([
    { ...REQUEST, at: new Date() },
    { ...REQUEST, at: new Date(), isDryRun: true, batchId: null },
    {
      ...REQUEST,
      at: new Date(),
      status: 403,
      fault: "outside_office_hours",
      message: "Outside office hours",
      batchId: null,
    },
    {
      ...REQUEST,
      at: new Date(),
      status: 500,
      fault: "internal",
      message: "Internal error",
      batchId: null,
      leads: null,
    },
  ]);
}

/** Creates a webhook with messages that were delivered, that wait for another attempt, and that failed. */
export async function fillWebhooks({ database }: AdminSetup): Promise<void> {
  const webhook = {
    customer: "default",
    label: "CRM",
    url: "https://crm.example.com/hook",
    createdBy: "boss",
  };
  const made = await createWebhookStore(database.root, EVERY_CUSTOMER).create(webhook);
  const message = {
    customer: "default",
    webhook_id: made?.id ?? 0,
    type: "run.done",
    payload: "{}",
    created_at: "2026-01-01 10:00:00",
    tried_at: "2026-01-01 10:00:05",
    attempts: 3,
    duration_ms: 1234,
  };
  await database.root("dearchive_webhook_deliveries").insert([
    { ...message, message_id: "msg_1", run_id: 1, state: "delivered", status: 204 },
    { ...message, message_id: "msg_2", run_id: 2, state: "failed", status: 500, error: "status" },
    {
      ...message,
      message_id: "msg_3",
      run_id: 3,
      state: "waiting",
      error: "timeout",
      next_at: "2099-01-01 00:00:00",
    },
  ]);
}

/** Creates an office hours rule, and one that follows a call time. They block runs at some times of the day. */
export async function fillHours({ database }: AdminSetup): Promise<void> {
  const exceptions = ["2026-12-25 closed", "2026-12-31 10:00-12:00"].map(parseException);
  await saveRule(database, "mon-fri 09:00-12:00,13:00-17:30", { name: "Office", exceptions });
  await saveRule(database, "", { name: "Dialing", mode: "refuse_outside", callTimeId: "DAY" });
}

/** Records a batch in each direction, and leaves one unfinished. */
export async function fillHistory({ database }: AdminSetup): Promise<void> {
  const batch = [leadResult("moved", 300), leadResult("deleted", 301), leadResult("kept_not_in_target", 302)];
  await recordBatch(database.root, {
    leads: [
      ...batch,
      {
        ...leadResult("kept_differs", LEADS.twin),
        differences: [{ column: "status", source: "NA", target: "SALE" }],
      },
    ],
  });
  await recordBatch(database.root, {
    leads: batch,
    direction: "archive",
    flags: { insert: true, update: true, delete: false },
  });
  const dead = startDeadInstance(database);
  await dead.open(onlyArchived([310, 311]));
  await dead.close();
}

/** Creates an active plan with results, and one that paused itself. */
export async function fillPlans({ database }: AdminSetup, run: number): Promise<void> {
  const active = await createPlan(database, {
    search: { listId: 1001, statuses: ["NA"], notCalledDays: 60 },
  });
  const paused = await createPlan(database, { name: "Stopped", user: "gone", whenClosed: "skip" });
  const at = "2026-11-23 06:00:00.000";
  await database.root("dearchive_plan_results").insert([
    { plan_id: active, due_at: at, at, code: "run", detail: "", run_id: run },
    {
      plan_id: active,
      due_at: "2026-11-24 06:00:00.000",
      at,
      code: "overlap",
      detail: String(run),
      run_id: null,
    },
    { plan_id: paused, due_at: at, at, code: "paused", detail: "owner_rights inactive_user", run_id: null },
  ]);
  await database.root("dearchive_plans").where({ id: paused }).update({
    state: "paused",
    due_at: null,
    paused_at: at,
    pause_code: "owner_rights",
    pause_detail: "inactive_user",
  });
}
