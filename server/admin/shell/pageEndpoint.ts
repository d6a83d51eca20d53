import type { RouterContext } from "@koa/router";
import { describeFailure } from "../../db/databaseErrors.ts";
import { clientAddress } from "../../http/clientAddress.ts";
import type { CallState } from "../../http/requestState.ts";
import { withTimeout } from "../../lib/deadline.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import type { AdminPage, Page, PageRoute } from "./adminPage.ts";
import { CSRF_FIELD, refuseForgery } from "./csrf.ts";
import type { AdminDependencies } from "./dependencies.ts";
import { readForm } from "./form.ts";
import { frameOf, type Section, type Visitor } from "./frame.ts";
import { leaveNotice, takeNotice } from "./notice.ts";
import type { PageAnswer } from "./pageAnswer.ts";
import { refusePage } from "./pageErrors.ts";
import { may } from "./pageRights.ts";
import { renderPage } from "./render.ts";
import { renderError } from "./renderError.ts";
import { SECURITY_HEADERS } from "./securityHeaders.ts";
import { signInOrRefuse } from "./signInOrRefuse.ts";
import { defaultSite, originOf, type Site, siteOf } from "./site.ts";
import { chosenZone, keepZone } from "./timeZoneCookie.ts";
import { readUploadForm, type UploadForm } from "./upload.ts";

type PageContext = RouterContext<CallState>;

/** Whoever makes a route of a page, with what all of them need. */
export interface EndpointDependencies {
  readonly parts: AdminDependencies;
  readonly sections: readonly Section[];
}

function pageOf(
  ctx: PageContext,
  parts: AdminDependencies,
  { customer, home, base }: Site,
  user: AdminUser,
  { form, upload }: UploadForm,
): Page {
  const now = parts.clock();
  const address = clientAddress(ctx, parts.trustedProxies);
  return {
    customer,
    onlyCustomer: parts.sharesDatabase ? undefined : customer.name,
    ...parts.homeStores(customer.scope),
    user,
    now,
    address,
    requestId: ctx.state.requestId,
    zone: chosenZone(ctx),
    params: ctx.params,
    query: new URLSearchParams(ctx.querystring),
    form,
    upload,
    home,
    base,
    origin: originOf(ctx),
    may: (page, action) => may(parts.manifest, user, page, action),
    async log(event) {
      await customer.writeAdminLog(event, { user: user.user, address }, now).catch((error: unknown) => {
        const facts = { request_id: ctx.state.requestId, section: event.section, ...describeFailure(error) };
        parts.logger.error(facts, "a change is missing in Vicidial's admin log");
      });
    },
  };
}

async function answerView(
  ctx: PageContext,
  { parts, sections }: EndpointDependencies,
  visitor: Visitor,
  name: string,
  answer: Extract<PageAnswer, { kind: "view" }>,
): Promise<void> {
  const secret = await parts.pageSecret();
  const { home } = visitor.site;
  const notice = takeNotice(ctx, secret, visitor.user?.user ?? "", home);
  const frame = await frameOf(parts, sections, { ...visitor, notice }, { ...answer, name });
  await renderPage(ctx, answer.view, answer.locals, frame);
  ctx.status = answer.status;
}

async function redirect(
  ctx: PageContext,
  parts: AdminDependencies,
  visitor: Visitor,
  { to, notice, zone }: Extract<PageAnswer, { kind: "redirect" }>,
): Promise<void> {
  const { home, base } = visitor.site;
  const secret = await parts.pageSecret();
  if (notice !== null) leaveNotice(ctx, secret, visitor.user?.user ?? "", home, notice);
  if (zone !== null) keepZone(ctx, `${base}/dearchive`, zone);
  ctx.set(SECURITY_HEADERS);
  ctx.redirect(home + to);
  ctx.status = 303;
}

/** Sends events until the reader goes away: Koa would call every such end an error of the server. */
function sendEvents(ctx: PageContext, { body, onClose }: Extract<PageAnswer, { kind: "events" }>): void {
  const { req, res } = ctx;
  ctx.status = 200;
  ctx.respond = false;
  body.once("error", () => res.destroy());
  const end = () => {
    onClose();
    body.destroy();
  };
  if (req.socket.destroyed) end();
  else res.once("close", end);
  // A HEAD request wants the headers of a stream that never ends.
  if (ctx.method === "HEAD") res.end();
  else body.pipe(res);
}

/** Turns what a handler answered into HTTP. */
async function respond(
  ctx: PageContext,
  endpoint: EndpointDependencies,
  visitor: Visitor,
  name: string,
  answer: PageAnswer,
): Promise<void> {
  switch (answer.kind) {
    case "view":
      return answerView(ctx, endpoint, visitor, name, answer);
    case "redirect":
      return redirect(ctx, endpoint.parts, visitor, answer);
    case "download":
      ctx.set(SECURITY_HEADERS);
      ctx.attachment(answer.fileName);
      ctx.type = answer.type;
      ctx.body = answer.body;
      return;
    case "data":
      ctx.set(SECURITY_HEADERS);
      ctx.status = answer.status;
      ctx.body = answer.body;
      return;
    case "events":
      ctx.set({ ...SECURITY_HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
      sendEvents(ctx, answer);
  }
}

/** What was posted; nothing for a GET. */
async function readSent(ctx: PageContext, { method, takesFile }: PageRoute): Promise<UploadForm> {
  if (method === "GET") return { form: new URLSearchParams(), upload: null };
  return takesFile ? readUploadForm(ctx) : { form: await readForm(ctx), upload: null };
}

/** Milliseconds that signing in and looking may take: a database that has gone silent answers no statement. */
const SIGN_IN_MS = 10_000;
const LOOK_MS = 12_000;

/** A change is waited for, whatever it takes: nobody may be told that it failed while it goes on. */
function handleInTime({ method, handle }: PageRoute, page: Page): Promise<PageAnswer> {
  return method === "GET" ? withTimeout(LOOK_MS, handle(page)) : handle(page);
}

/**
 * A request for a page, from top to bottom: which customer's, who asks, whether that is allowed, what was sent, whether a
 * page of ours sent it, the page itself, the answer. Whatever refuses it throws, and is rendered in one place.
 */
export function pageEndpoint(endpoint: EndpointDependencies, page: AdminPage, route: PageRoute) {
  const { parts, sections } = endpoint;
  return async (ctx: PageContext): Promise<void> => {
    const now = parts.clock();
    const site = siteOf(ctx, parts);
    // Until somebody is signed in, pages look alike whether the address names a customer or none. Only users of the default
    // customer are told that there is no such page.
    const stranger = defaultSite(ctx, parts);
    let visitor: Visitor = { site: stranger, user: null, zone: chosenZone(ctx), now, notice: null };
    try {
      const user = await withTimeout(SIGN_IN_MS, signInOrRefuse(ctx, parts, (site ?? stranger).customer));
      if (!site) return refusePage({ code: "page_not_found" });
      visitor = { ...visitor, site, user };
      if (!may(parts.manifest, user, page.name, route.action)) {
        refusePage({ code: "right_missing", page: page.name, action: route.action });
      }
      const sent = await readSent(ctx, route);
      if (route.method === "POST") {
        const owner = { customer: site.customer.name, user: user.user };
        refuseForgery(ctx, await parts.pageSecret(), owner, sent.form.get(CSRF_FIELD) ?? "", now);
      }
      const answer = await handleInTime(route, pageOf(ctx, parts, site, user, sent));
      await respond(ctx, endpoint, visitor, page.name, answer);
    } catch (error) {
      await renderError(ctx, parts, sections, visitor, error);
    }
  };
}
