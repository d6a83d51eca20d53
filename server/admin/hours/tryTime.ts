import { Temporal } from "temporal-polyfill";
import { judge } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { formatDateTime } from "./dateLabels.ts";
import { MODE_LABELS, type RuleState, stateOf } from "./hoursLabels.ts";

/** The result at one instant. */
interface Verdict {
  readonly time: PageText;
  readonly offset: string;
  readonly allowed: boolean;
  readonly rule: string | null;
  readonly until: PageText | null;
  readonly rules: readonly { readonly name: string; readonly mode: string; readonly state: RuleState }[];
}

export interface TryTime {
  readonly at: string;
  readonly zone: string;
  readonly error: PageText | null;
  /** Notes a clock change at this time. */
  readonly note: PageText | null;
  /** Two results if the local time occurs twice. */
  readonly results: readonly Verdict[];
}

function tryInstant(rules: readonly OfficeHoursRule[], local: Temporal.ZonedDateTime): Verdict {
  const at = new Date(local.epochMilliseconds);
  const zone = local.timeZoneId;
  const { allowed, rule, changesAt } = judge(rules, at);
  return {
    time: formatDateTime(at, zone),
    offset: local.offset,
    allowed,
    rule,
    until: changesAt && formatDateTime(changesAt, zone),
    rules: rules.map((each) => ({
      name: each.name,
      mode: MODE_LABELS[each.mode],
      state: stateOf(each, at, zone),
    })),
  };
}

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

function parseLocal(text: string): Temporal.PlainDateTime | undefined {
  if (!LOCAL_TIME.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    return undefined;
  }
}

/** Evaluates the rules at a local time. Returns no result for an empty time. */
export function tryTime(rules: readonly OfficeHoursRule[], time: string, zoneName: string): TryTime {
  const zone = findTimeZone(zoneName);
  const form = { at: time, zone: zone ?? zoneName, error: null, note: null, results: [] };
  if (time === "") return form;
  const local = parseLocal(time.trim());
  if (!local) return { ...form, error: phrase("Enter a date and time, such as 2026-11-23 09:00.") };
  if (!zone) return { ...form, error: phrase("Choose a time zone, such as Europe/Amsterdam.") };
  const earlier = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(zone, { disambiguation: "later" });
  if (earlier.equals(later)) return { ...form, results: [tryInstant(rules, earlier)] };
  if (!earlier.toPlainDateTime().equals(local)) {
    const note = phrase(
      "This time does not exist, because the clocks go forward. The result is for the time after the change.",
    );
    return { ...form, note, results: [tryInstant(rules, later)] };
  }
  const note = phrase("This time occurs twice, because the clocks go back. Both results are shown.");
  return { ...form, note, results: [tryInstant(rules, earlier), tryInstant(rules, later)] };
}
