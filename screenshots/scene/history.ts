import type { Connection } from "mysql2/promise";
import { toUtcText } from "../../server/db/sql.ts";
import { toLeadsText } from "../../server/history/batchLeads.ts";
import { CALLS, type SceneCall } from "./calls.ts";
import { type KeyName, numberOf } from "./keys.ts";
import { at } from "./time.ts";
import { ADMIN, callAgain } from "./vicidial.ts";

/** The dialer's work on a lead between two requests that name it. */
const CALLED_AGAIN = at(-4, "15:04");
/** A lease so long that no instance takes over the batch. */
const FAR_OFF = "2099-01-01 00:00:00.000";

interface Calling {
  readonly root: Connection;
  readonly url: string;
  readonly keys: ReadonlyMap<KeyName, string>;
}

const requestIdOf = (number: number) => `1f0c8e52-41d3-4b7a-9c60-${String(number).padStart(12, "0")}`;

/** Roughly how long a request with that many leads takes. */
const finishedAt = ({ at: startedAt, leads }: SceneCall) =>
  new Date(startedAt.getTime() + 9 + Math.round(leads.length / 8));

/** Sends requests to the plugin as an integrator would, so that the engine decides each outcome. */
async function call(
  { url, keys }: Calling,
  { key, leads, direction, flags }: SceneCall,
  requestId: string,
): Promise<void> {
  const all =
    direction === "archive"
      ? { insert_leads: true, update_leads: true, delete_leads: true }
      : { insert_leads: true, delete_leads: true };
  const answer = await fetch(`${url}/vicidial/leads/${direction ?? "dearchive"}`, {
    method: "POST",
    headers: {
      Authorization: `Key=${keys.get(key)}`,
      "Content-Type": "application/json",
      "X-Request-Id": requestId,
    },
    body: JSON.stringify({ ...all, ...flags, lead_ids: leads }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`a call was answered ${answer.status} ${text}`);
}

/** A batch in a state that no request could produce at will. */
async function addUnfinished({ root }: Calling, one: SceneCall, requestId: string): Promise<void> {
  const ending =
    one.ending === "failed"
      ? { state: "failed", error_code: "tables_locked" }
      : { state: "open", lease_owner: "vicidial2", lease_until: FAR_OFF };
  const row = {
    ...ending,
    customer: "default",
    direction: one.direction ?? "dearchive",
    key_id: numberOf(one.key),
    vicidial_user: "dataload",
    request_id: requestId,
    insert_leads: 1,
    update_leads: 0,
    delete_leads: 1,
    select_count: one.leads.length,
    leads: toLeadsText(one.leads.map((leadId) => ({ leadId, inTarget: false }))),
    started_at: toUtcText(one.at),
  };
  await root.query("INSERT INTO dearchive_batches SET ?", [row]);
}

/** Batches start by the database's clock, which is stopped. */
async function settleBatch({ root }: Calling, one: SceneCall): Promise<void> {
  const columns = {
    started_at: toUtcText(one.at),
    ...(one.ending !== "open" && { finished_at: toUtcText(finishedAt(one)) }),
    ...(one.ending === "by_hand" && { key_id: null, vicidial_user: ADMIN }),
  };
  await root.query("UPDATE dearchive_batches SET ? ORDER BY id DESC LIMIT 1", [columns]);
}

/** Makes the history by sending requests to a running plugin. */
export async function makeHistory(calling: Calling): Promise<void> {
  let isCalledAgain = false;
  for (const [index, one] of CALLS.entries()) {
    if (!isCalledAgain && one.at > CALLED_AGAIN) {
      await callAgain(calling.root);
      isCalledAgain = true;
    }
    const requestId = requestIdOf(index + 1);
    const isCall = one.ending === undefined || one.ending === "by_hand";
    await (isCall ? call : addUnfinished)(calling, one, requestId);
    await settleBatch(calling, one);
  }
}
