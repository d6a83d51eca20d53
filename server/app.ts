import { join } from "node:path";
import Router from "@koa/router";
import Koa, { type Context, type Middleware, type ParameterizedContext } from "koa";
import compose from "koa-compose";
import mount from "koa-mount";
import serve from "koa-static";
import type { Logger } from "pino";
import { openApiPage } from "./admin/docs/index.ts";
import { pagesOf, routePages } from "./admin/index.ts";
import type { AdminDependencies } from "./admin/shell/dependencies.ts";
import { errorPages } from "./admin/shell/errorPages.ts";
import { answerErrors } from "./api/answerErrors.ts";
import { type DearchiveDependencies, moveEndpoint } from "./api/dearchive.ts";
import { liveness, metricsPage, type OperationsDependencies, readiness } from "./api/operations.ts";
import { chooseResponseStyle } from "./api/responseStyle.ts";
import { apiLog } from "./api/vicidialApiLog.ts";
import type { Manifest } from "./config/manifest.ts";
import { fail } from "./errors.ts";
import { noSniffing } from "./http/noSniffing.ts";
import { requestId } from "./http/requestId.ts";
import { requestLog } from "./http/requestLog.ts";
import type { CallState } from "./http/requestState.ts";
import { ARCHIVE, DEARCHIVE } from "./leads/tables/direction.ts";
import type { InFlight } from "./lib/inFlight.ts";
import { packageRoot } from "./lib/packageRoot.ts";

export interface AppDependencies extends DearchiveDependencies, OperationsDependencies {
  readonly manifest: Manifest;
  readonly logger: Logger;
  readonly admin: AdminDependencies;
}

const BASE = "/vicidial/dearchive";

function isUnder(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** Every route of the plugin. */
export function createRouter(parts: AppDependencies): Router<CallState> {
  // The dialect follows from the path as it is written: a path in another case would be answered in another one.
  const router = new Router<CallState>({ sensitive: true });
  for (const leads of ["/vicidial/leads", "/vicidial/lead"]) {
    router.post(`${leads}/dearchive{/:customer}`, moveEndpoint(parts, DEARCHIVE));
    router.post(`${leads}/archive{/:customer}`, moveEndpoint(parts, ARCHIVE));
  }
  router.get(`${BASE}/health`, readiness(parts));
  router.get(`${BASE}/health/ready`, readiness(parts));
  router.get(`${BASE}/health/live`, liveness());
  router.get(`${BASE}/metrics`, metricsPage(parts));
  router.get(`${BASE}/openapi.json`, openApiPage(parts.admin));
  routePages(router, BASE, parts.admin);
  return router;
}

/** What no route took: a known path with another method, or an unknown one. */
function refuseUnknown(router: Router<CallState>) {
  return (ctx: Context): never => {
    const allowed = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    return fail(allowed.length > 0 ? { code: "method_not_allowed", allowed } : { code: "not_found" });
  };
}

/** The Koa sub-app: mounted in a host it takes only its own paths, and leaves the others to the host. */
export function createApp(parts: AppDependencies, inFlight: InFlight): Koa<CallState> {
  const app = new Koa<CallState>();
  const router = createRouter(parts);
  const handle = compose<ParameterizedContext<CallState>>([
    inFlight.track,
    noSniffing,
    requestId,
    chooseResponseStyle,
    requestLog(parts.logger, parts.trustedProxies, parts.metrics),
    apiLog(parts.clock),
    answerErrors(parts.logger, parts.clock),
    errorPages(parts.admin, pagesOf(parts.admin)),
    mount(`${BASE}/static`, serve(join(packageRoot, "views", "static"), { index: false })),
    // The router fills in its own part of the context; its type wants that part beforehand.
    router.routes() as unknown as Middleware<CallState>,
    refuseUnknown(router),
  ]);
  // koa-mount makes the host `ctx.app`.
  const isForeign = (ctx: ParameterizedContext<CallState>) =>
    ctx.app !== app && !isUnder(ctx.path, parts.manifest.mountPaths);
  // What still comes here happened outside of any answer: a sender that went away. Koa would print its stack.
  app.on("error", (error: NodeJS.ErrnoException) =>
    parts.logger.info({ reason: error.code ?? error.name }, "a call broke off"),
  );
  app.use((ctx, next) => (isForeign(ctx) ? next() : handle(ctx, next)));
  return app;
}
