import * as yup from "yup";
import type { BatchChanges } from "./changedLead.ts";
import { storedChanges, toChangesJson } from "./changesJson.ts";

const storedSchema = yup
  .object({ set: yup.object(), at: yup.string(), revert: yup.number().integer() })
  .noUnknown()
  .strict();

/** The stored form of what a batch changes. Pure. */
export function batchChangesText(changes: BatchChanges): string {
  return JSON.stringify(
    changes.kind === "set"
      ? { set: toChangesJson(changes.changes), at: changes.at.toISOString() }
      : { revert: changes.batchId },
  );
}

/** Reads what a batch changes. @throws ValidationError, SyntaxError or TypeError if it is damaged */
export function fromBatchChangesText(text: string): BatchChanges {
  const { set, at, revert } = storedSchema.validateSync(JSON.parse(text));
  if (revert !== undefined) return { kind: "revert", batchId: revert };
  const changes = storedChanges(JSON.stringify(set ?? null));
  if (!changes || at === undefined) throw new TypeError("the changes of a batch are damaged");
  return { kind: "set", changes, at: new Date(at) };
}
