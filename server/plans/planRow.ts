import * as yup from "yup";
import type { PlanResultRow, PlanRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import { WEEKDAYS, type Weekday } from "../hours/officeHoursRule.ts";
import { readChanges, toChangesJson } from "../leads/changes/index.ts";
import { LEAD_WARNINGS, type LeadWarning } from "../runs/leadWarnings.ts";
import { TAKE_ORDERS, type TakeOrder } from "../runs/runSource.ts";
import {
  CLOSED_CHOICES,
  type ClosedChoice,
  MISSED_CHOICES,
  type MissedChoice,
  PAUSE_CODES,
  type Pause,
  type Plan,
  type PlanResult,
  type PlanSettings,
  RESULT_CODES,
} from "./plan.ts";

/** The settings in the `settings` column; the others have columns of their own. */
type StoredSettings = Omit<PlanSettings, "name" | "direction" | "user">;

const whole = () => yup.number().integer().min(1);

const topUpSchema = yup
  .object({ listId: whole().required(), leads: whole().required() })
  .noUnknown()
  .strict();

const settingsSchema = yup
  .object({
    search: yup
      .object({
        listId: whole(),
        statuses: yup.array(yup.string().required()),
        notCalledDays: whole(),
        enteredBeforeDays: whole(),
      })
      .noUnknown()
      .strict()
      .required(),
    mostLeads: whole().required(),
    order: yup.string<TakeOrder>().oneOf(TAKE_ORDERS).required(),
    schedule: yup
      .object({
        days: yup.array(yup.string<Weekday>().oneOf(WEEKDAYS).required()).min(1).required(),
        time: yup
          .string()
          .matches(/^([01]\d|2[0-3]):[0-5]\d$/)
          .required(),
        timeZone: yup.string().required(),
      })
      .noUnknown()
      .strict()
      .required(),
    whenClosed: yup.string<ClosedChoice>().oneOf(CLOSED_CHOICES).required(),
    whenMissed: yup.string<MissedChoice>().oneOf(MISSED_CHOICES).required(),
    skip: yup.array(yup.string<LeadWarning>().oneOf(LEAD_WARNINGS).required()).required(),
    restoresCallbacks: yup.boolean().required(),
    rate: whole().nullable().defined(),
  })
  .noUnknown()
  .strict();

/** @throws ValidationError, TypeError: a plan must not run with other settings than its own */
function toSettings(text: string): StoredSettings {
  const stored = JSON.parse(text) as { readonly topUp?: unknown; readonly changes?: unknown };
  const { topUp = null, changes, ...others } = stored;
  const read = readChanges(changes);
  if ("problems" in read) throw new TypeError("the changes of a plan are invalid");
  return {
    ...settingsSchema.validateSync(others),
    topUp: topUp === null ? null : topUpSchema.validateSync(topUp),
    changes: read.changes,
  };
}

function toPause(row: PlanRow): Pause | null {
  if (row.state === "active") return null;
  const at = fromUtcText(row.paused_at ?? row.updated_at);
  if (row.pause_code === null) return { by: "user", user: row.paused_by ?? "", at };
  const code = PAUSE_CODES.find((each) => each === row.pause_code) ?? "owner_rights";
  return { by: "itself", code, detail: row.pause_detail ?? "", at };
}

/** @throws ValidationError, TypeError */
export function toPlan(row: PlanRow): Plan {
  return {
    id: row.id,
    customer: row.customer,
    name: row.name,
    user: row.vicidial_user,
    direction: row.direction === "archive" ? "archive" : "dearchive",
    ...toSettings(row.settings),
    state: row.state === "active" ? "active" : "paused",
    pause: toPause(row),
    dueAt: row.due_at === null ? null : fromUtcText(row.due_at),
    version: row.version,
    createdBy: row.created_by,
  };
}

/** Returns the columns that hold a plan's settings. */
export function settingColumns({ name, direction, user, ...settings }: PlanSettings) {
  const { search, mostLeads, order, topUp, schedule, whenClosed, whenMissed } = settings;
  const { skip, restoresCallbacks, rate, changes } = settings;
  return {
    name,
    direction,
    vicidial_user: user,
    settings: JSON.stringify({
      search,
      mostLeads,
      order,
      topUp,
      schedule,
      whenClosed,
      whenMissed,
      skip,
      restoresCallbacks,
      rate,
      changes: changes && toChangesJson(changes),
    }),
  };
}

export function toResult(row: PlanResultRow): PlanResult {
  return {
    dueAt: fromUtcText(row.due_at),
    at: fromUtcText(row.at),
    code: RESULT_CODES.find((each) => each === row.code) ?? "missed",
    detail: row.detail,
    runId: row.run_id,
  };
}
