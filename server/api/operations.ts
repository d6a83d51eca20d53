import type { BlockList } from "node:net";
import type { RouterContext } from "@koa/router";
import type { Authenticate } from "../keys/authenticate.ts";
import type { Health } from "../ops/health.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { CallState } from "./call.ts";
import { clientAddress, isLocal } from "./clientAddress.ts";
import { readApiKey } from "./credentials.ts";
import type { MoveEngine } from "./moveLeads.ts";

export interface OperationsParts {
  readonly authenticate: Authenticate<MoveEngine>;
  readonly clock: () => Date;
  readonly trustedProxies: BlockList;
  readonly metrics: Metrics;
  readonly checkHealth: () => Promise<Health>;
}

/** Lets in who is on this very machine, or has a key. */
async function refuseStrangers(ctx: RouterContext<CallState>, parts: OperationsParts): Promise<void> {
  if (isLocal(ctx)) return;
  const secret = readApiKey(ctx.get("Authorization"));
  await parts.authenticate({ secret, address: clientAddress(ctx, parts.trustedProxies) }, parts.clock());
}

/** `health/live`: the process answers. It asks nobody, so that a dead database does not get it restarted. */
export function liveness() {
  return (ctx: RouterContext<CallState>): void => {
    ctx.body = { live: true };
  };
}

/** `health` and `health/ready`: whether calls can be served. Which customers there are is not everybody's business. */
export function readiness(parts: OperationsParts) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const { ready, customers } = await parts.checkHealth();
    ctx.status = ready ? 200 : 503;
    ctx.body = { live: true, ready, ...(isLocal(ctx) && { customers }) };
  };
}

/** `metrics`: figures for Prometheus. */
export function metricsPage(parts: OperationsParts) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    await refuseStrangers(ctx, parts);
    ctx.type = parts.metrics.contentType;
    ctx.body = await parts.metrics.text();
  };
}
