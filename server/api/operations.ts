import type { BlockList } from "node:net";
import type { RouterContext } from "@koa/router";
import { clientAddress, isLocal } from "../http/clientAddress.ts";
import type { CallState } from "../http/requestState.ts";
import type { Authenticate } from "../keys/authenticate.ts";
import type { Health } from "../ops/health.ts";
import type { Metrics } from "../ops/metrics.ts";
import { readApiKey } from "./credentials.ts";
import type { MoveEngine } from "./dearchive.ts";

export interface OperationsDependencies {
  readonly authenticate: Authenticate<MoveEngine>;
  readonly clock: () => Date;
  readonly trustedProxies: BlockList;
  readonly metrics: Metrics;
  readonly checkHealth: () => Promise<Health>;
}

/** Whose figures may be read: everybody's from this very machine (undefined), else those of the key's customer. */
async function customerToShow(
  ctx: RouterContext<CallState>,
  parts: OperationsDependencies,
): Promise<string | undefined> {
  if (isLocal(ctx)) return undefined;
  const secret = readApiKey(ctx.get("Authorization"));
  const address = clientAddress(ctx, parts.trustedProxies);
  const { key } = await parts.authenticate({ secret, address }, parts.clock());
  return key.customer;
}

/** `health/live`: the process answers. It asks nobody, so that a dead database does not get it restarted. */
export function liveness() {
  return (ctx: RouterContext<CallState>): void => {
    ctx.body = { live: true };
  };
}

/** `health` and `health/ready`: whether calls can be served. Which customers there are is not everybody's business. */
export function readiness(parts: OperationsDependencies) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const { ready, customers } = await parts.checkHealth();
    ctx.status = ready ? 200 : 503;
    ctx.body = { live: true, ready, ...(isLocal(ctx) && { customers }) };
  };
}

/** `metrics`: figures for Prometheus. */
export function metricsPage(parts: OperationsDependencies) {
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const customer = await customerToShow(ctx, parts);
    ctx.type = parts.metrics.contentType;
    ctx.body = await parts.metrics.text(customer);
  };
}
