import { DEFAULT_CUSTOMER } from "../../config/index.ts";
import { findCallTime } from "../../hours/callTimeRules.ts";
import { parseException, parsePeriod } from "../../hours/datePeriods.ts";
import type { HoursStore } from "../../hours/hoursStore.ts";
import {
  type DatedException,
  EMPTY_WEEK,
  type Mode,
  type OfficeHoursRule,
  type RuleSettings,
} from "../../hours/officeHoursRule.ts";
import { parseWeekly } from "../../hours/weeklyText.ts";
import { MAX_CUSTOMER_LENGTH, parseName } from "../parseName.ts";
import { parseZone, serverZone } from "../parseZone.ts";
import { UsageError } from "../usageError.ts";

const MAX_NAME_LENGTH = 64;
export const CHANGED_MEANWHILE =
  "the rule was changed by another user at the same time. Check it with `hours list`, then try again";

export interface SetOptions {
  readonly mode?: Mode;
  readonly timezone?: string;
  readonly weekly?: string;
  readonly follow?: string;
  readonly closed: readonly string[];
  readonly exception: readonly string[];
  readonly clearExceptions?: boolean;
  readonly customer?: string;
  readonly json?: boolean;
}

/** New dates replace the same dates of the rule; the others stay unless they are cleared. */
function exceptionsOf(options: SetOptions, before: readonly DatedException[]): readonly DatedException[] {
  const given = [
    ...options.closed.map((date) => ({ date: parsePeriod(date), windows: [] })),
    ...options.exception.map(parseException),
  ];
  const kept = options.clearExceptions
    ? []
    : before.filter(({ date }) => !given.some((each) => each.date === date));
  return [...kept, ...given].sort((a, b) => a.date.localeCompare(b.date));
}

function customerOf({ customer }: SetOptions, before: RuleSettings | undefined): string | null {
  if (customer === undefined) return before?.customer ?? null;
  return parseName("--customer", customer, MAX_CUSTOMER_LENGTH);
}

/** Returns the call time's id in Vicidial's spelling. A week of its own ends what the rule followed. */
async function followedBy(
  store: HoursStore,
  { follow, weekly }: SetOptions,
  before: RuleSettings | undefined,
  customer: string | null,
): Promise<string | null> {
  if (follow === undefined) return weekly === undefined ? (before?.callTimeId ?? null) : null;
  const callTimes = await store.listCallTimes(customer ?? DEFAULT_CUSTOMER);
  const followed = findCallTime(callTimes, follow);
  if (followed) return followed.id;
  const known = callTimes.map(({ id }) => id).join(", ") || "none";
  throw new UsageError(
    `--follow must be a call time of Vicidial, not "${follow}". Existing call times: ${known}`,
  );
}

function refuseContradictions(options: SetOptions, callTimeId: string | null): void {
  if (callTimeId === null) return;
  if (options.weekly !== undefined) throw new UsageError("use either --follow or --weekly, not both");
  if (options.closed.length + options.exception.length > 0) {
    throw new UsageError(
      `the rule follows the call time ${callTimeId}, so its dates come from Vicidial. Set holidays in Vicidial's call time`,
    );
  }
}

/** Options that are left out keep their value; a new rule needs a week. */
async function ruleFrom(
  store: HoursStore,
  name: string,
  options: SetOptions,
  before: RuleSettings | undefined,
): Promise<RuleSettings> {
  if (name.trim() === "" || name.length > MAX_NAME_LENGTH) {
    throw new UsageError(`NAME must have 1 to ${MAX_NAME_LENGTH} characters`);
  }
  const mode = options.mode ?? before?.mode ?? "refuse_inside";
  const customer = customerOf(options, before);
  const callTimeId = await followedBy(store, options, before, customer);
  refuseContradictions(options, callTimeId);
  if (options.weekly === undefined && callTimeId === null && !before && mode !== "off") {
    throw new UsageError(
      'a new rule needs its hours, for example --weekly "mon-fri 08:00-17:00; sat 09:00-13:00" or --follow 9am-5pm',
    );
  }
  return {
    // The store ignores case in names, so keep the spelling of the existing rule.
    name: before?.name ?? name,
    customer,
    mode,
    timeZone:
      options.timezone === undefined ? (before?.timeZone ?? serverZone()) : parseZone(options.timezone),
    weekly: options.weekly === undefined ? (before?.weekly ?? EMPTY_WEEK) : parseWeekly(options.weekly),
    exceptions: exceptionsOf(options, before?.exceptions ?? []),
    callTimeId,
  };
}

/** A rule as entered, and with its call time resolved. */
type SetAndResolved = readonly [RuleSettings, OfficeHoursRule];

/** Creates or changes a rule. */
export async function setRule(
  store: HoursStore,
  name: string,
  options: SetOptions,
): Promise<{ readonly rule: SetAndResolved; readonly before: SetAndResolved | undefined }> {
  const before = await store.find(name);
  const wanted = await ruleFrom(store, name, options, before);
  const was: SetAndResolved | undefined = before && [before, await store.resolve(before)];
  const now = new Date();
  const saved = await (before
    ? store.change(before.id, before.version, wanted, now)
    : store.add(wanted, now));
  if (saved !== "saved") throw new Error(CHANGED_MEANWHILE);
  return {
    rule: [wanted, await store.resolve(wanted)],
    before: was,
  };
}
