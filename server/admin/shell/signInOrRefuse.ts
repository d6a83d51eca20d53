import type { ParameterizedContext } from "koa";
import { clientAddress } from "../../http/clientAddress.ts";
import type { RequestState } from "../../http/requestState.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import { HashingFailed } from "../../vicidial/bcrypt/index.ts";
import { readBasic, type SignInRefusal } from "../../vicidial/signIn.ts";
import type { AdminCustomer, AdminDependencies } from "./dependencies.ts";
import { refusePage } from "./pageErrors.ts";

/** Reveals the reason only if the password was correct. */
function refuse(reason: SignInRefusal): never {
  switch (reason) {
    case "user_level":
    case "address":
    case "api_only":
    case "two_factor":
      return refusePage({ code: reason });
    default:
      return refusePage({ code: "sign_in", reason });
  }
}

/**
 * Signs a user in to the customer's Vicidial.
 *
 * @throws PageError sign_in, user_level, address, api_only, two_factor, sign_in_throttled, sign_in_unavailable
 */
export async function signInOrRefuse(
  ctx: ParameterizedContext<RequestState>,
  { clock, trustedProxies, logger }: AdminDependencies,
  { name, signIn }: AdminCustomer,
): Promise<AdminUser> {
  const credentials = readBasic(ctx.get("Authorization"));
  if (!credentials) return refuse("no_credentials");
  const address = clientAddress(ctx, trustedProxies);
  const result = await signIn(credentials, address, clock()).catch((error: unknown) => {
    if (error instanceof HashingFailed) {
      const facts = { customer: name, reason: error.message, hint: "run vicidial-dearchive doctor" };
      logger.error(facts, "cannot check Vicidial's hashed passwords");
      refusePage({ code: "sign_in_unavailable" }, error);
    }
    throw error;
  });
  if (result.refusal !== undefined) {
    ctx.state.signInRefusal = result.refusal;
    if (result.refusal === "throttled")
      refusePage({ code: "sign_in_throttled", retrySeconds: result.retrySeconds });
    return refuse(result.refusal);
  }
  ctx.state.adminUser = result.user.user;
  return result.user;
}
