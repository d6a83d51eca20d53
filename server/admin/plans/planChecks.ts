import { type PageText, phrase } from "../../lib/phrase.ts";
import { showCount } from "../history/batchView.ts";
import type { PlanField } from "./planFields.ts";

/** Errors of a form, by field. */
export type PlanErrors = Readonly<Partial<Record<PlanField, PageText>>>;

/** Collects the first error of each field. */
export function createPlanChecks() {
  const errors: Partial<Record<PlanField, PageText>> = {};
  const fail = (field: PlanField, message: PageText): undefined => {
    errors[field] ??= message;
  };
  return {
    errors,
    fail,
    /** Reads a whole number from 1. */
    whole(field: PlanField, text: string, most: number): number | undefined {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
      return value >= 1 && value <= most
        ? value
        : fail(field, phrase("Enter a whole number from 1 to %1s.", showCount(most)));
    },
  };
}
export type PlanChecks = ReturnType<typeof createPlanChecks>;
