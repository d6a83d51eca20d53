import { answerResult } from "../../api/contract.ts";
import { appliedPreferences, type Preferences, readPreferences } from "../../api/moveRequest.ts";
import { type FoundLead, type LeftoverLead, type MoveFlags, toMoveResult } from "../../leads/move/outcome.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { phrase } from "../../lib/phrase.ts";
import { prettyJson } from "./prettyJson.ts";

/** A successful request with an option, and its answer. */
export interface SuccessExample {
  readonly id: string;
  /** What the option does. */
  readonly title: string;
  /** The request header that asks for it; null without an option. */
  readonly header: string | null;
  /** The headers that the answer gains. */
  readonly answerHeaders: readonly string[];
  readonly body: string;
}

/** Three leads of a request: one in the source table, one with an equal copy, and one with another copy. */
const FOUND: readonly FoundLead[] = [
  { leadId: 1001, inTarget: false },
  { leadId: 1002, inTarget: true },
  { leadId: 1003, inTarget: true },
];
const DIFFERING: LeftoverLead = {
  leadId: 1003,
  inTarget: true,
  differences: [{ column: "last_name", source: "Smith", target: "Smyth" }],
};

const FLAGS: Readonly<Record<DirectionName, MoveFlags>> = {
  dearchive: { insert: true, update: false, delete: true },
  archive: { insert: true, update: true, delete: true },
};

const TITLES: readonly (readonly [title: string, prefer: string])[] = [
  [phrase("Without options"), ""],
  [phrase("With the outcome of each lead"), "return=representation"],
  [phrase("As a dry run"), "handling=dry-run"],
  [phrase("As a dry run with the outcome of each lead"), "return=representation, handling=dry-run"],
];

/** Renders the body that the contract answers for the example. */
function bodyOf(direction: DirectionName, preferences: Preferences): string {
  // An update makes the copies equal.
  const leftovers = direction === "dearchive" ? [DIFFERING] : [];
  const result = toMoveResult(FLAGS[direction], FOUND, leftovers);
  return prettyJson(answerResult(result, { dialect: "current", direction }, preferences).body);
}

/** Returns the 200 answers of a direction, one for each option. */
export function successExamples(direction: DirectionName): readonly SuccessExample[] {
  const preferring = TITLES.map(([title, prefer], index): SuccessExample => {
    const preferences = readPreferences(prefer);
    const header = prefer === "" ? null : `Prefer: ${prefer}`;
    return {
      id: `${direction}-answer-${index + 1}`,
      title,
      header,
      answerHeaders: header === null ? [] : [`Preference-Applied: ${appliedPreferences(preferences)}`],
      body: bodyOf(direction, preferences),
    };
  });
  return [
    ...preferring,
    {
      id: `${direction}-answer-repeated`,
      title: phrase("Repeated, with the key of an earlier request"),
      header: "Idempotency-Key: 7f9c24e5",
      answerHeaders: ["Idempotency-Replayed: true"],
      body: bodyOf(direction, readPreferences("")),
    },
  ];
}
