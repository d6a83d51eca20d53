import type { BlockList } from "node:net";
import { performance } from "node:perf_hooks";
import type { Middleware } from "koa";
import type { Logger } from "pino";
import type { Metrics } from "../ops/metrics.ts";
import { clientAddress } from "./clientAddress.ts";
import { shownPath } from "./maskedPath.ts";
import type { CallState } from "./requestState.ts";

/** What somebody should look into; all other faults are the sender's, whatever their HTTP status. */
const OURS: ReadonlySet<string> = new Set([
  "internal",
  "connection_lost",
  "tables_locked",
  "interrupted",
  "schema_drift",
  "row_refused",
  "tables_unusable",
]);

/** What the log tells of a fault beyond its code: why somebody was not let in, which rule of the office hours refused. */
function faultFields({ fault, faultCode, signInRefusal }: CallState): Record<string, unknown> {
  switch (fault?.code) {
    case "unauthenticated":
      return { fault: faultCode, reason: fault.reason };
    case "office_hours":
      return { fault: faultCode, rule: fault.rule, missing_call_time: fault.missingCallTime };
    default:
      return { fault: faultCode, reason: signInRefusal };
  }
}

/** One line a call. The path goes in without its query, which may hold what somebody put there by mistake. */
export function requestLog(
  logger: Logger,
  trustedProxies: BlockList,
  metrics: Metrics,
): Middleware<CallState> {
  return async (ctx, next) => {
    const start = performance.now();
    await next();
    const ms = performance.now() - start;
    const { requestId, customer, keyId, leads, inserted, updated, deleted, dryRun, replayed, adminUser } =
      ctx.state;
    const line = {
      request_id: requestId,
      method: ctx.method,
      path: shownPath(ctx.path),
      status: ctx.status,
      ms: Math.round(ms * 10) / 10,
      client: clientAddress(ctx, trustedProxies),
      customer,
      key_id: keyId,
      admin: adminUser,
      leads,
      inserted,
      updated,
      deleted,
      dry_run: dryRun,
      replayed,
      ...faultFields(ctx.state),
    };
    metrics.countCall({
      customer,
      endpoint: String(ctx["_matchedRoute"] ?? "none"),
      status: ctx.status,
      fault: ctx.state.faultCode ?? "",
      seconds: ms / 1000,
    });
    logger[OURS.has(ctx.state.faultCode ?? "") ? "error" : "info"](line, "call");
  };
}
