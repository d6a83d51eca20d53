import { randomUUID } from "node:crypto";
import { join } from "node:path";
import Router from "@koa/router";
import Koa, { type Context, type Middleware, type Next, type ParameterizedContext } from "koa";
import compose from "koa-compose";
import mount from "koa-mount";
import serve from "koa-static";
import type { Logger } from "pino";
import { openApiPage } from "./admin/docs/index.ts";
import { pagesOf, routePages } from "./admin/index.ts";
import type { AdminDependencies } from "./admin/shell/dependencies.ts";
import { errorPages } from "./admin/shell/errorPages.ts";
import { type DearchiveDependencies, type MoveEngine, moveEndpoint } from "./api/dearchive.ts";
import { findArchived } from "./api/lookup/findArchived.ts";
import { locateEndpoint } from "./api/lookup/locate.ts";
import {
  type CallerCustomer,
  type RestoreByPhoneDependencies,
  restoreByPhone,
} from "./api/lookup/restoreByPhone.ts";
import { liveness, metricsPage, type OperationsDependencies, readiness } from "./api/operations.ts";
import { answerErrors } from "./api/respond.ts";
import { type RunCustomer, type RunDependencies, routeRuns } from "./api/runs/index.ts";
import type { Manifest } from "./config/manifest.ts";
import { fail } from "./errors.ts";
import type { OfficeHoursGate } from "./hours/officeHours.ts";
import { type RequestLogDependencies, requestLog } from "./http/requestLog.ts";
import type { RequestState } from "./http/requestState.ts";
import type { Authenticate } from "./keys/authenticate.ts";
import { ARCHIVE, DEARCHIVE } from "./leads/tables/direction.ts";
import { packageRoot } from "./lib/packageRoot.ts";

export interface AppDependencies
  extends DearchiveDependencies,
    OperationsDependencies,
    RestoreByPhoneDependencies,
    RunDependencies {
  readonly authenticate: Authenticate<MoveEngine & CallerCustomer & RunCustomer>;
  readonly gate: OfficeHoursGate;
  readonly manifest: Manifest;
  readonly logger: Logger;
  /** Undefined if requests are not kept. */
  readonly requests: RequestLogDependencies["requests"];
  readonly admin: AdminDependencies;
  readonly observeProxies: Middleware<RequestState>;
}

const BASE = "/vicidial/dearchive";

function isUnder(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** Creates the router with every route of the plugin. */
export function createRouter(dependencies: AppDependencies): Router<RequestState> {
  // Paths are case-sensitive: the rest of the code and the documentation know them in this spelling only.
  const router = new Router<RequestState>({ sensitive: true });
  for (const [leads, dialect] of [
    ["/vicidial/leads", "current"],
    ["/vicidial/lead", "http_code"],
  ] as const) {
    for (const direction of [DEARCHIVE, ARCHIVE])
      router.post(
        `${leads}/${direction.name}{/:customer}`,
        moveEndpoint(dependencies, { direction, dialect }),
      );
  }
  router.get("/vicidial/leads/archived", findArchived(dependencies));
  router.post("/vicidial/leads/locate", locateEndpoint(dependencies));
  router.get("/vicidial/leads/restore-by-phone", restoreByPhone(dependencies));
  routeRuns(router, "/vicidial/leads/runs", dependencies);
  router.get(`${BASE}/health`, readiness(dependencies));
  router.get(`${BASE}/health/ready`, readiness(dependencies));
  router.get(`${BASE}/health/live`, liveness());
  router.get(`${BASE}/metrics`, metricsPage(dependencies));
  router.get(`${BASE}/openapi.json`, openApiPage(dependencies.admin));
  routePages(router, BASE, dependencies.admin);
  return router;
}

/** Refuses a request that no route handled: a known path with another method, or an unknown path. */
function refuseUnknown(router: Router<RequestState>) {
  return (ctx: Context): never => {
    const allowed = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    return fail(allowed.length > 0 ? { code: "method_not_allowed", allowed } : { code: "not_found" });
  };
}

/** Runs the middleware for pages only: programs get their errors from the API. */
function onlyForPages(middleware: Middleware<RequestState>): Middleware<RequestState> {
  return (ctx, next) => (ctx.path.startsWith(`${BASE}/`) ? middleware(ctx, next) : next());
}

/** Accept a proxy's id only in this form: other text, such as an API key, must not reach the logs. */
const SAFE_ID = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Sets the headers that every answer carries. The request id, the proxy's or a new one, also appears in the log and in the
 * history. `nosniff` keeps browsers from guessing a content type: an answer may repeat text that the caller sent.
 */
const standardHeaders: Middleware<RequestState> = async (ctx, next) => {
  const sentId = ctx.get("X-Request-Id");
  ctx.state.requestId = SAFE_ID.test(sentId) && !sentId.includes("vda_") ? sentId : randomUUID();
  ctx.set({ "X-Request-Id": ctx.state.requestId, "X-Content-Type-Options": "nosniff" });
  await next();
};

/** Tracks requests in progress, so that closing can wait for them. */
function createInFlight() {
  const requests = new Set<Promise<void>>();
  return {
    async track(_ctx: Context, next: Next): Promise<void> {
      const request = next();
      requests.add(request);
      await request.finally(() => requests.delete(request));
    },
    async drained(): Promise<void> {
      while (requests.size > 0) await Promise.allSettled(requests);
    },
  };
}

/**
 * Creates the Koa sub-app. Mounted in a host, it handles only its own paths and passes all others on.
 *
 * @returns the sub-app, and `drained`, which resolves when no request is in progress
 */
export function createApp(dependencies: AppDependencies) {
  const { logger, clock, admin, manifest } = dependencies;
  const app = new Koa<RequestState>();
  const router = createRouter(dependencies);
  const inFlight = createInFlight();
  const handle = compose<ParameterizedContext<RequestState>>([
    inFlight.track,
    standardHeaders,
    requestLog(dependencies),
    dependencies.observeProxies,
    answerErrors(logger, clock),
    onlyForPages(errorPages(admin, pagesOf(admin))),
    mount(`${BASE}/static`, serve(join(packageRoot, "views", "static"), { index: false })),
    // The router adds its own fields to the context, but its type requires them beforehand.
    router.routes() as unknown as Middleware<RequestState>,
    refuseUnknown(router),
  ]);
  // In a mounted app, koa-mount sets `ctx.app` to the host.
  const isForeign = (ctx: ParameterizedContext<RequestState>) =>
    ctx.app !== app && !isUnder(ctx.path, manifest.mountPaths);
  // Only errors outside of any answer get here, such as a client that disconnected. Koa would print their stack.
  app.on("error", (error: NodeJS.ErrnoException) =>
    logger.info({ reason: error.code ?? error.name }, "a request broke off"),
  );
  app.use((ctx, next) => (isForeign(ctx) ? next() : handle(ctx, next)));
  return { app, drained: inFlight.drained };
}
