import type { ParameterizedContext } from "koa";
import type { Fault } from "../../errors.ts";
import type { RequestState } from "../../http/requestState.ts";
import { faultOf, logUnexpected } from "../../http/thrownErrors.ts";
import { withTimeout } from "../../lib/deadline.ts";
import { phrase } from "../../lib/phrase.ts";
import { REALM } from "../../vicidial/signIn.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { frameOf, type Section, type Visitor } from "./frame.ts";
import { describePageError, PageError, type PageErrorKind, type PageErrorText } from "./pageErrors.ts";
import { renderPage } from "./render.ts";
import { SECURITY_HEADERS } from "./securityHeaders.ts";

/** Maps errors of lower layers that can reach a page. */
function fromFault(fault: Fault): PageErrorKind | undefined {
  switch (fault.code) {
    case "not_found":
      return { code: "page_not_found" };
    case "method_not_allowed":
      return { code: "page_method", allowed: fault.allowed };
    case "connection_lost":
    case "tables_locked":
      return { code: "page_unavailable" };
    default:
      return undefined;
  }
}

function pageFaultOf(error: unknown): PageErrorKind | undefined {
  if (error instanceof PageError) return error.fault;
  const fault = faultOf(error);
  return fault && fromFault(fault);
}

const UNEXPECTED: PageErrorText = {
  status: 500,
  title: phrase("Something went wrong"),
  text: phrase(
    "The server failed to answer. Try again, or give the request ID below to the server's administrator.",
  ),
};

function headersOf(fault: PageErrorKind | undefined): Record<string, string> {
  if (fault?.code === "sign_in") return { "WWW-Authenticate": `Basic realm="${REALM}"` };
  if (fault?.code === "page_unavailable") return { "Retry-After": "5" };
  if (fault?.code === "sign_in_throttled") return { "Retry-After": String(fault.retrySeconds) };
  return fault?.code === "page_method" ? { Allow: fault.allowed.join(", ") } : {};
}

/** Timeout (ms) for building the frame of an error page, which may need the database. */
const FRAME_MS = 2_000;

/** Returns undefined on failure or timeout: the error page then does without its frame. */
async function orUndefined<T>(make: () => Promise<T>): Promise<T | undefined> {
  return withTimeout(FRAME_MS, make()).catch(() => undefined);
}

/** Renders any error as a page, as JSON or as plain text. */
export async function renderError(
  ctx: ParameterizedContext<RequestState>,
  dependencies: AdminDependencies,
  sections: readonly Section[],
  visitor: Visitor,
  error: unknown,
): Promise<void> {
  const fault = pageFaultOf(error);
  if (fault)
    ctx.state.faultCode = fault.code.startsWith("page_")
      ? (fault.code as `page_${string}`)
      : `page_${fault.code}`;
  else {
    ctx.state.faultCode = "internal";
    logUnexpected(dependencies.logger, ctx.state.requestId, error);
  }
  const { status, title, text } = fault ? describePageError(fault, dependencies.manifest.rights) : UNEXPECTED;
  ctx.status = status;
  ctx.set(headersOf(fault));
  const { requestId } = ctx.state;
  if (ctx.accepts("html", "json") === "json") {
    ctx.set(SECURITY_HEADERS);
    ctx.body = { message: String(text), request_id: requestId };
    return;
  }
  const page = { name: "", title };
  const frame = await orUndefined(() => frameOf(dependencies, sections, visitor, page));
  const form = fault?.code === "form_expired" ? fault.form : null;
  const locals = { status, title, text, requestId, code: fault?.code ?? "", form };
  if (frame) await renderPage(ctx, "error/index", locals, frame);
  else {
    ctx.set(SECURITY_HEADERS);
    ctx.type = "text";
    ctx.body = `${title}. ${text} (${requestId})\n`;
  }
  ctx.status = status;
}
