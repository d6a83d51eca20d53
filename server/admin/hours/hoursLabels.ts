import { judge } from "../../hours/officeHours.ts";
import type { Mode, OfficeHoursRule, RuleSettings } from "../../hours/officeHoursRule.ts";
import { type PageText, type Phrase, phrase, term, verbatim } from "../../lib/phrase.ts";
import { effectOn } from "./dateEffects.ts";
import { formatDateTime, periodLabel } from "./dateLabels.ts";
import { joined, weekLabel } from "./weekLabels.ts";

/** Labels and texts of the office hours pages. */

export const MODE_LABELS: Readonly<Record<Mode, string>> = {
  refuse_inside: phrase("Block requests during these hours"),
  refuse_outside: phrase("Allow requests only during these hours"),
  off: phrase("Disabled"),
};

/** The effect of a rule at an instant, and when it changes. */
export interface RuleState {
  readonly kind: "good" | "bad" | "warn" | "off";
  readonly text: PageText;
  readonly until: PageText;
}

/** Returns the state of a rule, with times in `zone`. */
export function stateOf(rule: OfficeHoursRule, at: Date, zone: string): RuleState {
  if (rule.mode === "off") return { kind: "off", text: phrase("Disabled"), until: "" };
  if (rule.missingCallTime !== null) return { kind: "warn", text: phrase("Blocks every request"), until: "" };
  const { allowed, changesAt } = judge([rule], at);
  const until = changesAt
    ? phrase("until %1s", formatDateTime(changesAt, zone))
    : phrase("no planned change");
  return allowed
    ? { kind: "good", text: phrase("Allows requests"), until }
    : { kind: "bad", text: phrase("Blocks requests"), until };
}

/** A labeled setting of a rule. */
export interface Fact {
  readonly label: PageText;
  readonly text: PageText;
}

function datesText({ exceptions, mode }: RuleSettings): Phrase {
  const dates = exceptions.map(({ date, windows }) =>
    phrase("%1s: %2s", periodLabel(date), effectOn(mode, windows)),
  );
  return joined(dates, term(phrase("none")));
}

/** Names the customer that a rule applies to. */
export function customerLabel(customer: string | null): PageText {
  return customer === null ? phrase("all customers") : verbatim(customer);
}

function sourceText(callTimeId: string | null): PageText {
  return callTimeId === null ? phrase("set in this rule") : phrase("Vicidial call time %1s", callTimeId);
}

export const WEEK = phrase("Week");
export const DATES = phrase("Dates");

/** Returns a rule's settings in a fixed order, so that two rules can be compared line by line. */
export function factsOf(settings: RuleSettings): readonly Fact[] {
  const follows = settings.callTimeId !== null;
  return [
    { label: phrase("Name"), text: verbatim(settings.name) },
    { label: phrase("Effect"), text: MODE_LABELS[settings.mode] },
    { label: phrase("Time zone"), text: verbatim(settings.timeZone) },
    { label: phrase("Applies to"), text: customerLabel(settings.customer) },
    { label: phrase("Hours"), text: sourceText(settings.callTimeId) },
    { label: WEEK, text: follows ? "–" : weekLabel(settings.weekly) },
    { label: DATES, text: follows ? "–" : datesText(settings) },
  ];
}

/** A setting in two versions of a rule. */
export interface Compared extends Fact {
  readonly other: PageText;
  readonly differs: boolean;
}

/** Returns a setting in two versions. */
export function comparedFact(label: PageText, text: PageText, other: PageText): Compared {
  return { label, text, other, differs: String(text) !== String(other) };
}

/** Compares two versions of a rule; a missing version has empty texts. */
export function compare(one: RuleSettings | undefined, other: RuleSettings): readonly Compared[] {
  const facts = one && factsOf(one);
  return factsOf(other).map(({ label, text }, index) =>
    comparedFact(label, facts?.[index]?.text ?? "", text),
  );
}

/** Returns the changed settings for Vicidial's admin log. */
export function changeNotes(before: RuleSettings | undefined, after: RuleSettings): string {
  return compare(before, after)
    .filter(({ differs }) => differs)
    .map(({ label, text, other }) => (before ? `${label}: ${text} -> ${other}` : `${label}: ${other}`))
    .join("\n");
}
