import { changeLabels } from "../leads/changes/index.ts";
import { type AdminEvent, type AdminEventType, OWN_SECTION } from "../vicidial/adminLog.ts";
import type { Obstacle, Plan, PlanSettings } from "./plan.ts";

/** Describes settings for Vicidial's admin log. */
function describe(plan: PlanSettings): Readonly<Record<string, string>> {
  const { search, schedule, topUp } = plan;
  const days = (count: number | undefined) => (count === undefined ? "any" : `${count} days`);
  return {
    name: plan.name,
    user: plan.user,
    action: plan.direction === "dearchive" ? "restore" : "archive",
    list: String(search.listId ?? "any"),
    status: search.statuses?.join(" ") ?? "any",
    "not called for": days(search.notCalledDays),
    "entered before": days(search.enteredBeforeDays),
    "leads per run": `${plan.mostLeads}, ${plan.order === "oldest_call" ? "least recently called first" : "lowest id first"}`,
    fill: topUp ? `list ${topUp.listId} to ${topUp.leads} dialable leads` : "no list",
    skip: plan.skip.join(" ") || "nothing",
    changes: plan.changes ? changeLabels(plan.changes).join(", ") : "none",
    callbacks: plan.restoresCallbacks ? "restored" : "not restored",
    "speed limit": plan.rate === null ? "none" : `${plan.rate} leads per second`,
    schedule: `${schedule.days.join(" ")} ${schedule.time} ${schedule.timeZone}`,
    "office hours closed": plan.whenClosed,
    "missed time": plan.whenMissed,
  };
}

/** Returns the settings of a new plan for the admin log. */
export function planNotes(settings: PlanSettings): string {
  return Object.entries(describe(settings))
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
}

/** Returns the changed settings for the admin log; empty if nothing changed. */
export function planChangeNotes(before: PlanSettings, after: PlanSettings): string {
  const old = describe(before);
  return Object.entries(describe(after))
    .filter(([name, value]) => old[name] !== value)
    .map(([name, value]) => `${name}: ${old[name]} -> ${value}`)
    .join("; ");
}

/** Returns an event for Vicidial's admin log. `path` leads to the plan's page. */
export function planEvent(
  type: AdminEventType,
  { id, name }: Pick<Plan, "id" | "name">,
  change: string,
  { path, notes = "" }: { readonly path: string; readonly notes?: string },
): AdminEvent {
  return {
    section: OWN_SECTION,
    type,
    recordId: `plan-${id}`,
    code: `plan ${id} "${name}" ${change}`,
    notes,
    link: { path, label: `Plan ${id}` },
  };
}

/** Returns the event of a plan that paused itself. */
export function selfPauseEvent(
  plan: Pick<Plan, "id" | "name">,
  { code, detail }: Obstacle,
  path: string,
): AdminEvent {
  return planEvent("OTHER", plan, "paused itself", { path, notes: `${code} ${detail}`.trim() });
}
