import { performance } from "node:perf_hooks";
import type { Middleware } from "koa";
import { shownPath } from "../http/maskedPath.ts";
import type { CallState } from "../http/requestState.ts";

function reasonOf({
  faultCode,
  inserted = 0,
  updated = 0,
  deleted = 0,
  dryRun,
  replayed,
}: CallState): string {
  if (faultCode !== undefined) return faultCode;
  const counts = `${inserted} inserted, ${updated} updated, ${deleted} deleted`;
  return `${counts}${dryRun ? ", dry run" : ""}${replayed ? ", replayed" : ""}`;
}

/**
 * Notes every call of a known key for Vicidial's own API log report. Calls without one are not of anybody whom Vicidial
 * knows, and stand in our own log only. Noting is no more than putting it in a queue.
 */
export function apiLog(clock: () => Date): Middleware<CallState> {
  return async (ctx, next) => {
    const at = clock();
    const start = performance.now();
    await next();
    const {
      apiLog: log,
      vicidialUser,
      responseStyle,
      leads,
      faultCode,
      requestId,
      customer,
      keyId,
    } = ctx.state;
    if (!log || vicidialUser === undefined) return;
    log.note({
      user: vicidialUser,
      at,
      function: `lead_${responseStyle.direction}`,
      value: leads === undefined ? "" : `${leads} leads`,
      succeeded: faultCode === undefined,
      reason: reasonOf(ctx.state),
      data: `${ctx.method} ${shownPath(ctx.path)} request=${requestId} customer=${customer} key=${keyId} status=${ctx.status}`,
      seconds: (performance.now() - start) / 1000,
    });
  };
}
