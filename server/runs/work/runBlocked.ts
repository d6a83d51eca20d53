import { DearchiveError } from "../../errors.ts";
import { toMoveError } from "../../leads/move/moveErrors.ts";
import type { Hold, HoldCode } from "../run.ts";

/** Thrown where a run cannot continue now. */
export class RunBlocked extends Error {
  readonly hold: Hold;
  /** Whether only a user can resolve it. */
  readonly needsUser: boolean;

  constructor(hold: Hold, needsUser = false) {
    super(hold.code);
    this.name = "RunBlocked";
    this.hold = hold;
    this.needsUser = needsUser;
  }
}

/** @throws RunBlocked */
export function blockRun(code: HoldCode, detail = ""): never {
  throw new RunBlocked({ code, detail, until: null });
}

/** Returns what blocks the run; undefined for bugs and unknown errors. */
export function blockOf(error: unknown): RunBlocked | undefined {
  if (error instanceof RunBlocked) return error;
  // Checking leads meets the same locks and outages as moving them.
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
