import type { ColumnPlan } from "../tables/columnPlan.ts";
import { equalityConditions } from "../tables/statements.ts";
import type { LeftoverLead } from "./outcome.ts";

/** A row of `selectLeftovers`. */
export type LeftoverRow = { leadId: number; inTarget: number } & Record<string, unknown>;

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Buffer.isBuffer(value) ? `0x${value.toString("hex")}` : String(value);
}

/** Converts a row of `selectLeftovers`. */
export function toLeftover(plan: ColumnPlan, row: LeftoverRow): LeftoverLead {
  const differences = equalityConditions(plan)
    .map(({ name }, n) => ({ name, n }))
    .filter(({ n }) => row[`e${n}`] !== 1)
    .map(({ name, n }) => ({
      column: name,
      source: cellText(row[`s${n}`]),
      target: cellText(row[`t${n}`]),
    }));
  return {
    leadId: row.leadId,
    inTarget: row.inTarget === 1,
    differences: row.inTarget === 1 ? differences : [],
  };
}
