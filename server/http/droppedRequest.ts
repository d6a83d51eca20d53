import type { ParameterizedContext } from "koa";
import { DearchiveError } from "../errors.ts";

/** Drops what a caller asked for, as far as it has not begun. */
export interface Drop {
  readonly signal: AbortSignal;
  drop(): void;
}

/** Returns a signal that aborts when the caller hangs up before the answer is out, or when somebody drops the call. */
export function droppedWithCaller({ req, res }: ParameterizedContext): Drop {
  const controller = new AbortController();
  const drop = () => controller.abort(new DearchiveError({ code: "abandoned" }));
  if (req.socket.destroyed) drop();
  else res.once("close", () => !res.writableFinished && drop());
  return { signal: controller.signal, drop };
}
