import type { BlockList } from "node:net";
import type { RouterContext } from "@koa/router";
import { clientAddress, isLocal } from "../http/clientAddress.ts";
import type { RequestState } from "../http/requestState.ts";
import { readApiKey } from "../keys/apiKey.ts";
import { type Authenticate, requireScope } from "../keys/authenticate.ts";
import type { Health } from "../ops/health.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { MoveEngine } from "./dearchive.ts";

export interface OperationsDependencies {
  readonly authenticate: Authenticate<MoveEngine>;
  readonly clock: () => Date;
  readonly trustedProxies: BlockList;
  readonly metrics: Metrics;
  readonly checkHealth: () => Promise<Health>;
}

/** Returns the customer whose metrics the caller may read; undefined means all, for requests from this machine. */
async function readableCustomer(
  ctx: RouterContext<RequestState>,
  { authenticate, clock, trustedProxies }: OperationsDependencies,
): Promise<string | undefined> {
  if (isLocal(ctx)) return undefined;
  const secret = readApiKey(ctx.get("Authorization"));
  const { key } = await authenticate({ secret, address: clientAddress(ctx, trustedProxies) }, clock());
  // Not for keys that stand in a URL.
  requireScope(key, "read", "restore", "archive");
  return key.customer;
}

/** `health/live`: the process answers. Queries nothing, so that an outage of the database does not restart it. */
export function liveness() {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = { live: true };
  };
}

/** `health` and `health/ready`: requests can be served. Only this machine sees the names of the customers. */
export function readiness({ checkHealth }: OperationsDependencies) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const { ready, customers } = await checkHealth();
    ctx.status = ready ? 200 : 503;
    ctx.body = { live: true, ready, ...(isLocal(ctx) && { customers }) };
  };
}

/** `metrics`: in Prometheus' text format. */
export function metricsPage(dependencies: OperationsDependencies) {
  const { metrics } = dependencies;
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const customer = await readableCustomer(ctx, dependencies);
    ctx.type = metrics.contentType;
    ctx.body = await metrics.text(customer);
  };
}
