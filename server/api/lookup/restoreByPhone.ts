import type { RouterContext } from "@koa/router";
import { DearchiveError, fail } from "../../errors.ts";
import type { OfficeHoursGate } from "../../hours/officeHours.ts";
import type { RequestState } from "../../http/requestState.ts";
import { type Authenticate, type Caller, requireScope } from "../../keys/authenticate.ts";
import { DEARCHIVE } from "../../leads/tables/direction.ts";
import { startDeadline, withTimeout } from "../../lib/deadline.ts";
import type { Metrics } from "../../ops/metrics.ts";
import { authenticateCaller, refuseTooMany } from "../caller.ts";
import { actorOf, droppedWithCaller, type MoveEngine } from "../dearchive.ts";
import type { LookupCustomer, LookupDependencies } from "./lookupCaller.ts";
import { phoneDigits } from "./searchQuery.ts";

/** Restores the leads of callers of one customer. */
export interface CallerCustomer extends MoveEngine, LookupCustomer {}

export interface RestoreByPhoneDependencies extends LookupDependencies {
  readonly authenticate: Authenticate<CallerCustomer>;
  readonly gate: OfficeHoursGate;
  readonly metrics: Metrics;
}

/** What happened, in words without digits: Vicidial's Filter URL takes any digit for a match. */
export const CALLER_RESULTS = ["restored", "live", "none"] as const;
export type CallerResult = (typeof CALLER_RESULTS)[number];

/** Milliseconds for an answer. The caller hears nothing until then. */
const ANSWER_MS = 10_000;
const MIN_PHONE_DIGITS = 4;
const MAX_PHONE_DIGITS = 18;
const INSERT_AND_DELETE = { insert: true, update: false, delete: true } as const;

/** Reads the key of the header, or else of the URL, which Vicidial calls without headers. */
function authorizationOf(ctx: RouterContext<RequestState>, query: URLSearchParams) {
  const header = ctx.get("Authorization");
  const isInUrl = header === "" && query.has("key");
  return { isInUrl, authorization: isInUrl ? `Key=${query.get("key")}` : header };
}

/** @throws DearchiveError unauthenticated, scope_missing, key_in_url, rate_limited, office_hours */
async function admitCall(
  ctx: RouterContext<RequestState>,
  dependencies: RestoreByPhoneDependencies,
  query: URLSearchParams,
): Promise<Caller<CallerCustomer>> {
  const { limiter, gate, clock } = dependencies;
  const { isInUrl, authorization } = authorizationOf(ctx, query);
  const caller = await authenticateCaller(ctx, dependencies, undefined, authorization);
  const { key } = caller;
  requireScope(key, "restore_by_phone");
  // URLs appear in logs and on pages of Vicidial.
  if (isInUrl && key.scopes.length > 1) fail({ code: "key_in_url" });
  await refuseTooMany(ctx, limiter, key);
  await gate.refuseByOfficeHours(key.customer, clock());
  return caller;
}

/** A call without a usable number, such as an anonymous one, has no lead. */
function phoneOf(query: URLSearchParams): string | undefined {
  const digits = phoneDigits(query.get("phone_number") ?? "");
  return digits.length >= MIN_PHONE_DIGITS && digits.length <= MAX_PHONE_DIGITS ? digits : undefined;
}

/** The lead that Vicidial made for the call, if it made one. */
function ownLeadOf(query: URLSearchParams): number | undefined {
  const text = query.get("lead_id") ?? "";
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

/** Restores the lead of the number if it is only archived. */
async function restoreCaller(
  ctx: RouterContext<RequestState>,
  { metrics }: RestoreByPhoneDependencies,
  { key, customer, scope }: Caller<CallerCustomer>,
  query: URLSearchParams,
  abandoned: AbortSignal,
): Promise<CallerResult> {
  const phone = phoneOf(query);
  if (phone === undefined) return "none";
  const lead = await customer.lookup.callerLead(phone, scope, ownLeadOf(query));
  if (lead.location !== "archived") return lead.location;
  const order = {
    direction: DEARCHIVE,
    leadIds: [lead.leadId],
    flags: INSERT_AND_DELETE,
    scope,
    actor: actorOf(ctx, key),
    abandoned,
  };
  const result = await customer.mover.move(order);
  metrics.countLeads(key.customer, DEARCHIVE.name, result);
  ctx.state.inserted = result.insertCount;
  ctx.state.deleted = result.deleteCount;
  return result.insertCount > 0 ? "restored" : "live";
}

/** A call of the same number restored the lead in the meantime. */
function noneIfMissing(error: unknown): CallerResult {
  if (error instanceof DearchiveError && error.fault.code === "ids_missing") return "none";
  throw error;
}

/**
 * `GET /vicidial/leads/restore-by-phone`: restores the newest archived lead of a caller, for Vicidial's own URLs. A GET that changes
 * something, because these URLs send nothing else.
 */
export function restoreByPhone(dependencies: RestoreByPhoneDependencies) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    ctx.state.operation = "lead_restore_phone";
    ctx.state.errorForm = "word";
    ctx.set("Cache-Control", "no-store");
    if (ctx.method !== "GET") fail({ code: "method_not_allowed", allowed: ["GET"] });
    const deadline = startDeadline(ANSWER_MS);
    const inTime = <T>(work: Promise<T>) => withTimeout(deadline.leftMs(), work);

    const query = new URLSearchParams(ctx.querystring);
    const caller = await inTime(admitCall(ctx, dependencies, query));
    const { signal, drop } = droppedWithCaller(ctx);
    const work = restoreCaller(ctx, dependencies, caller, query, signal).catch(noneIfMissing);
    const result = await inTime(work).catch((error: unknown) => {
      drop();
      throw error;
    });

    ctx.state.leads = result === "restored" ? 1 : 0;
    ctx.state.answerMessage = result;
    ctx.type = "text/plain";
    ctx.body = result;
  };
}
