import { DearchiveError } from "../../errors.ts";
import { toMoveError } from "../../leads/move/moveErrors.ts";
import type { Hold, HoldCode } from "../run.ts";

/** A run cannot go on now: the hold says why. */
export class RunBlocked extends Error {
  readonly hold: Hold;
  /** Whether only a person can change that. */
  readonly wantsPerson: boolean;

  constructor(hold: Hold, wantsPerson = false) {
    super(hold.code);
    this.name = "Held";
    this.hold = hold;
    this.wantsPerson = wantsPerson;
  }
}

/** Throws the hold. */
export function blockRun(code: HoldCode, detail = ""): never {
  throw new RunBlocked({ code, detail, until: null });
}

/** What keeps a run from going on, of whatever was thrown; undefined for what is a bug or an outage. */
export function blockOf(error: unknown): RunBlocked | undefined {
  if (error instanceof RunBlocked) return error;
  // Looking at leads meets the same locks and outages as moving them.
  const known = toMoveError(error);
  if (!(known instanceof DearchiveError)) return undefined;
  const { fault } = known;
  switch (fault.code) {
    case "office_hours":
      return new RunBlocked({ code: fault.code, detail: fault.rule, until: fault.until });
    case "tables_locked":
    case "connection_lost":
    case "interrupted":
      return new RunBlocked({ code: fault.code, detail: "", until: null });
    case "schema_drift":
    case "tables_unusable":
      return new RunBlocked({ code: fault.code, detail: fault.detail, until: null });
    default:
      return undefined;
  }
}
