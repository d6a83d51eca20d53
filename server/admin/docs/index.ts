import type { RouterContext } from "@koa/router";
import { openApiDocument } from "../../api/openapi/index.ts";
import type { OpenApiDocument } from "../../api/openapi/types.ts";
import { baseOf } from "../../http/basePath.ts";
import type { RequestState } from "../../http/requestState.ts";
import { callerUrl, exampleRequest } from "../../keys/exampleRequest.ts";
import { OUTCOMES } from "../../leads/move/outcome.ts";
import { verbatim } from "../../lib/phrase.ts";
import { outcomeLabel } from "../history/outcomeLabels.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { frameOf, type Visitor } from "../shell/frame.ts";
import type { PageEnvironment } from "../shell/pageEndpoint.ts";
import { PageError } from "../shell/pageErrors.ts";
import { renderPage } from "../shell/render.ts";
import { signInOrRefuse } from "../shell/signInOrRefuse.ts";
import { defaultSite, originOf } from "../shell/site.ts";
import { chosenZone } from "../shell/timeZoneCookie.ts";
import { readClientExamples } from "./clientExamples.ts";
import { answerHeaders, moveOperations, otherOperations, taggedOperations } from "./docsOperations.ts";
import { documentedRefusals, refusalBodies } from "./documentedRefusals.ts";
import { webhookDocs } from "./webhookDocs.ts";

function documentOf(
  ctx: RouterContext<RequestState>,
  { manifest, bodyLimitBytes }: AdminDependencies,
): OpenApiDocument {
  return openApiDocument({ version: manifest.version, base: baseOf(ctx), bodyLimitBytes });
}

/** Serves the OpenAPI document. */
export function openApiPage(dependencies: AdminDependencies) {
  return (ctx: RouterContext<RequestState>): void => {
    ctx.body = documentOf(ctx, dependencies);
  };
}

/** Signs the visitor in if possible. The page is public; signed-in users keep their navigation. */
async function visitorOf(
  ctx: RouterContext<RequestState>,
  dependencies: AdminDependencies,
): Promise<Visitor> {
  const site = defaultSite(ctx, dependencies);
  const stranger = { site, user: null, zone: chosenZone(ctx), now: dependencies.clock(), notice: null };
  if (ctx.get("Authorization") === "") return stranger;
  try {
    return { ...stranger, user: await signInOrRefuse(ctx, dependencies, site.customer) };
  } catch (error) {
    if (error instanceof PageError) return stranger;
    throw error;
  }
}

/** The meaning of each outcome, in both directions. */
const OUTCOME_MEANINGS = OUTCOMES.map((name) => ({
  name,
  restoring: outcomeLabel(name, "dearchive").meaning,
  archiving: outcomeLabel(name, "archive").meaning,
}));

/** Renders the OpenAPI document for people, with examples and a form that sends a request. */
export function docsPage({ dependencies, sections }: PageEnvironment) {
  const clients = readClientExamples();
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const base = baseOf(ctx);
    const document = documentOf(ctx, dependencies);
    const origin = originOf(ctx, dependencies.trustedProxies);
    const locals = {
      moves: moveOperations(document, origin, base),
      lookups: taggedOperations(document, "look-ups", origin, base),
      runs: taggedOperations(document, "runs", origin, base),
      webhook: webhookDocs(document),
      others: otherOperations(document, base),
      headers: answerHeaders(document),
      outcomes: OUTCOME_MEANINGS,
      refusals: documentedRefusals(dependencies.bodyLimitBytes),
      refusalBodies: refusalBodies(),
      origin,
      createKey: "npx vicidial-dearchive keys create --label crm --user USER",
      openApi: { href: `${base}/dearchive/openapi.json`, label: verbatim("openapi.json") },
      firstRequest: exampleRequest(`${origin}${base}`, "YOUR_API_KEY"),
      callerUrl: callerUrl(`${origin}${base}`, "YOUR_API_KEY"),
      clients,
    };
    const page = {
      name: "docs",
      title: "Documentation",
      scripts: ["try.js", "copy.js", "languages.js"],
      styles: ["docs.css"],
    };
    const frame = await frameOf(dependencies, sections, await visitorOf(ctx, dependencies), page);
    await renderPage(ctx, "docs/index", locals, frame);
  };
}
