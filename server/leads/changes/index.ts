/** What a run changes in the leads that it restores. */
export { changeLabels } from "./changeLabels.ts";
export {
  CHANGE_FIELDS,
  type ChangeField,
  type ChangeProblem,
  changesText,
  RANKS,
  type ReadChanges,
  readChanges,
  storedChanges,
  toChangesJson,
} from "./changesJson.ts";
export { type ChangesCheck, type ChangesOwner, createChangesCheck } from "./checkChanges.ts";
export type { LeadChanges } from "./leadChanges.ts";
