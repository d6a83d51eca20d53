import type { BlockList } from "node:net";
import { performance } from "node:perf_hooks";
import type { RouterContext } from "@koa/router";
import type { IdempotencyStore } from "../history/idempotencyStore.ts";
import type { OfficeHoursGate } from "../hours/officeHoursGate.ts";
import { clientAddress } from "../http/clientAddress.ts";
import { droppedWithCaller } from "../http/droppedRequest.ts";
import type { BodyReader } from "../http/jsonBody.ts";
import type { CallState } from "../http/requestState.ts";
import type { Authenticate, Caller } from "../keys/authenticate.ts";
import type { RateLimiter } from "../keys/rateLimit.ts";
import type { MoveOrder, Mover } from "../leads/move/index.ts";
import type { MoveResult } from "../leads/move/outcome.ts";
import type { Direction } from "../leads/tables/direction.ts";
import { withTimeout } from "../lib/deadline.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { ApiLog } from "../vicidial/apiLog.ts";
import { send } from "./answer.ts";
import { readMoveBody } from "./body.ts";
import { answerResult } from "./contract.ts";
import { readApiKey } from "./credentials.ts";
import { type IdempotentRequest, runIdempotent } from "./idempotency.ts";
import { appliedPreferences, type Preferences, readPreferences } from "./preferences.ts";
import { refuseTooMany } from "./rateLimitHeaders.ts";

/** What works on a customer's leads. */
export interface MoveEngine {
  readonly mover: Mover;
  readonly idempotency: IdempotencyStore;
  readonly apiLog: ApiLog;
}

export interface DearchiveDependencies {
  readonly authenticate: Authenticate<MoveEngine>;
  readonly trustedProxies: BlockList;
  readonly gate: OfficeHoursGate;
  readonly readBody: BodyReader;
  readonly limiter: RateLimiter;
  readonly metrics: Metrics;
  readonly clock: () => Date;
}

/** Milliseconds for key, rate and office hours: a database that has gone silent answers no statement, and refuses none. */
const LET_IN_MS = 10_000;
/** Milliseconds for a whole call without the time that its body takes: proxies and clients give up after 30 s. */
const ANSWER_MS = 24_000;

/** Lets a call in, or refuses it: key, rate, office hours. */
async function signInOrRefuse(
  ctx: RouterContext<CallState>,
  { authenticate, trustedProxies, limiter, gate, clock }: DearchiveDependencies,
): Promise<Caller<MoveEngine>> {
  const caller = await authenticate(
    {
      secret: readApiKey(ctx.get("Authorization")),
      address: clientAddress(ctx, trustedProxies),
      customer: ctx.params["customer"],
    },
    clock(),
  );
  const { key, customer } = caller;
  ctx.state.keyId = key.id;
  ctx.state.customer = key.customer;
  ctx.state.vicidialUser = key.vicidialUser;
  ctx.state.apiLog = customer.apiLog;
  if (key.responseFormat !== "auto")
    ctx.state.responseStyle = { ...ctx.state.responseStyle, dialect: key.responseFormat };

  await refuseTooMany(ctx, limiter, key);
  await gate.refuseByOfficeHours(key.customer, clock());
  return caller;
}

/**
 * A call that moves leads, from top to bottom: key, rate, office hours, body, move, answer. Whatever refuses it throws;
 * the contract's order of precedence is the order of these lines.
 */
export function moveEndpoint(parts: DearchiveDependencies, direction: Direction) {
  const { readBody, metrics } = parts;
  return async (ctx: RouterContext<CallState>): Promise<void> => {
    const begun = performance.now();
    const { key, customer, scope } = await withTimeout(LET_IN_MS, signInOrRefuse(ctx, parts));
    const leftMs = ANSWER_MS - (performance.now() - begun);

    const text = await readBody(ctx);
    const { flags, leadIds } = readMoveBody(text, direction, key.leadLimit);
    ctx.state.leads = leadIds.length;

    const preferences = readPreferences(ctx.get("Prefer"));
    const actor = {
      customer: key.customer,
      keyId: key.id,
      vicidialUser: key.vicidialUser,
      requestId: ctx.state.requestId,
    };
    const { signal, drop } = droppedWithCaller(ctx);
    const order = { direction, leadIds, flags, scope, actor, abandoned: signal };
    const repeatable = {
      value: ctx.get("Idempotency-Key"),
      keyId: key.id,
      meaning: JSON.stringify([direction.name, flags, leadIds]),
      formerly: [direction.name, text],
    };
    const work = preferences.dryRun
      ? customer.mover.preview(order).then((foreseen) => ({ result: foreseen, replayed: false }))
      : moveOnce(customer, order, repeatable);
    const { result, replayed } = await withTimeout(leftMs, work).catch((error: unknown) => {
      drop();
      throw error;
    });

    if (!replayed && !preferences.dryRun) metrics.countLeads(key.customer, direction.name, result);
    noteResult(ctx, result, preferences, replayed);
    send(ctx, answerResult(result, ctx.state.responseStyle, preferences));
  };
}

/** Moves, unless the same call was carried out before under its Idempotency-Key. */
function moveOnce({ mover, idempotency }: MoveEngine, order: MoveOrder, repeatable: IdempotentRequest) {
  return runIdempotent(idempotency, repeatable, (idempotencyId) =>
    mover.move(idempotencyId === undefined ? order : { ...order, actor: { ...order.actor, idempotencyId } }),
  );
}

/** Tells the log and the caller what kind of result this is. */
function noteResult(
  ctx: RouterContext<CallState>,
  result: MoveResult,
  preferences: Preferences,
  replayed: boolean,
): void {
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
