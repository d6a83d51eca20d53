import type { RouterContext } from "@koa/router";
import { fail } from "../../errors.ts";
import type { RunPace } from "../../history/runPace.ts";
import type { OfficeHoursGate } from "../../hours/officeHours.ts";
import { baseOf } from "../../http/basePath.ts";
import { clientAddress } from "../../http/clientAddress.ts";
import type { RequestState } from "../../http/requestState.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import type { RateLimiter } from "../../keys/rateLimit.ts";
import type { ChangesCheck } from "../../leads/changes/index.ts";
import type { Locations } from "../../leads/lookup/locations.ts";
import type { TableSearch } from "../../leads/lookup/tableSearch.ts";
import type { LeadTable } from "../../leads/tables/direction.ts";
import { startDeadline, withTimeout } from "../../lib/deadline.ts";
import { runEvent } from "../../runs/adminLogEvent.ts";
import type { Run } from "../../runs/run.ts";
import type { RunChunks } from "../../runs/store/runChunks.ts";
import type { RunSearch } from "../../runs/store/runSearch.ts";
import type { RunStore } from "../../runs/store/runStore.ts";
import type { AdminEvent, WriteAdminLog } from "../../vicidial/adminLog.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { PrivacyOf } from "../../vicidial/userPrivacy.ts";
import {
  authenticateCaller,
  type CallerDependencies,
  type LoggedCustomer,
  refuseTooMany,
} from "../caller.ts";
import type { BodyReader } from "../moveRequest.ts";

/** The stores that the API's runs share with the pages. */
export interface RunStores {
  readonly runs: RunStore;
  readonly runSearch: RunSearch;
  readonly runChunks: RunChunks;
  readonly runPace: RunPace;
  readonly locations: Locations;
  readonly leadTables: Readonly<Record<LeadTable, { readonly search: TableSearch }>>;
  readonly changesCheck: ChangesCheck;
}

/** A customer whose runs the API creates and controls. */
export interface RunCustomer extends LoggedCustomer {
  readonly name: string;
  readonly stores: RunStores;
  readonly privacyOf: PrivacyOf;
  /** Path of the overview page, without the prefix of a host app. */
  readonly home: string;
  readonly wakeRuns: () => void;
  readonly writeAdminLog: WriteAdminLog;
}

export interface RunDependencies extends CallerDependencies<RunCustomer> {
  readonly limiter: RateLimiter;
  readonly gate: Pick<OfficeHoursGate, "rulesOf">;
  /** Reads bodies with up to 100,000 lead ids. */
  readonly readRunBody: BodyReader;
  /** Called if a change could not be written to Vicidial's admin log. The change stays. */
  readonly onLogFailure: (error: unknown) => void;
}

/** Maximum body (bytes): 100,000 lead ids of ten digits, and room for the other fields. */
const RUN_BODY_BYTES = 2 * 1024 * 1024;

/** Returns the largest body of a request about runs. @param bodyLimitBytes the limit of other requests */
export function runBodyLimit(bodyLimitBytes: number): number {
  return Math.max(bodyLimitBytes, RUN_BODY_BYTES);
}

type RunRequestContext = RouterContext<RequestState>;

/** An authenticated request about runs. */
export interface RunCall {
  readonly ctx: RunRequestContext;
  readonly dependencies: RunDependencies;
  readonly key: ApiKey;
  readonly customer: RunCustomer;
  readonly scope: ListScope;
  readonly now: Date;
  /** Path of /vicidial, with the prefix of a host app. */
  readonly base: string;
  /** The body as sent; empty without one. */
  readonly text: string;
}

/** Milliseconds for authentication and rate limit: a hung database neither answers nor fails. */
const CHECKS_MS = 10_000;
/** Milliseconds for the rest. Proxies and clients give up after 30 s. */
const WORK_MS = 14_000;

/**
 * Makes the handler of a path from its work: authenticates the caller and counts the request first.
 *
 * @param operation name in Vicidial's API log
 */
export function runEndpoint(
  dependencies: RunDependencies,
  operation: string,
  work: (call: RunCall) => Promise<void>,
) {
  return async (ctx: RunRequestContext): Promise<void> => {
    ctx.state.operation = operation;
    ctx.state.errorForm = "problem";
    ctx.set("Cache-Control", "no-store");
    const checks = startDeadline(CHECKS_MS);
    const { key, customer, scope } = await withTimeout(
      checks.leftMs(),
      authenticateCaller(ctx, dependencies),
    );
    await withTimeout(checks.leftMs(), refuseTooMany(ctx, dependencies.limiter, key));
    // The time for the body does not count: 100,000 ids over a slow line take long.
    const text = ctx.method === "POST" ? await dependencies.readRunBody(ctx) : "";
    const now = dependencies.clock();
    const call = { ctx, dependencies, key, customer, scope, now, base: baseOf(ctx), text };
    await withTimeout(WORK_MS, work(call));
  };
}

/**
 * Finds the run in the path. Users without access to every list find only their own runs: others may hold leads of lists that they
 * may not access.
 *
 * @throws DearchiveError run_unknown
 */
export async function findRun({ ctx, customer, key, scope }: RunCall): Promise<Run> {
  const text = ctx.params["id"] ?? "";
  const run = /^\d{1,15}$/.test(text) ? await customer.stores.runs.find(Number(text)) : undefined;
  const isOwn = run?.user.toLowerCase() === key.vicidialUser.toLowerCase();
  return run && (isOwn || scope.kind === "every") ? run : fail({ code: "run_unknown" });
}

/** Writes rows into Vicidial's admin log. */
export async function logEvents(
  { ctx, dependencies, customer, key, now }: RunCall,
  events: readonly AdminEvent[],
): Promise<void> {
  const actor = { user: key.vicidialUser, address: clientAddress(ctx, dependencies.trustedProxies) };
  for (const event of events)
    await customer
      .writeAdminLog({ ...event, code: `${event.code} by API key ${key.id}` }, actor, now)
      .catch(dependencies.onLogFailure);
}

/** Writes what happened to a run into Vicidial's admin log. */
export async function logRun(
  call: RunCall,
  run: Parameters<typeof runEvent>[0],
  change: string,
): Promise<void> {
  await logEvents(call, [runEvent(run, change, `${call.customer.home}/runs/${run.id}`)]);
}
