import type Router from "@koa/router";
import type { RequestState } from "../../http/requestState.ts";
import { startRun, steerRun } from "./controlRun.ts";
import { listRunLeads } from "./listRunLeads.ts";
import { createRun, undoRun } from "./newRun.ts";
import { listRuns, readRun } from "./readRuns.ts";
import { type RunCall, type RunDependencies, runEndpoint } from "./runCaller.ts";

/** Registers the paths of runs. They are the same runs as on the pages. */
export function routeRuns(router: Router<RequestState>, path: string, dependencies: RunDependencies): void {
  const endpoint = (operation: string, work: (call: RunCall) => Promise<void>) =>
    runEndpoint(dependencies, operation, work);
  router.post(path, endpoint("run_create", createRun));
  router.get(path, endpoint("run_list", listRuns));
  router.get(`${path}/:id`, endpoint("run_read", readRun));
  router.get(`${path}/:id/leads`, endpoint("run_leads", listRunLeads));
  router.post(`${path}/:id/start`, endpoint("run_start", startRun));
  for (const control of ["pause", "resume", "stop"] as const)
    router.post(`${path}/:id/${control}`, endpoint(`run_${control}`, steerRun(control)));
  router.post(`${path}/:id/undo`, endpoint("run_undo", undoRun));
}

export { type RunCustomer, type RunDependencies, runBodyLimit } from "./runCaller.ts";
