import type { ParameterizedContext } from "koa";
import type { RequestState } from "../../http/requestState.ts";
import { type Caller, requireScope } from "../../keys/authenticate.ts";
import type { RateLimiter } from "../../keys/rateLimit.ts";
import type { LeadLookup } from "../../leads/lookup/leadLookup.ts";
import type { PrivacyOf } from "../../vicidial/userPrivacy.ts";
import {
  authenticateCaller,
  type CallerDependencies,
  type LoggedCustomer,
  refuseTooMany,
} from "../caller.ts";

/** Looks up the leads of one customer. */
export interface LookupCustomer extends LoggedCustomer {
  readonly lookup: LeadLookup;
  readonly privacyOf: PrivacyOf;
}

export interface LookupDependencies extends CallerDependencies<LookupCustomer> {
  readonly limiter: RateLimiter;
}

/** Look-ups per minute of a key without a limit: a program in a loop must not slow the dialer's database down. */
export const MAX_LOOKUP_RATE = 600;
/** Milliseconds for a look-up: a hung database neither answers nor fails. */
export const LOOKUP_MS = 10_000;

/**
 * Lets a caller look up leads. Look-ups are counted apart from moves, and office hours do not apply to them.
 *
 * @param operation name in Vicidial's API log, of at most 20 characters
 * @throws DearchiveError unauthenticated, scope_missing, rate_limited
 */
export async function admitReader(
  ctx: ParameterizedContext<RequestState>,
  dependencies: LookupDependencies,
  operation: string,
): Promise<Caller<LookupCustomer>> {
  ctx.state.operation = operation;
  ctx.state.errorForm = "problem";
  ctx.set("Cache-Control", "no-store");
  const caller = await authenticateCaller(ctx, dependencies);
  requireScope(caller.key, "read");
  const { id, rateLimit } = caller.key;
  const limit = Math.min(rateLimit ?? MAX_LOOKUP_RATE, MAX_LOOKUP_RATE);
  await refuseTooMany(ctx, dependencies.limiter, { id, rateLimit: limit }, "lookup");
  return caller;
}
