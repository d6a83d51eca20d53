import { fail } from "../errors.ts";
import type { MoveOrder, Mover } from "../leads/move/index.ts";
import { LEAD_WARNINGS, type LeadWarning } from "../runs/leadWarnings.ts";
import type { ArchiveWarningChecks } from "../runs/work/archiveWarningChecks.ts";
import { PREFERENCE } from "./moveRequest.ts";

/** Matches `refuse=on_call+in_hopper`, also with quotes or without a value. */
const REFUSE = /^\s*refuse\s*(?:=\s*"?([^";]*)|;|$)/;

/** What a request that archives leads can be refused for. A run warns of the same. */
export const REFUSABLE = ["on_call", "in_hopper", "callback_due", "called_today", "custom_fields"] as const;

function isRefusable(name: string): name is (typeof REFUSABLE)[number] {
  return REFUSABLE.some((warning) => warning === name);
}

/**
 * Reads the warnings that the sender wants the request to be refused for. A misspelled one is an error, because ignoring it
 * would archive leads that are in use.
 *
 * @throws DearchiveError fields_invalid
 */
export function readRefused(header: string, direction: MoveOrder["direction"]): readonly LeadWarning[] {
  const preferences = [...header.toLowerCase().matchAll(PREFERENCE)].map(([text]) => text);
  const values = preferences.flatMap((text) => {
    const found = REFUSE.exec(text);
    return found ? [found[1] ?? ""] : [];
  });
  if (values.length === 0) return [];
  const invalid = (message: string) =>
    fail({ code: "fields_invalid", errors: [{ field: "Prefer", message }] });
  if (direction.name !== "archive") invalid("can refuse leads in use only where they are archived");
  // Names after a comma without quotes are preferences of their own in HTTP.
  const others = preferences.map((text) => text.trim()).filter(isRefusable);
  const names = [...values.flatMap((value) => value.trim().split(/[+,\s]+/)), ...others];
  if (!names.every(isRefusable)) invalid(`can refuse only ${REFUSABLE.join(", ")}`);
  return REFUSABLE.filter((warning) => names.includes(warning));
}

/** The text of the preference in Preference-Applied. Pure. */
export function appliedRefusal(refused: readonly LeadWarning[]): string {
  return `refuse=${refused.join("+")}`;
}

/** The parts of a mover that a request uses. */
export type RequestMover = Pick<Mover, "move" | "preview">;

/** Returns a mover that first refuses a batch with leads in use. */
export function refusingInUse(
  mover: RequestMover,
  checks: ArchiveWarningChecks,
  refused: readonly LeadWarning[],
  now: Date,
): RequestMover {
  const only = new Set(refused);

  /** @throws DearchiveError leads_in_use, or tables_unusable where it cannot be checked */
  async function refuse({ leadIds, scope }: MoveOrder): Promise<void> {
    const { leads, unchecked } = await checks.of(leadIds, { scope, now, only });
    if (unchecked.length > 0)
      fail({
        code: "tables_unusable",
        detail: `nothing was changed: ${unchecked.join(", ")} cannot be checked, because a table or a right is missing`,
      });
    const inUse = leads.filter(({ warnings }) => warnings.length > 0);
    if (inUse.length === 0) return;
    const counts = LEAD_WARNINGS.flatMap((warning) => {
      const count = inUse.filter(({ warnings }) => warnings.includes(warning)).length;
      return count > 0 ? [`${warning} ${count}`] : [];
    });
    fail({ code: "leads_in_use", ids: inUse.map(({ leadId }) => leadId), counts });
  }

  return {
    move: (order) => refuse(order).then(() => mover.move(order)),
    preview: (order) => refuse(order).then(() => mover.preview(order)),
  };
}
