import type { RouterContext } from "@koa/router";
import { describeFailure } from "../../db/databaseErrors.ts";
import { clientAddress } from "../../http/clientAddress.ts";
import type { RequestState } from "../../http/requestState.ts";
import { withTimeout } from "../../lib/deadline.ts";
import { inEnglish } from "../../lib/phrase.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";
import type { AdminPage, Page, PageRoute } from "./adminPage.ts";
import { type Appearance, appearanceFor } from "./appearance.ts";
import { refuseForgery } from "./csrf.ts";
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
import { answerTo } from "./shownFrom.ts";
import { signInOrRefuse } from "./signInOrRefuse.ts";
import { defaultSite, hereOf, originOf, type Site, siteOf } from "./site.ts";
import { chosenZone, keepZone } from "./timeZoneCookie.ts";
import { readUploadForm, type UploadForm } from "./upload.ts";
import { vicidialPath } from "./vicidialMenu.ts";

type PageContext = RouterContext<RequestState>;

/** Dependencies shared by all page routes. */
export interface PageEnvironment {
  readonly dependencies: AdminDependencies;
  readonly sections: readonly Section[];
}

function pageOf(
  ctx: PageContext,
  dependencies: AdminDependencies,
  { customer, home, base }: Site,
  user: AdminUser,
  { look, translate }: Appearance,
  { form, upload }: UploadForm,
): Page {
  const now = dependencies.clock();
  const address = clientAddress(ctx, dependencies.trustedProxies);
  return {
    customer,
    onlyCustomer: dependencies.sharesDatabase ? undefined : customer.name,
    ...dependencies.homeStores(customer.scope),
    user: { ...user, labels: look.labels },
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
    vicidialPath: vicidialPath(base, look),
    translate,
    origin: originOf(ctx, dependencies.trustedProxies),
    may: (page, action) => may(dependencies.manifest, user, page, action),
    async log(event) {
      await customer.writeAdminLog(event, { user: user.user, address }, now).catch((error: unknown) => {
        const facts = { request_id: ctx.state.requestId, section: event.section, ...describeFailure(error) };
        dependencies.logger.error(facts, "could not write a change to Vicidial's admin log");
      });
    },
  };
}

async function answerView(
  ctx: PageContext,
  { dependencies, sections }: PageEnvironment,
  visitor: Visitor,
  name: string,
  answer: Extract<PageAnswer, { kind: "view" }>,
): Promise<void> {
  const secret = await dependencies.pageSecret();
  const { home } = visitor.site;
  const notice = takeNotice(ctx, secret, visitor.user?.user ?? "", home);
  const frame = await frameOf(dependencies, sections, { ...visitor, notice }, { ...answer, name });
  await renderPage(ctx, answer.view, answer.locals, frame);
  ctx.status = answer.status;
}

async function redirect(
  ctx: PageContext,
  dependencies: AdminDependencies,
  visitor: Visitor,
  { to, notice, zone }: Extract<PageAnswer, { kind: "redirect" }>,
): Promise<void> {
  const { home, base } = visitor.site;
  const translate = visitor.appearance?.translate ?? inEnglish;
  const secret = await dependencies.pageSecret();
  if (notice !== null) leaveNotice(ctx, secret, visitor.user?.user ?? "", home, translate(notice));
  if (zone !== null) keepZone(ctx, `${base}/dearchive`, zone);
  ctx.set(SECURITY_HEADERS);
  ctx.redirect(home + to);
  ctx.status = 303;
}

/** Streams events until the client disconnects. Bypasses Koa, which would log every disconnect as a server error. */
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
  // HEAD must end, because the stream never does.
  if (ctx.method === "HEAD") res.end();
  else body.pipe(res);
}

/** Turns a page's answer into an HTTP response. */
async function respond(
  ctx: PageContext,
  endpoint: PageEnvironment,
  visitor: Visitor,
  name: string,
  answer: PageAnswer,
): Promise<void> {
  switch (answer.kind) {
    case "view":
      return answerView(ctx, endpoint, visitor, name, answer);
    case "redirect":
      return redirect(ctx, endpoint.dependencies, visitor, answer);
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

/** Reads the posted form; empty for GET. */
async function readSent(ctx: PageContext, { method, takesFile }: PageRoute): Promise<UploadForm> {
  if (method === "GET") return { form: new URLSearchParams(), upload: null };
  return takesFile ? readUploadForm(ctx) : { form: await readForm(ctx), upload: null };
}

/** Timeouts (ms) for sign-in and for what every page shows: a silent database may never answer. */
const SIGN_IN_MS = 10_000;
const LOOK_MS = 12_000;

/**
 * Handles a page request: finds the customer, signs the user in, checks the right, reads the form, checks its CSRF token, runs
 * the page and sends the answer. All errors are rendered in one place.
 */
export function pageEndpoint(endpoint: PageEnvironment, page: AdminPage, route: PageRoute) {
  const { dependencies, sections } = endpoint;
  return async (ctx: PageContext): Promise<void> => {
    const now = dependencies.clock();
    const site = siteOf(ctx, dependencies);
    // Before sign-in, every address looks like the default customer's, so that strangers cannot find out which customers exist.
    const stranger = defaultSite(ctx, dependencies);
    let visitor: Visitor = { site: stranger, user: null, zone: chosenZone(ctx), now, notice: null };
    try {
      const user = await withTimeout(
        SIGN_IN_MS,
        signInOrRefuse(ctx, dependencies, (site ?? stranger).customer),
      );
      if (!site) return refusePage({ code: "page_not_found" });
      const appearance = await withTimeout(LOOK_MS, appearanceFor(site.customer, user, now));
      visitor = { ...visitor, site, user, appearance, here: hereOf(ctx, site) };
      if (!may(dependencies.manifest, user, page.name, route.action)) {
        refusePage({ code: "right_missing", page: page.name, action: route.action });
      }
      const sent = await readSent(ctx, route);
      if (route.method === "POST") {
        const owner = { customer: site.customer.name, user: user.user };
        refuseForgery(ctx, await dependencies.pageSecret(), owner, sent.form, now);
      }
      const { answer, readFrom } = await answerTo(ctx, route, site.customer, (customer) =>
        pageOf(ctx, dependencies, { ...site, customer }, user, appearance, sent),
      );
      await respond(ctx, endpoint, { ...visitor, readFrom }, page.name, answer);
    } catch (error) {
      await renderError(ctx, dependencies, sections, visitor, error);
    }
  };
}
