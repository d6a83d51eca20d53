import { Temporal } from "temporal-polyfill";
import { judge } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { findTimeZone } from "../../hours/timeZones.ts";
import { MODE_LABELS, type RuleState, sayWhen, stateOf } from "./hoursLabels.ts";

/** The verdict at a time that somebody asks about. */
interface Tried {
  readonly said: string;
  readonly offset: string;
  readonly allowed: boolean;
  readonly rule: string | null;
  readonly until: string | null;
  readonly rules: readonly { readonly name: string; readonly mode: string; readonly state: RuleState }[];
}

export interface TryTime {
  readonly at: string;
  readonly zone: string;
  readonly error: string | null;
  /** Something odd about the time itself: the clocks change there. */
  readonly note: string | null;
  /** Two where the wall time comes twice. */
  readonly results: readonly Tried[];
}

function tryInstant(rules: readonly OfficeHoursRule[], local: Temporal.ZonedDateTime): Tried {
  const at = new Date(local.epochMilliseconds);
  const zone = local.timeZoneId;
  const { allowed, rule, changesAt } = judge(rules, at);
  return {
    said: sayWhen(at, zone),
    offset: local.offset,
    allowed,
    rule,
    until: changesAt && sayWhen(changesAt, zone),
    rules: rules.map((each) => ({
      name: each.name,
      mode: MODE_LABELS[each.mode],
      state: stateOf(each, at, zone),
    })),
  };
}

const ASKED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

function parseWall(text: string): Temporal.PlainDateTime | undefined {
  if (!ASKED.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    return undefined;
  }
}

/** Judges a wall time as somebody typed it. Nothing is judged where nothing was asked. */
export function tryTime(rules: readonly OfficeHoursRule[], asked: string, zoneAsked: string): TryTime {
  const zone = findTimeZone(zoneAsked);
  const form = { at: asked, zone: zone ?? zoneAsked, error: null, note: null, results: [] };
  if (asked === "") return form;
  const wall = parseWall(asked.trim());
  if (!wall) return { ...form, error: "Type a date and a time such as 2026-11-23 09:00." };
  if (!zone) return { ...form, error: "Choose a time zone." };
  const earlier = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = wall.toZonedDateTime(zone, { disambiguation: "later" });
  if (earlier.equals(later)) return { ...form, results: [tryInstant(rules, earlier)] };
  if (!earlier.toPlainDateTime().equals(wall)) {
    const note = "Clocks jump over that time on that day: this is the moment after the jump.";
    return { ...form, note, results: [tryInstant(rules, later)] };
  }
  const note = "Clocks go back on that day, and so that time comes twice.";
  return { ...form, note, results: [tryInstant(rules, earlier), tryInstant(rules, later)] };
}
