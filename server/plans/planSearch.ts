import { Temporal } from "temporal-polyfill";
import type { LeadSearch } from "../leads/lookup/searchTerms.ts";
import type { PlanSearch } from "./plan.ts";

/** Returns a day some days before an instant, in a time zone. */
function dayBefore(now: Date, days: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .subtract({ days })
    .toString();
}

/** Returns the search of a run that starts now, with dates instead of numbers of days. Pure. */
export function searchAt(
  { listId, statuses, notCalledDays, enteredBeforeDays }: PlanSearch,
  now: Date,
  timeZone: string,
): LeadSearch {
  return {
    ...(listId !== undefined && { listId }),
    ...(statuses !== undefined && { statuses }),
    ...(notCalledDays !== undefined && { notCalledSince: dayBefore(now, notCalledDays, timeZone) }),
    ...(enteredBeforeDays !== undefined && { enteredTo: dayBefore(now, enteredBeforeDays, timeZone) }),
  };
}
