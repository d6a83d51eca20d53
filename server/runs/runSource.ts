import type { LeadSearch } from "../leads/lookup/searchTerms.ts";

/** A run that moves leads back: those of a run, or those of a batch. */
export type UndoSource =
  | { readonly kind: "run"; readonly runId: number }
  | { readonly kind: "batch"; readonly batchId: number };

/** Leads of an earlier run: those that it left behind, or those that it never handled because it was stopped. */
export const REMAINDERS = ["left_behind", "rest"] as const;
export type Remainder = (typeof REMAINDERS)[number];

/** The order in which a limited run takes its leads. `oldest_call`: leads that were never called come first. */
export const TAKE_ORDERS = ["oldest_call", "lead_id"] as const;
export type TakeOrder = (typeof TAKE_ORDERS)[number];

/** Limits a run to some of the leads that match its search. */
export interface Take {
  /** Number of leads. */
  readonly most: number;
  readonly order: TakeOrder;
}

/** Where the leads of a run come from. */
export type RunSource =
  /** Without `take`, all leads that match. */
  | { readonly kind: "search"; readonly search: LeadSearch; readonly take?: Take | undefined }
  /** `invalid`: lines of the list without a lead id. */
  | { readonly kind: "list"; readonly name: string; readonly invalid: number; readonly repeated: number }
  | { readonly kind: "remainder"; readonly runId: number; readonly remainder: Remainder }
  | UndoSource;

export function isUndo(source: RunSource): source is UndoSource {
  return source.kind === "run" || source.kind === "batch";
}
