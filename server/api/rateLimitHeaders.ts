import type { ParameterizedContext } from "koa";
import { fail } from "../errors.ts";
import type { ApiKey } from "../keys/apiKeyRow.ts";
import { RATE_WINDOW_SECONDS, type RateLimiter } from "../keys/rateLimit.ts";

/**
 * Counts the call and tells the caller where it stands, in the fields of the IETF's RateLimit draft.
 *
 * @throws DearchiveError rate_limited
 */
export async function refuseTooMany(
  ctx: ParameterizedContext,
  limiter: RateLimiter,
  key: ApiKey,
): Promise<void> {
  const state = await limiter.count(key);
  if (!state) return;
  ctx.set("RateLimit-Policy", `"key";q=${state.limit};w=${RATE_WINDOW_SECONDS}`);
  ctx.set("RateLimit", `"key";r=${state.remaining};t=${state.resetSeconds}`);
  if (state.exceeded) fail({ code: "rate_limited", retryAfterSeconds: state.resetSeconds });
}
