import type { RouterContext } from "@koa/router";
import { DearchiveError } from "../errors.ts";
import type { IdempotencyStore } from "../history/idempotencyStore.ts";
import type { OfficeHoursGate } from "../hours/officeHours.ts";
import type { Dialect, RequestState } from "../http/requestState.ts";
import type { ApiKey } from "../keys/apiKey.ts";
import { type Caller, requireScope } from "../keys/authenticate.ts";
import type { RateLimiter } from "../keys/rateLimit.ts";
import type { MoveOrder, Mover } from "../leads/move/index.ts";
import type { MoveResult } from "../leads/move/outcome.ts";
import type { Direction } from "../leads/tables/direction.ts";
import { startDeadline, withTimeout } from "../lib/deadline.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { ArchiveWarningChecks } from "../runs/work/archiveWarningChecks.ts";
import { authenticateCaller, type CallerDependencies, type LoggedCustomer, refuseTooMany } from "./caller.ts";
import { answerResult } from "./contract.ts";
import { type IdempotentRequest, type IdempotentResult, runIdempotent } from "./idempotency.ts";
import { appliedRefusal, type RequestMover, readRefused, refusingInUse } from "./leadsInUse.ts";
import type { BodyReader } from "./moveRequest.ts";
import { appliedPreferences, type Preferences, readMoveBody, readPreferences } from "./moveRequest.ts";
import { sendResult } from "./respond.ts";

type MoveContext = RouterContext<RequestState>;

/** Moves the leads of one customer. */
export interface MoveEngine extends LoggedCustomer {
  readonly mover: Mover;
  readonly idempotency: IdempotencyStore;
  readonly stores: { readonly archiveChecks: ArchiveWarningChecks };
}

export interface DearchiveDependencies extends CallerDependencies<MoveEngine> {
  readonly gate: OfficeHoursGate;
  readonly readBody: BodyReader;
  readonly limiter: RateLimiter;
  readonly metrics: Metrics;
}

/** Milliseconds for authentication, rate limit and office hours: a hung database neither answers nor fails. */
const CHECKS_MS = 10_000;
/** Milliseconds for the move, plus the time that the checks left over. Proxies and clients give up after 30 s. */
const MOVE_MS = 14_000;

/** The API version that a route belongs to. */
export interface MoveRoute {
  readonly direction: Direction;
  /** The path's own dialect; a key's response format overrides it. */
  readonly dialect: Dialect;
}

/** Handles a request that moves leads. A step that refuses it throws; the order of the steps is the contract's. */
export function moveEndpoint(dependencies: DearchiveDependencies, { direction, dialect }: MoveRoute) {
  const { gate, readBody, limiter, metrics, clock } = dependencies;
  return async (ctx: MoveContext): Promise<void> => {
    ctx.state.operation = `lead_${direction.name}`;
    ctx.state.responseStyle = { dialect, direction: direction.name };
    const checks = startDeadline(CHECKS_MS);
    const inTime = <T>(check: Promise<T>) => withTimeout(checks.leftMs(), check);

    const { key, customer, scope } = await inTime(callerOf(ctx, dependencies));
    requireScope(key, direction.name === "archive" ? "archive" : "restore");
    await inTime(refuseTooMany(ctx, limiter, key));
    await inTime(gate.refuseByOfficeHours(key.customer, clock()));
    // The time for the body does not count: a large body over a slow line takes long.
    const moveMs = MOVE_MS + checks.leftMs();

    const text = await readBody(ctx);
    const { flags, leadIds } = readMoveBody(text, direction, key.leadLimit);
    ctx.state.leads = leadIds.length;
    const prefer = ctx.get("Prefer");
    const preferences = readPreferences(prefer);
    const refused = prefer === "" ? [] : readRefused(prefer, direction);
    const mover: RequestMover =
      refused.length === 0
        ? customer.mover
        : refusingInUse(customer.mover, customer.stores.archiveChecks, refused, clock());

    const { signal, drop } = droppedWithCaller(ctx);
    const actor = actorOf(ctx, key);
    const order = { direction, leadIds, flags, scope, actor, abandoned: signal };
    const request = {
      value: ctx.get("Idempotency-Key"),
      keyId: key.id,
      meaning: JSON.stringify([direction.name, flags, leadIds]),
      formerMeaning: [direction.name, text],
    };
    const work = preferences.dryRun
      ? mover.preview(order).then((result) => ({ result, replayed: false }))
      : moveOnce(mover, customer.idempotency, order, request);
    const { result, replayed } = await withTimeout(moveMs, work).catch((error: unknown) => {
      drop();
      throw error;
    });

    if (!replayed && !preferences.dryRun) metrics.countLeads(key.customer, direction.name, result);
    noteResult(ctx, result, preferences, replayed);
    if (refused.length > 0) ctx.append("Preference-Applied", appliedRefusal(refused));
    sendResult(ctx, answerResult(result, ctx.state.responseStyle, preferences));
  };
}

/** Finds the key's owner. A key's response format overrides the path's. */
async function callerOf(ctx: MoveContext, dependencies: DearchiveDependencies): Promise<Caller<MoveEngine>> {
  const caller = await authenticateCaller(ctx, dependencies, ctx.params["customer"]);
  const { responseFormat } = caller.key;
  if (responseFormat !== "auto" && ctx.state.responseStyle)
    ctx.state.responseStyle = { ...ctx.state.responseStyle, dialect: responseFormat };
  return caller;
}

/** Returns who moves leads, for the history. The batch of the move is noted for the log. */
export function actorOf(ctx: MoveContext, { id, customer, vicidialUser }: ApiKey): MoveOrder["actor"] {
  return {
    customer,
    keyId: id,
    vicidialUser,
    requestId: ctx.state.requestId,
    noteBatch: (batchId) => {
      ctx.state.batchId = batchId;
    },
  };
}

/**
 * Returns a signal that aborts when the caller hangs up before the answer is sent, or when `drop` is called. It stops work that
 * has not begun, such as a move that still waits for a lock.
 */
export function droppedWithCaller({ req, res }: MoveContext): { signal: AbortSignal; drop: () => void } {
  const controller = new AbortController();
  const drop = () => controller.abort(new DearchiveError({ code: "abandoned" }));
  if (req.socket.destroyed) drop();
  else res.once("close", () => !res.writableFinished && drop());
  return { signal: controller.signal, drop };
}

/** Moves the leads, unless an earlier request with the same Idempotency-Key did. */
async function moveOnce(
  mover: RequestMover,
  idempotency: IdempotencyStore,
  order: MoveOrder,
  request: IdempotentRequest,
): Promise<IdempotentResult> {
  if (request.value === "") return { result: await mover.move(order), replayed: false };
  return runIdempotent(idempotency, request, (idempotencyId) =>
    mover.move({ ...order, actor: { ...order.actor, idempotencyId } }),
  );
}

/** Records the result for the log and sets its headers. */
function noteResult(ctx: MoveContext, result: MoveResult, preferences: Preferences, replayed: boolean): void {
  ctx.state.inserted = result.insertCount;
  ctx.state.updated = result.updateCount;
  ctx.state.deleted = result.deleteCount;
  if (preferences.dryRun) ctx.state.dryRun = true;
  if (replayed) {
    ctx.state.replayed = true;
    ctx.set("Idempotency-Replayed", "true");
  }
  const applied = appliedPreferences(preferences);
  if (applied !== "") ctx.set("Preference-Applied", applied);
}
