import type { ParameterizedContext } from "koa";
import { withTimeout } from "../../lib/deadline.ts";
import type { PageText } from "../../lib/phrase.ts";
import type { Page, PageRoute } from "./adminPage.ts";
import type { AdminCustomer } from "./dependencies.ts";
import { hasNotice } from "./notice.ts";
import type { PageAnswer } from "./pageAnswer.ts";
import { PageError } from "./pageErrors.ts";

/** A page's answer, and which server it was read from if there is a choice. */
interface Shown {
  readonly answer: PageAnswer;
  readonly readFrom: PageText | undefined;
}

/** Timeout (ms) for GET pages: a silent database may never answer. */
const LOOK_MS = 12_000;

/** Never times out a change, because it might still succeed after the error page. */
function handleInTime({ method, handle }: PageRoute, page: Page): Promise<PageAnswer> {
  return method === "GET" ? withTimeout(LOOK_MS, handle(page)) : handle(page);
}

/**
 * Runs a page's handler. A page that only shows data reads Vicidial's secondary server, if an administrator chose one. Where that
 * fails, the primary answers: the server may be down, or behind and not have what the page names. A user who has just changed
 * something must see it, so that page always reads the primary.
 *
 * @param pageWith returns the request's page for a customer whose stores read one of the servers
 */
export async function answerTo(
  ctx: ParameterizedContext,
  route: PageRoute,
  customer: AdminCustomer,
  pageWith: (customer: AdminCustomer) => Page,
): Promise<Shown> {
  const answerFrom = (from: AdminCustomer) => handleInTime(route, pageWith(from));
  const mayChoose = route.mayReadSecondary === true && !hasNotice(ctx);
  const source = mayChoose ? await customer.secondary.find() : undefined;
  if (!source?.stores) return { answer: await answerFrom(customer), readFrom: source?.note };
  try {
    return { answer: await answerFrom({ ...customer, stores: source.stores }), readFrom: source.note };
  } catch (error) {
    const readFrom = error instanceof PageError ? undefined : customer.secondary.giveUp().note;
    return { answer: await answerFrom(customer), readFrom };
  }
}
