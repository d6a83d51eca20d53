import type { BlockList } from "node:net";
import type { ParameterizedContext } from "koa";
import { fail } from "../errors.ts";
import { clientAddress } from "../http/clientAddress.ts";
import type { RequestState } from "../http/requestState.ts";
import { type ApiKey, readApiKey } from "../keys/apiKey.ts";
import type { Authenticate, Caller, CustomerRights } from "../keys/authenticate.ts";
import { RATE_WINDOW_SECONDS, type RateLimiter, type RequestRateKind } from "../keys/rateLimit.ts";
import type { ApiLog } from "../vicidial/apiLog.ts";

/** What every endpoint knows of the customer of a key. */
export interface LoggedCustomer extends CustomerRights {
  readonly apiLog: ApiLog;
}

export interface CallerDependencies<Customer extends LoggedCustomer> {
  readonly authenticate: Authenticate<Customer>;
  readonly trustedProxies: BlockList;
  readonly clock: () => Date;
}

/**
 * Finds the key's owner and keeps what the log and the answer need to know about it.
 *
 * @param customer the customer in the path, if any
 * @param authorization the header, or a key from elsewhere in the header's form
 * @throws DearchiveError unauthenticated
 */
export async function authenticateCaller<Customer extends LoggedCustomer>(
  ctx: ParameterizedContext<RequestState>,
  { authenticate, trustedProxies, clock }: CallerDependencies<Customer>,
  customer?: string,
  authorization = ctx.get("Authorization"),
): Promise<Caller<Customer>> {
  const credentials = {
    secret: readApiKey(authorization),
    address: clientAddress(ctx, trustedProxies),
    customer,
  };
  return authenticate(credentials, clock(), (key, owner) => {
    ctx.state.keyId = key.id;
    ctx.state.customer = key.customer;
    ctx.state.vicidialUser = key.vicidialUser;
    ctx.state.apiLog = owner.apiLog;
  });
}

/**
 * Counts the request and sets the fields of the IETF's RateLimit draft.
 *
 * @param kind requests of different kinds are counted apart
 * @throws DearchiveError rate_limited
 */
export async function refuseTooMany(
  ctx: ParameterizedContext<RequestState>,
  limiter: RateLimiter,
  key: Pick<ApiKey, "id" | "rateLimit">,
  kind: RequestRateKind = "key",
): Promise<void> {
  if (key.rateLimit === null) return;
  const state = await limiter.count(key.id, key.rateLimit, kind);
  ctx.set("RateLimit-Policy", `"key";q=${state.limit};w=${RATE_WINDOW_SECONDS}`);
  ctx.set("RateLimit", `"key";r=${state.remaining};t=${state.resetSeconds}`);
  if (state.exceeded) fail({ code: "rate_limited", retryAfterSeconds: state.resetSeconds });
}
