import type { ParameterizedContext } from "koa";
import { DearchiveError } from "../errors.ts";

/** Stops work that has not begun, such as a move that still waits for a lock. */
export interface Drop {
  readonly signal: AbortSignal;
  drop(): void;
}

/** Returns a signal that aborts when the caller hangs up before the answer is sent, or when `drop` is called. */
export function droppedWithCaller({ req, res }: ParameterizedContext): Drop {
  const controller = new AbortController();
  const drop = () => controller.abort(new DearchiveError({ code: "abandoned" }));
  if (req.socket.destroyed) drop();
  else res.once("close", () => !res.writableFinished && drop());
  return { signal: controller.signal, drop };
}
