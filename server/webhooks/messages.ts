import { COUNT_NAMES, runCountsJson, timesJson } from "../runs/runJson.ts";
import type { CountedRun } from "../runs/store/countedRuns.ts";
import type { NewMessage } from "./deliveryStore.ts";

/** The types of messages: a run that handled all its leads, one that was stopped, and a test. */
export const MESSAGE_TYPES = ["run.done", "run.stopped", "webhook.test"] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Returns the message about a run that ended: counts, but no lead data. Pure. */
export function runMessage(counted: CountedRun): NewMessage {
  const { run } = counted;
  const type: MessageType = run.state === "stopped" ? "run.stopped" : "run.done";
  const data = {
    id: run.id,
    name: run.name,
    state: run.state,
    direction: run.direction === "dearchive" ? "restore" : "archive",
    leads: runCountsJson(counted),
    ...timesJson(run),
  };
  const timestamp = (run.finishedAt ?? run.createdAt).toISOString();
  return { type, runId: run.id, payload: JSON.stringify({ type, timestamp, data }) };
}

/** Returns a test message in the same form. Pure. */
export function testMessage(now: Date): NewMessage {
  const type: MessageType = "webhook.test";
  const counts = Object.fromEntries(Object.values(COUNT_NAMES).map((name) => [name, 0]));
  const data = {
    id: 0,
    name: "Test",
    state: "done",
    direction: "restore",
    leads: { total: 0, ...counts, undone: 0, not_handled: 0 },
    created_at: now.toISOString(),
    started_at: now.toISOString(),
    finished_at: now.toISOString(),
  };
  return { type, runId: null, payload: JSON.stringify({ type, timestamp: now.toISOString(), data }) };
}
